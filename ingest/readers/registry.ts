import type { Reader } from '../reader.js'

/** A format that can be read. Its reader, and what that needs, is loaded where a file is read and nowhere else. */
export interface Format {
  readonly name: string
  /** Lower-case endings without the dot. */
  readonly extensions: readonly string[]
  /** Media types that mean it, for what has no name: the first is the usual one. */
  readonly mediaTypes: readonly string[]
  /** `one`: a file is a document, unless it cannot be read. */
  readonly documents: 'one' | 'many'
  /** It holds other files; inside of another container it is not opened. */
  readonly isContainer?: true
  load(): Promise<Reader>
}

const office = (name: string) => `application/vnd.openxmlformats-officedocument.${name}`

/** Every format that can be read. A new reader is added here and nowhere else. */
export const FORMATS: readonly Format[] = [
  {
    name: 'txt',
    extensions: ['txt', 'text', 'log'],
    mediaTypes: ['text/plain'],
    documents: 'one',
    load: async () => (await import('./txt.js')).txtReader,
  },
  {
    name: 'md',
    extensions: ['md', 'markdown', 'mdown'],
    mediaTypes: ['text/markdown'],
    documents: 'one',
    load: async () => (await import('./md.js')).mdReader,
  },
  {
    name: 'html',
    extensions: ['html', 'htm', 'xhtml', 'shtml'],
    mediaTypes: ['text/html', 'application/xhtml+xml'],
    documents: 'one',
    load: async () => (await import('./html.js')).htmlReader,
  },
  {
    name: 'jsonl',
    extensions: ['jsonl', 'ndjson'],
    mediaTypes: ['application/x-ndjson', 'application/jsonl', 'application/x-jsonlines'],
    documents: 'many',
    load: async () => (await import('./jsonl.js')).jsonlReader,
  },
  {
    name: 'csv',
    extensions: ['csv', 'tsv', 'tab'],
    mediaTypes: ['text/csv', 'text/tab-separated-values'],
    documents: 'many',
    load: async () => (await import('./csv.js')).csvReader,
  },
  {
    name: 'pdf',
    extensions: ['pdf'],
    mediaTypes: ['application/pdf'],
    documents: 'one',
    load: async () => (await import('./pdf.js')).pdfReader,
  },
  {
    name: 'docx',
    extensions: ['docx', 'docm'],
    mediaTypes: [office('wordprocessingml.document')],
    documents: 'one',
    load: async () => (await import('./docx.js')).docxReader,
  },
  {
    name: 'xlsx',
    extensions: ['xlsx', 'xlsm'],
    mediaTypes: [office('spreadsheetml.sheet')],
    documents: 'one',
    load: async () => (await import('./xlsx.js')).xlsxReader,
  },
  {
    name: 'pptx',
    extensions: ['pptx', 'pptm'],
    mediaTypes: [office('presentationml.presentation')],
    documents: 'one',
    load: async () => (await import('./pptx.js')).pptxReader,
  },
  {
    name: 'epub',
    extensions: ['epub'],
    mediaTypes: ['application/epub+zip'],
    documents: 'one',
    load: async () => (await import('./epub.js')).epubReader,
  },
  {
    name: 'eml',
    extensions: ['eml'],
    mediaTypes: ['message/rfc822'],
    documents: 'many',
    isContainer: true,
    load: async () => (await import('./eml.js')).emlReader,
  },
  {
    name: 'zip',
    extensions: ['zip'],
    mediaTypes: ['application/zip', 'application/x-zip-compressed'],
    documents: 'many',
    isContainer: true,
    load: async () => (await import('./zip.js')).zipReader,
  },
]

/** The format of a file name or address, by its ending; undefined when nobody reads that. */
export function formatOfName(name: string): Format | undefined {
  const ending = /\.([^./\\]+)$/u.exec(name)?.[1]?.toLowerCase()
  return ending === undefined ? undefined : FORMATS.find(format => format.extensions.includes(ending))
}

/** The format of a `Content-Type`, parameters or not; undefined when nobody reads that. */
export function formatOfMediaType(mediaType: string): Format | undefined {
  const type = mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return FORMATS.find(format => format.mediaTypes.includes(type))
}

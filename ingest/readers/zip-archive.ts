import { Buffer, isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'
import { fromBufferPromise, openPromise, type Entry, type ZipFile } from 'yauzl'
import { AppError } from '../../core/errors.js'
import { harmlessName } from './harmless-name.js'

/** More entries are no archive that somebody packed by hand or by a backup of articles. */
const MAX_ENTRIES = 100_000
/** Deflate reaches 1,032 to 1 at most; text reaches 20, empty tables a few hundred. */
const MAX_RATIO = 200
/** Small entries may be packed as densely as they like. */
const MIN_SUSPECT_BYTES = 4 * 1024 * 1024

const FLAG_UTF8 = 0x800
const UNICODE_PATH_FIELD = 0x7075
const UNICODE_PATH_HEADER_BYTES = 5

export interface ZipEntry {
  /** With `/`, without empty, `.` and `..` steps: a name, and never a place on the disk. */
  readonly name: string
  readonly entry: Entry
}

/** A zip file, read with limits that hold whatever its directory claims. */
export class ZipArchive {
  private inflated = 0

  private constructor(
    private readonly file: ZipFile,
    /** In the order of its directory; folders are left out. */
    readonly entries: readonly ZipEntry[],
    private readonly maxTotalBytes: number,
  ) {}

  /**
   * @param maxTotalBytes of everything that is inflated
   * @throws {AppError} `unreadable_document`
   */
  static async open(source: Uint8Array | string, maxTotalBytes: number): Promise<ZipArchive> {
    try {
      const options = { decodeStrings: false, lazyEntries: true, autoClose: false } as const
      const file =
        typeof source === 'string'
          ? await openPromise(source, options)
          : await fromBufferPromise(Buffer.from(source.buffer, source.byteOffset, source.byteLength), options)
      if (file.entryCount > MAX_ENTRIES)
        throw new AppError('unreadable_document', `The zip has more than ${MAX_ENTRIES} entries. Divide it.`)
      const found: Entry[] = []
      for await (const entry of file.eachEntry()) found.push(entry)
      return new ZipArchive(file, named(found), maxTotalBytes)
    } catch (error) {
      throw zipFailure(error)
    }
  }

  /** The entry of that name; of several, the first. */
  find(name: string): ZipEntry | undefined {
    return this.entries.find(entry => entry.name === name)
  }

  /** @throws {AppError} `unreadable_document`: damaged, encrypted, or larger than the limits */
  async bytes(entry: ZipEntry, maxBytes: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = []
    for await (const chunk of this.stream(entry, maxBytes)) chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  /** The same piece by piece. */
  async *stream({ name, entry }: ZipEntry, maxBytes: number): AsyncGenerator<Uint8Array> {
    if (entry.isEncrypted())
      throw new AppError('unreadable_document', `"${name}" is protected by a password. Unpack it first.`)
    let size = 0
    try {
      const stream: Readable = await this.file.openReadStreamPromise(entry)
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        size += chunk.length
        this.inflated += chunk.length
        this.refuseBomb(name, size, { entry, maxBytes })
        yield chunk
      }
    } catch (error) {
      throw zipFailure(error)
    }
  }

  close(): void {
    this.file.close()
  }

  private refuseBomb(
    name: string,
    size: number,
    { entry, maxBytes }: { readonly entry: Entry; readonly maxBytes: number },
  ): void {
    const refused = (why: string) => new AppError('unreadable_document', `"${name}" ${why}`)
    if (size > maxBytes) throw refused(`has more than ${maxBytes} bytes when unpacked.`)
    if (size > MIN_SUSPECT_BYTES && size > MAX_RATIO * Math.max(1, entry.compressedSize))
      throw refused(`unpacks to more than ${MAX_RATIO} times its size: that is no document.`)
    if (this.inflated > this.maxTotalBytes)
      throw new AppError(
        'unreadable_document',
        `The file has more than ${this.maxTotalBytes} bytes when unpacked. Unpack or divide it first.`,
      )
  }
}

/** Zip writers without the UTF-8 flag use the charset of their system: told from all names together. */
function named(entries: readonly Entry[]): ZipEntry[] {
  const unmarked = entries.filter(entry => !isMarkedUtf8(entry)).map(({ fileNameRaw }) => fileNameRaw)
  const charset = isUtf8(Buffer.concat(unmarked)) ? 'utf-8' : 'gb18030'
  return entries.flatMap(entry => {
    const name = nameOf(entry, charset)
    return name.endsWith('/') || name.endsWith('\\') ? [] : [{ name: harmlessName(name), entry }]
  })
}

const isMarkedUtf8 = (entry: Entry) => (entry.generalPurposeBitFlag & FLAG_UTF8) !== 0

function nameOf(entry: Entry, charset: string): string {
  const unicode = entry.extraFields.find(({ id }) => id === UNICODE_PATH_FIELD)?.data
  if (unicode !== undefined && unicode.length > UNICODE_PATH_HEADER_BYTES)
    return unicode.subarray(UNICODE_PATH_HEADER_BYTES).toString('utf8')
  return new TextDecoder(isMarkedUtf8(entry) ? 'utf-8' : charset).decode(entry.fileNameRaw)
}

function zipFailure(error: unknown): AppError {
  if (error instanceof AppError) return error
  return new AppError(
    'unreadable_document',
    'The file is no zip archive, or it is damaged. Open and save it anew.',
    { cause: error },
  )
}

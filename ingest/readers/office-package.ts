import { AppError } from '../../core/errors.js'
import type { Claims } from './found-document.js'
import { childElements, firstBelow, parseXml, textOf, type XmlElement } from './xml.js'
import { ZipArchive } from './zip-archive.js'

/** Of everything that is unpacked of one file; what a person wrote is far below. */
const MAX_TOTAL_BYTES = 256 * 1024 * 1024
/** One part: a tree of it takes about ten times its size in memory. */
const MAX_PART_BYTES = 24 * 1024 * 1024
/** Begins what an older Word, Excel or PowerPoint wrote, and also what any of them encrypted. */
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0]

export interface Relationship {
  /** Last step of its type, such as `slide` or `notesSlide`. */
  readonly type: string
  /** Name of the part that it leads to. */
  readonly target: string
}

/** A file of an office format: parts in a zip archive, and the relationships between them. */
export class OfficePackage {
  private constructor(private readonly archive: ZipArchive) {}

  /** @throws {AppError} `unreadable_document` */
  static async open(bytes: Uint8Array): Promise<OfficePackage> {
    if (COMPOUND_FILE.every((byte, at) => bytes[at] === byte))
      throw new AppError(
        'unreadable_document',
        'The file is protected by a password, or is of the format before 2007. Save it anew without a password.',
      )
    return new OfficePackage(await ZipArchive.open(bytes, MAX_TOTAL_BYTES))
  }

  has(name: string): boolean {
    return this.archive.find(name) !== undefined
  }

  /** @returns undefined when there is no such part */
  async part(name: string, maxBytes = MAX_PART_BYTES): Promise<Uint8Array | undefined> {
    const entry = this.archive.find(name)
    return entry && this.archive.bytes(entry, maxBytes)
  }

  async xml(name: string): Promise<XmlElement | undefined> {
    const bytes = await this.part(name)
    return bytes && parseXml(bytes)
  }

  /** @throws {AppError} `unreadable_document` when it is not there */
  async requiredXml(name: string): Promise<XmlElement> {
    const root = await this.xml(name)
    if (root !== undefined) return root
    throw new AppError('unreadable_document', 'The file lacks its main part: it is not what its name says.')
  }

  /** Where a part leads, by the ids that it uses. What lies outside of the file is left out. */
  async relationships(partName: string): Promise<Map<string, Relationship>> {
    const at = partName.lastIndexOf('/') + 1
    const root = await this.xml(`${partName.slice(0, at)}_rels/${partName.slice(at)}.rels`)
    const found = new Map<string, Relationship>()
    for (const { attributes } of root === undefined ? [] : childElements(root, 'Relationship')) {
      const { Id: id, Type: type = '', Target: target, TargetMode: mode } = attributes
      if (id === undefined || target === undefined || mode === 'External') continue
      found.set(id, { type: type.slice(type.lastIndexOf('/') + 1), target: resolved(target, partName) })
    }
    return found
  }

  /** What the file says of itself. Its title is often that of a template: see `plausibleTitle`. */
  async claims(): Promise<Omit<Claims, 'text'>> {
    const core = await this.xml('docProps/core.xml')
    if (core === undefined) return {}
    const say = (name: string) => {
      const element = firstBelow(core, name)
      return element && textOf(element)
    }
    return {
      title: plausibleTitle(say('title')),
      author: say('creator'),
      created: say('created'),
      tags: say('keywords')?.split(/[,;，；、]/u),
      language: say('language'),
    }
  }

  /** Unpacks every part of that kind within the limits: for a library that would unpack without. */
  async check(isUsed: (name: string) => boolean): Promise<void> {
    for (const entry of this.archive.entries) {
      if (!isUsed(entry.name)) continue
      for await (const chunk of this.archive.stream(entry, MAX_PART_BYTES)) if (chunk.length === 0) continue
    }
  }

  close(): void {
    this.archive.close()
  }
}

/** Names that programs give to what nobody named. */
const JUNK_TITLE =
  /^(?:microsoft (?:word|powerpoint|excel)\b.*|(?:powerpoint )?presentation|(?:幻灯片|文档|工作簿|演示文稿|untitled|slide|document|book|sheet|title|标题) ?\d*|无标题.*|\S+\.(?:docx?|pptx?|xlsx?|pdf|wps|indd|cdr))$/iu

/** A title that a person may have written; undefined for what a program put there. */
export function plausibleTitle(title: string | undefined): string | undefined {
  const line = title?.replace(/\s+/gu, ' ').trim() ?? ''
  return line === '' || JUNK_TITLE.test(line) ? undefined : line
}

function resolved(target: string, partName: string): string {
  const steps = target.startsWith('/') ? [] : partName.split('/').slice(0, -1)
  for (const step of target.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return steps.join('/')
}

import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { AppError } from '../../core/errors.js'
import { harmlessName } from '../readers/harmless-name.js'
import { FORMATS, formatOfMediaType, formatOfName, type Format } from '../readers/registry.js'
import type { ReadFailure } from '../reader.js'
import type { FileToRead } from '../read-files.js'

export interface UploadLimits {
  /** Of one file, bytes. */
  readonly fileMaxBytes: number
  /** Of all files of an upload, bytes. */
  readonly maxBytes: number
  /** Files of an upload. */
  readonly maxFiles: number
}

/** A file as its sender describes it. */
export interface ReceivedFile {
  /** Undefined: nothing that its documents could be named after. */
  readonly name: string | undefined
  readonly mediaType: string
  readonly charset?: string | undefined
}

const MANIFEST = 'manifest.json'
const LINE_END = 0x0a
const NAME = /^upl_[0-9a-f-]{36}$/
/** Codes of a disk that takes no more: full, or beyond this user's share. */
const FULL_DISK = new Set(['ENOSPC', 'EDQUOT'])

const manifestSchema = z.strictObject({
  collection: z.string(),
  files: z.array(
    z.strictObject({
      file: z.string().regex(/^\d+$/),
      name: z.string(),
      isNameless: z.boolean(),
      /** Null: nobody reads it. */
      format: z.string().nullable(),
      charset: z.string().optional(),
      bytes: z.number(),
      /** What it holds, where that is known before it is read: of a file of lines as many as it has. */
      documents: z.number().optional(),
    }),
  ),
})

interface FileSize {
  bytes: number
  /** Line ends. */
  lines: number
  /** The last line has no end. */
  isInLine: boolean
}

type Manifest = z.infer<typeof manifestSchema>
type ManifestFile = Manifest['files'][number]

/** An upload that was received whole. */
export interface ReceivedUpload {
  readonly collection: string
  readonly files: readonly FileToRead[]
  /** Documents to come, those that cannot be read too; null: unknown until they are read. */
  readonly total: number | null
  /** Files that cannot be read, and why. */
  readonly refused: readonly ReadFailure[]
}

/** Where uploads wait for their job, in a folder of the data directory: one folder an upload, files under names of ours. */
export class UploadSpool {
  /** By this process: may be under way while the others are looked through. */
  private readonly begun = new Set<string>()

  constructor(
    private readonly folder: string,
    private readonly limits: UploadLimits,
  ) {}

  async begin(collection: string): Promise<Upload> {
    const name = `upl_${randomUUID()}`
    this.begun.add(name)
    const folder = join(this.folder, name)
    await guarded(() => mkdir(folder, { recursive: true, mode: 0o700 }))
    return new Upload({ name, folder, parent: this.folder, collection, limits: this.limits })
  }

  /** @returns the files of a sealed upload; undefined when it is not there or was never sealed */
  async open(name: string): Promise<ReceivedUpload | undefined> {
    const manifest = await this.manifest(name)
    return manifest && receivedUpload(manifest, join(this.folder, name))
  }

  /** Lets go of the files but these, which wait for a retry. */
  async retain(name: string, paths: ReadonlySet<string>): Promise<void> {
    const manifest = await this.manifest(name)
    if (manifest === undefined) return
    const folder = join(this.folder, name)
    const files = manifest.files.filter(({ file }) => paths.has(join(folder, file)))
    await writeManifest({ ...manifest, files }, { folder, parent: this.folder })
    const dropped = manifest.files.filter(file => !files.includes(file))
    for (const { file } of dropped) await rm(join(folder, file), { force: true })
  }

  /** Bytes of its files; 0 when it is not there. */
  async bytes(name: string): Promise<number> {
    return (await this.manifest(name))?.files.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0
  }

  async remove(name: string): Promise<void> {
    if (!NAME.test(name)) return
    await rm(join(this.folder, name), { recursive: true, force: true })
    this.begun.delete(name)
  }

  private async manifest(name: string): Promise<Manifest | undefined> {
    if (!NAME.test(name)) return undefined
    try {
      return manifestSchema.parse(JSON.parse(await readFile(join(this.folder, name, MANIFEST), 'utf8')))
    } catch {
      return undefined
    }
  }

  /** Removes what no job names: uploads that were never finished, or whose job is over. */
  async sweep(kept: ReadonlySet<string>): Promise<void> {
    const names = await readdir(this.folder).catch((): string[] => [])
    for (const name of names) if (!kept.has(name) && !this.begun.has(name)) await this.remove(name)
  }
}

async function writeManifest(
  manifest: Manifest,
  { folder, parent }: { readonly folder: string; readonly parent: string },
): Promise<void> {
  await guarded(async () => {
    const written = join(folder, `${MANIFEST}.new`)
    const target = createWriteStream(written, { mode: 0o600, flush: true })
    await pipeline([JSON.stringify(manifest)], target)
    await rename(written, join(folder, MANIFEST))
    await syncFolder(folder)
    await syncFolder(parent)
  })
}

interface UploadPlace {
  readonly name: string
  readonly folder: string
  readonly parent: string
  readonly collection: string
  readonly limits: UploadLimits
}

/** An upload that is being received. */
export class Upload {
  readonly name: string
  private readonly files: ManifestFile[] = []
  private bytes = 0

  constructor(private readonly place: UploadPlace) {
    this.name = place.name
  }

  /**
   * Writes a file as it comes in; the sender is read no faster than the disk takes it.
   * @throws {AppError} `body_too_large`, `disk_full`
   * @throws what the stream fails with
   */
  async add(received: ReceivedFile, content: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
    const { maxFiles } = this.place.limits
    if (this.files.length >= maxFiles)
      throw tooLarge(`has more than ${maxFiles} files (YOUJU_UPLOAD_MAX_FILES)`)
    const file = String(this.files.length + 1)
    const size = { bytes: 0, lines: 0, isInLine: false }
    // `flush`: on the disk before it counts as received.
    const target = createWriteStream(join(this.place.folder, file), { flags: 'wx', mode: 0o600, flush: true })
    await guarded(() => pipeline(content, this.counter(size), target, { signal })).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : error
    })
    this.files.push(describe(received, file, size))
  }

  /** Makes it durable: from here on it outlives a crash. @throws {AppError} `invalid_request` when it holds nothing */
  async seal(): Promise<void> {
    const { collection, folder, parent } = this.place
    if (this.files.length === 0)
      throw new AppError(
        'invalid_request',
        'The upload holds no file. Send each as a form part with a file name.',
      )
    await writeManifest({ collection, files: this.files }, { folder, parent })
  }

  private counter(size: FileSize): Transform {
    const { fileMaxBytes, maxBytes } = this.place.limits
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        size.bytes += chunk.length
        for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, at + 1)) size.lines++
        size.isInLine = chunk.at(-1) !== LINE_END
        this.bytes += chunk.length
        if (size.bytes > fileMaxBytes)
          done(tooLarge(`has a file of more than ${fileMaxBytes} bytes (YOUJU_UPLOAD_FILE_MAX_BYTES)`))
        else if (this.bytes > maxBytes)
          done(tooLarge(`has more than ${maxBytes} bytes (YOUJU_UPLOAD_MAX_BYTES)`))
        else done(null, chunk)
      },
    })
  }
}

function describe({ name, mediaType, charset }: ReceivedFile, file: string, size: FileSize): ManifestFile {
  const given = name === undefined ? undefined : harmlessName(name)
  const format = (given === undefined ? undefined : formatOfName(given)) ?? formatOfMediaType(mediaType)
  return {
    file,
    name: given ?? 'upload',
    isNameless: given === undefined,
    format: format?.name ?? null,
    ...(charset === undefined ? {} : { charset }),
    bytes: size.bytes,
    ...documentsOf(format, size),
  }
}

function documentsOf(format: Format | undefined, { lines, isInLine }: FileSize): { documents?: number } {
  if (format === undefined || format.documents === 'one') return { documents: 1 }
  return format.name === 'jsonl' ? { documents: lines + (isInLine ? 1 : 0) } : {}
}

function receivedUpload({ collection, files }: Manifest, folder: string): ReceivedUpload {
  const found: FileToRead[] = []
  const refused: ReadFailure[] = []
  const seen = new Set<string>()
  for (const { file, name, isNameless, format: formatName, charset } of files) {
    const format = FORMATS.find(candidate => candidate.name === formatName)
    if (format === undefined) refused.push(unread(name))
    else if (seen.has(name) && !isNameless) refused.push(sentTwice(name))
    else found.push({ path: join(folder, file), id: name, format, charset, isNameless })
    seen.add(name)
  }
  const isKnown = files.every(({ documents }) => documents !== undefined)
  const total = isKnown ? files.reduce((sum, { documents = 0 }) => sum + documents, 0) : null
  return { collection, files: found, refused, total }
}

function unread(item: string): ReadFailure {
  const endings = FORMATS.flatMap(({ extensions }) => extensions[0] ?? []).join(', ')
  const detail = `No reader takes this format. Save it as one of: ${endings}.`
  return { item, code: 'unreadable_document', detail }
}

function sentTwice(item: string): ReadFailure {
  const detail = 'The upload holds two files of this name, and one would replace the other. Rename one.'
  return { item, code: 'unreadable_document', detail }
}

function tooLarge(what: string): AppError {
  return new AppError('body_too_large', `The upload ${what}; nothing was kept. Send it in smaller parts.`)
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && FULL_DISK.has(String(error.code)))) throw error
    throw new AppError(
      'disk_full',
      'The disk is full; nothing of the upload was kept. Free some space and send it again.',
      {
        cause: error,
      },
    )
  }
}

import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { AppError } from '../../core/errors.js'
import { harmlessName } from '../readers/harmless-name.js'
import { FORMATS, formatOfMediaType, formatOfName } from '../readers/registry.js'
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
    }),
  ),
})

type Manifest = z.infer<typeof manifestSchema>
type ManifestFile = Manifest['files'][number]

/** An upload that was received whole. */
export interface ReceivedUpload {
  readonly collection: string
  readonly files: readonly FileToRead[]
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
    if (!NAME.test(name)) return undefined
    const folder = join(this.folder, name)
    try {
      const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')))
      return receivedUpload(manifest, folder)
    } catch {
      return undefined
    }
  }

  async remove(name: string): Promise<void> {
    if (!NAME.test(name)) return
    await rm(join(this.folder, name), { recursive: true, force: true })
    this.begun.delete(name)
  }

  /** Removes what no job names: uploads that were never finished, or whose job is over. */
  async sweep(kept: ReadonlySet<string>): Promise<void> {
    const names = await readdir(this.folder).catch((): string[] => [])
    for (const name of names) if (!kept.has(name) && !this.begun.has(name)) await this.remove(name)
  }
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
    const size = { bytes: 0 }
    // `flush`: on the disk before it counts as received.
    const target = createWriteStream(join(this.place.folder, file), { flags: 'wx', mode: 0o600, flush: true })
    await guarded(() => pipeline(content, this.counter(size), target, { signal })).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : error
    })
    this.files.push(describe(received, file, size.bytes))
  }

  /** Makes it durable: from here on it outlives a crash. @throws {AppError} `invalid_request` when it holds nothing */
  async seal(): Promise<void> {
    const { collection, folder, parent } = this.place
    if (this.files.length === 0)
      throw new AppError(
        'invalid_request',
        'The upload holds no file. Send each as a form part with a file name.',
      )
    const manifest: Manifest = { collection, files: this.files }
    await guarded(async () => {
      const target = createWriteStream(join(folder, MANIFEST), { flags: 'wx', mode: 0o600, flush: true })
      await pipeline([JSON.stringify(manifest)], target)
      await syncFolder(folder)
      await syncFolder(parent)
    })
  }

  private counter(size: { bytes: number }): Transform {
    const { fileMaxBytes, maxBytes } = this.place.limits
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        size.bytes += chunk.length
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

function describe({ name, mediaType, charset }: ReceivedFile, file: string, bytes: number): ManifestFile {
  const given = name === undefined ? undefined : harmlessName(name)
  const format = (given === undefined ? undefined : formatOfName(given)) ?? formatOfMediaType(mediaType)
  return {
    file,
    name: given ?? 'upload',
    isNameless: given === undefined,
    format: format?.name ?? null,
    ...(charset === undefined ? {} : { charset }),
    bytes,
  }
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
  return { collection, files: found, refused }
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

import { createWriteStream } from 'node:fs'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { AppError } from '../core/errors.js'
import { OPTIONAL_FILES, REQUIRED_FILES } from './model-folder.js'

const MAX_FILE_BYTES = 2_147_483_648
/** A server that sends nothing for this long is taken for gone. */
const SILENCE_TIMEOUT_MS = 60_000

export interface HubOptions {
  /** Off: nothing is ever downloaded, but what was downloaded before is used. */
  readonly enabled: boolean
  /** Base address of the hub or a mirror of it, such as `https://huggingface.co`. */
  readonly endpoint: string
  /** Downloaded models are kept here, one folder each. Absolute. */
  readonly folder: string
}

/**
 * The folder of a model from a hub: downloaded at the first use, whole or not at all, and never asked for again.
 * @param name `owner/name`; its branch `main` is taken
 * @throws {AppError} `model_unavailable` when downloading is off, or the hub does not answer or lacks a file
 */
export async function fetchHubModel(name: string, hub: HubOptions): Promise<string> {
  const folder = join(hub.folder, name.replace('/', '--'))
  const present = await access(folder).then(
    () => true,
    () => false,
  )
  if (present) return folder
  if (!hub.enabled) {
    throw new AppError(
      'model_unavailable',
      `The model "${name}" is not on this machine, and downloading is off. Set YOUJU_EMBEDDING_HUB=on to fetch ` +
        'it from the model hub (HF_ENDPOINT names a mirror), or set YOUJU_EMBEDDING_MODEL to a local folder.',
    )
  }
  const partial = `${folder}.partial`
  await rm(partial, { recursive: true, force: true })
  try {
    for (const file of REQUIRED_FILES) await download(name, file, hub.endpoint, join(partial, file))
    for (const file of OPTIONAL_FILES) await downloadIfThere(name, file, hub.endpoint, join(partial, file))
    await rename(partial, folder)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
  return folder
}

async function downloadIfThere(name: string, file: string, endpoint: string, target: string): Promise<void> {
  try {
    await download(name, file, endpoint, target)
  } catch (error) {
    if (!(error instanceof FileNotThere)) throw error
  }
}

class FileNotThere extends AppError {
  constructor(name: string, file: string, status: number) {
    super(
      'model_unavailable',
      `The hub has no ${file} for the model "${name}" (HTTP ${status}). Check the name; only models with ONNX ` +
        'files for transformers.js can be used.',
    )
  }
}

async function download(name: string, file: string, endpoint: string, target: string): Promise<void> {
  const address = `${endpoint.replace(/\/+$/u, '')}/${name}/resolve/main/${file}`
  const silence = new AbortController()
  const watch = setTimeout(() => {
    silence.abort(new Error('no data for a minute'))
  }, SILENCE_TIMEOUT_MS)
  try {
    const response = await fetch(address, { signal: silence.signal })
    if (response.body === null || !response.ok) {
      await response.body?.cancel()
      throw new FileNotThere(name, file, response.status)
    }
    await mkdir(dirname(target), { recursive: true })
    await pipeline(
      Readable.fromWeb(response.body as ReadableStream),
      limited(() => watch.refresh()),
      createWriteStream(target, { flush: true }),
    )
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw unreachable(name, endpoint, cause)
  } finally {
    clearTimeout(watch)
  }
}

/** Passes bytes on, up to the largest file allowed. */
function limited(onBytes: () => void): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onBytes()
      bytes += chunk.length
      if (bytes > MAX_FILE_BYTES) done(new Error(`the file is larger than ${MAX_FILE_BYTES} bytes`))
      else done(null, chunk)
    },
  })
}

function unreachable(name: string, endpoint: string, cause: unknown): AppError {
  return new AppError(
    'model_unavailable',
    `The model "${name}" could not be fetched from ${new URL(endpoint).host}. Nothing was kept. Check the ` +
      'network, set HF_ENDPOINT to a mirror, or copy the model to this machine and set YOUJU_EMBEDDING_MODEL ' +
      'to its folder.',
    { cause },
  )
}

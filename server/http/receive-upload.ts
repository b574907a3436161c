import type { IncomingMessage } from 'node:http'
import type * as BusboyModule from '@fastify/busboy'
import { AppError } from '../../core/errors.js'
import { formatOfMediaType } from '../../ingest/readers/registry.js'
import type { Upload, UploadSpool } from '../../ingest/uploads/upload-spool.js'

/** A body that is too large for memory, as it arrives. */
export interface IncomingContent {
  /** In lower case, without parameters. */
  readonly mediaType: string
  readonly charset: string | undefined
  readonly request: IncomingMessage
}

/** Files that may wait between the network and the disk; each holds at most its stream's buffer. */
const MAX_PENDING_FILES = 32
const MAX_HEADER_BYTES = 16_384
/** What a program adds to a form of files is none of ours. */
const MAX_FIELDS = 0

/**
 * Writes an upload to the disk as it arrives and makes it durable. Whatever ends it early leaves nothing.
 * @throws {AppError} `body_too_large`, `disk_full`, `invalid_request`, `unsupported_media_type`
 */
export async function receiveUpload(
  content: IncomingContent,
  { spool, collection, signal }: { spool: UploadSpool; collection: string; signal: AbortSignal },
): Promise<Upload> {
  const encoding = content.request.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity')
    throw new AppError('unsupported_media_type', 'An upload is sent without Content-Encoding.')
  const upload = await spool.begin(collection)
  try {
    if (content.mediaType === 'multipart/form-data') await receiveForm(content, upload, signal)
    else await receiveWhole(content, upload, signal)
    signal.throwIfAborted()
    await upload.seal()
    return upload
  } catch (error) {
    await spool.remove(upload.name)
    throw error
  }
}

async function receiveWhole(content: IncomingContent, upload: Upload, signal: AbortSignal): Promise<void> {
  const { mediaType, charset, request } = content
  const format = formatOfMediaType(mediaType)?.mediaTypes[0] ?? mediaType
  await upload.add({ name: undefined, mediaType: format, charset }, chunksOf(request, signal), signal)
}

/** Busboy is loaded when the first form comes. */
async function receiveForm({ request }: IncomingContent, upload: Upload, signal: AbortSignal): Promise<void> {
  const { Busboy } = await import('@fastify/busboy')
  const form = openForm(Busboy, request)
  const failure = new AbortController()
  const stop = AbortSignal.any([signal, failure.signal])
  let pending = 0
  let saved = Promise.resolve()
  form.on('field', name => {
    failure.abort(new AppError('invalid_request', `Nothing was kept: "${name.slice(0, 80)}" is no file.`))
  })
  form.on('fieldsLimit', () => {
    failure.abort(new AppError('invalid_request', 'Nothing was kept: a part of the form is no file.'))
  })
  form.on('error', error => {
    failure.abort(malformed(error))
  })
  form.on('file', (...[, stream, name, , mediaType]) => {
    pending++
    // One after another: a form of thousands of files must not open thousands.
    saved = saved
      .then(() => upload.add({ name: name === '' ? undefined : name, mediaType }, stream, stop))
      .catch((error: unknown) => {
        failure.abort(error)
        stream.resume()
      })
      .finally(() => pending--)
  })
  const finished = new Promise<void>(resolve => form.once('finish', resolve))
  for await (const chunk of chunksOf(request, stop)) {
    if (!form.write(chunk)) await drained(form, stop)
    while (pending > MAX_PENDING_FILES) await saved
  }
  form.end()
  await Promise.race([finished, aborted(stop)])
  await saved
  stop.throwIfAborted()
}

/** The body as it arrives. Unlike the request's own iteration, leaving it early lets an answer be sent. */
async function* chunksOf(request: IncomingMessage, stop: AbortSignal): AsyncGenerator<Buffer> {
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>
  const end = aborted(stop)
  // Nobody may be waiting for it when it comes.
  end.catch(() => undefined)
  for (;;) {
    const next = await Promise.race([chunks.next(), end])
    if (next.done === true) return
    yield next.value
  }
}

function openForm(Busboy: typeof BusboyModule.Busboy, { headers }: IncomingMessage) {
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': headers['content-type'] ?? '' },
      preservePath: true,
      limits: { fields: MAX_FIELDS, headerSize: MAX_HEADER_BYTES, headerPairs: 100 },
    })
  } catch (error) {
    throw malformed(error)
  }
}

async function drained(form: NodeJS.EventEmitter, stop: AbortSignal): Promise<void> {
  const drain = new Promise<void>(resolve => form.once('drain', resolve))
  await Promise.race([drain, aborted(stop)])
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error)
    }
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
}

function malformed(cause: unknown): AppError {
  return new AppError('invalid_request', 'The form is not valid multipart/form-data; nothing was kept.', {
    cause,
  })
}

import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { AppError } from '../../core/errors.js'
import type { ReadableFile } from '../file-reading.js'
import type { ReadContext, ReadItem } from '../reader.js'
import { failureOf } from '../readers/read-failure.js'
import { FORMATS, formatOfName, type Format } from '../readers/registry.js'
import type { Order, PartBegun, ReadingLimits, Reply } from './messages.js'

/** Entry of a reading process: reads the file that it is told to, one at a time, a bounded piece a message. */

/** A larger file in a format that is read whole is not loaded into memory. */
const MAX_WHOLE_FILE_BYTES = 64 * 1024 * 1024
const CHUNK_BYTES = 256 * 1024
/** A reply is sent when it holds so much, or the next item lets it wait for so long. */
const REPLY_ITEMS = 128
const REPLY_CHARACTERS = 200_000
const REPLY_AFTER_MS = 200

const limits = JSON.parse(process.argv[2] ?? '') as ReadingLimits
let items: AsyncGenerator<ReadItem> | undefined
let openName = ''
/** Found and not sent yet. */
let found: ReadItem[] = []

function send(message: Reply | PartBegun): Promise<void> {
  return new Promise((resolve, reject) => {
    if (process.send === undefined) throw new Error('this file is the entry of a child process')
    process.send(message, undefined, undefined, error => {
      if (error === null) resolve()
      else reject(error)
    })
  })
}

async function* itemsOf(file: ReadableFile, fromPart: number): AsyncGenerator<ReadItem> {
  const format = FORMATS.find(({ name }) => name === file.format)
  if (format === undefined) throw new Error(`there is no format ${file.format}`)
  for await (const item of readWith(format, file, contextFrom(fromPart))) yield bounded(item, file.name)
}

async function* readWith(format: Format, file: ReadableFile, context: ReadContext): AsyncGenerator<ReadItem> {
  const { name, charset } = file
  const reader = await format.load()
  if ('bytes' in file) {
    yield* reader.read({ name, charset, bytes: file.bytes }, context)
  } else if (reader.readPath !== undefined) {
    yield* reader.readPath({ name, charset }, file.path, context)
  } else if (reader.readStream !== undefined) {
    // With no encoding set, the stream gives buffers.
    const chunks: AsyncIterable<Buffer> = createReadStream(file.path, { highWaterMark: CHUNK_BYTES })
    yield* reader.readStream({ name, charset }, chunks)
  } else {
    const { size } = await stat(file.path)
    if (size > MAX_WHOLE_FILE_BYTES) {
      const detail = `The file has ${size} bytes; at most ${MAX_WHOLE_FILE_BYTES} can be read. Divide it.`
      throw new AppError('unreadable_document', detail)
    }
    yield* reader.read({ name, charset, bytes: await readFile(file.path) }, context)
  }
}

function contextFrom(fromPart: number): ReadContext {
  return {
    fromPart,
    onPart: (index, name) => send({ type: 'part', index, name, items: takeFound() }),
    readerInside: async name => {
      const format = formatOfName(name)
      return format === undefined || format.isContainer === true ? undefined : format.load()
    },
  }
}

/** A text far beyond the limit would only be refused later, having gone through two processes' memory. */
function bounded(item: ReadItem, fileName: string): ReadItem {
  if (!('document' in item)) return item
  const { length } = item.document.text
  // Normalising never makes a text half as short, except of what nobody writes.
  if (length <= 2 * limits.maxCharacters) return item
  return {
    item: item.document.id ?? item.item ?? fileName,
    code: 'body_too_large',
    detail:
      `The document has ${length} characters; the limit is ${limits.maxCharacters} ` +
      '(YOUJU_DOCUMENT_MAX_CHARACTERS). Divide it, or raise the limit.',
  }
}

async function nextReply(): Promise<Reply> {
  const begun = performance.now()
  let characters = 0
  try {
    for (let count = 0; count < REPLY_ITEMS && characters < REPLY_CHARACTERS; count++) {
      const next = await items?.next()
      if (next === undefined || next.done === true) return { type: 'items', items: takeFound(), done: true }
      found.push(next.value)
      if ('document' in next.value) characters += next.value.document.text.length
      if (performance.now() - begun > REPLY_AFTER_MS) break
    }
    return { type: 'items', items: takeFound(), done: false }
  } catch (error) {
    const { failure, trouble } = failureOf(error, openName)
    return { type: 'items', items: [...takeFound(), failure], done: true, ...(trouble && { trouble }) }
  }
}

function takeFound(): ReadItem[] {
  const taken = found
  found = []
  return taken
}

async function obey(order: Order): Promise<void> {
  if (order.type === 'open') {
    openName = order.file.name
    items = itemsOf(order.file, order.fromPart)
  }
  const reply = await nextReply()
  if (reply.done) items = undefined
  await send(reply)
}

process.on('message', (order: Order) => {
  obey(order).catch(() => {
    // Nobody is there to be told.
    process.exit(1)
  })
})
// A terminal and systemd tell every process of the service to stop: when this one does is for the service to say.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
process.once('disconnect', () => {
  process.exit(0)
})
// What a library throws in a callback of its own would else print to nowhere and end with the same.
process.on('uncaughtException', () => {
  process.exit(1)
})

/**
 * A loop in the main thread answers nobody, so a second one watches: it ends the process when it has grown too
 * large, or when the one that started it is gone.
 */
const watchdog = new Worker(new URL('./watchdog.js', import.meta.url), {
  workerData: { memoryMiB: limits.memoryMiB, parent: process.ppid },
  resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
})
watchdog.unref()

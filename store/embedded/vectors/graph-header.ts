import { open } from 'node:fs/promises'
import { GRAPH_PARAMETERS } from './hnsw-graph.js'

const HEADER_BYTES = 96
const WORD_BYTES = 4
const LABEL_BYTES = 8

/**
 * Checks the head of an hnswlib file (0.8, 64-bit, little-endian) against what it should hold. The library
 * itself opens a file of another dimension without a word, and reads a stub into uninitialised memory.
 * @throws {Error} saying what is off
 */
export async function checkGraphHeader(file: string, dimensions: number, count: number): Promise<void> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const header = Buffer.alloc(HEADER_BYTES)
    const { bytesRead } = await handle.read(header, 0, HEADER_BYTES, 0)
    if (bytesRead < HEADER_BYTES) throw new Error(`the index file ends after ${size} bytes`)
    const problem = problemOf(header, size, dimensions, count)
    if (problem !== undefined) throw new Error(`the index file is not what it should be: ${problem}`)
  } finally {
    await handle.close()
  }
}

function problemOf(header: Buffer, size: number, dimensions: number, count: number): string | undefined {
  const number = (offset: number) => Number(header.readBigUInt64LE(offset))
  const { neighbours } = GRAPH_PARAMETERS
  const linkBytes = neighbours * 2 * WORD_BYTES + WORD_BYTES
  const elementBytes = linkBytes + dimensions * WORD_BYTES + LABEL_BYTES
  if (number(16) !== count) return `${number(16)} vectors instead of ${count}`
  if (number(8) < count) return `room for ${number(8)} vectors only`
  if (number(24) !== elementBytes) return `elements of ${number(24)} bytes instead of ${elementBytes}`
  if (number(72) !== neighbours) return `${number(72)} neighbours instead of ${neighbours}`
  if (size < HEADER_BYTES + count * (elementBytes + WORD_BYTES)) return `${size} bytes are too few`
  return undefined
}

const HEADER_BYTES = 96
const MAX_NEIGHBOURS = 32
const WORD_BYTES = 4
const LABEL_BYTES = 8
const COUNT_OFFSET = 16

/**
 * The lowest layer of an hnswlib file (0.8, 64-bit, little-endian), read apart from what the store knows of it. After
 * the head one element follows the other: how many neighbours it has (2 bytes, and 2 for its mark), room for 32 of
 * them (each the position of an element), its vector, and the label that it was added with.
 */
export class GraphLinks {
  constructor(
    private readonly bytes: Buffer,
    private readonly dimensions: number,
  ) {}

  get count(): number {
    return Number(this.bytes.readBigUInt64LE(COUNT_OFFSET))
  }

  /** @param element its position, from 0 @returns positions */
  neighbours(element: number): number[] {
    const length = this.bytes.readUInt16LE(this.start(element))
    return Array.from({ length }, (_value, index) =>
      this.bytes.readUInt32LE(this.neighbourOffset(element, index)),
    )
  }

  vector(element: number): Float32Array {
    const start = this.vectorOffset(element)
    return Float32Array.from({ length: this.dimensions }, (_value, index) =>
      this.bytes.readFloatLE(start + index * WORD_BYTES),
    )
  }

  label(element: number): number {
    return Number(this.bytes.readBigUInt64LE(this.vectorOffset(element) + this.dimensions * WORD_BYTES))
  }

  /** Where in the file the id of a neighbour stands. @param index its place among the neighbours, from 0 */
  neighbourOffset(element: number, index: number): number {
    return this.start(element) + WORD_BYTES + index * WORD_BYTES
  }

  private start(element: number): number {
    const linkBytes = (MAX_NEIGHBOURS + 1) * WORD_BYTES
    return HEADER_BYTES + element * (linkBytes + this.dimensions * WORD_BYTES + LABEL_BYTES)
  }

  private vectorOffset(element: number): number {
    return this.start(element) + (MAX_NEIGHBOURS + 1) * WORD_BYTES
  }
}

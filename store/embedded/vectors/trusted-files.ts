import type { Statements } from '../statements.js'

/**
 * The database names the one index file of a collection and model that it trusts. A file of another past (a
 * restored backup, a copied folder) has another checksum and is never loaded, so a label can never stand for
 * a passage that the file did not see.
 */
export interface TrustedFile {
  readonly collectionKey: number
  readonly generation: number
  /** Hexadecimal. */
  readonly sha256: string
}

/** Does nothing for a collection that was removed meanwhile. */
export function putVectorFile(statements: Statements, modelKey: number, file: TrustedFile): void {
  statements.run(
    `INSERT INTO vector_files (collection, model, generation, sha256)
     SELECT key, ?, ?, ? FROM collections WHERE key = ?
     ON CONFLICT (collection, model) DO UPDATE SET generation = excluded.generation, sha256 = excluded.sha256`,
    modelKey,
    file.generation,
    file.sha256,
    file.collectionKey,
  )
}

/** Withdraws the trust in a file that turned out to be damaged or gone; one that was written since keeps it. */
export function distrustVectorFile(
  statements: Statements,
  modelKey: number,
  { collectionKey, generation }: Omit<TrustedFile, 'sha256'>,
): void {
  const sql = 'DELETE FROM vector_files WHERE collection = ? AND model = ? AND generation = ?'
  statements.run(sql, collectionKey, modelKey, generation)
}

export function readVectorFile(
  statements: Statements,
  modelKey: number,
  collectionKey: number,
): TrustedFile | undefined {
  return statements
    .rows<[number, number], TrustedFile>(
      `SELECT collection AS collectionKey, generation, sha256 FROM vector_files WHERE collection = ? AND model = ?`,
    )
    .get(collectionKey, modelKey)
}

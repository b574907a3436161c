/** So few pages or files may go at once without a question. */
const FEW = 10

/**
 * Whether so much of a source is gone at once that it is rather the source that is in trouble: a disk that is not
 * mounted, a site that answers 404 to everything. Then nothing is removed until somebody says so.
 * @param present pages or files that are there, new ones too
 */
export function isMassRemoval(gone: number, present: number): boolean {
  if (gone > 1 && present === 0) return true
  return gone > FEW && gone > present
}

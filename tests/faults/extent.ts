/**
 * How long the tests that break things go on: `npm test` runs them shortly, `npm run test:faults` until rare moments
 * have been met too.
 */
export const isLong = process.env['YOUJU_FAULTS'] === 'long'

/** @returns the second number in `npm run test:faults` */
export const shortOrLong = (short: number, long: number): number => (isLong ? long : short)

/** Tells the person who runs them what was counted. */
export function report(what: string, counts: Readonly<Record<string, number>>): void {
  const told = Object.entries(counts).map(([name, count]) => `${count} ${name}`)
  process.stdout.write(`\n${what}: ${told.join(', ')}\n`)
}

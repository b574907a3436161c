import { InvalidArgumentError } from 'commander'

/** For an option that may be given several times. Not commander's `<id...>`, which would take the question too. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

/** @throws {InvalidArgumentError} for what is no whole number; its range is the API's to check */
export function wholeNumber(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value)
  throw new InvalidArgumentError('Give a whole number.')
}

/** A name as somebody else gave it, as steps joined by `/`: no way up, no root, no drive, no control characters. */
export function harmlessName(name: string): string {
  const steps = name
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '')
    .replace(/^[A-Za-z]:/u, '')
    .split(/[\\/]/u)
    .map(step => step.replace(/\s+/gu, ' ').trim())
    .filter(step => step !== '' && step !== '.' && step !== '..')
  return steps.join('/').normalize('NFC') || 'unnamed'
}

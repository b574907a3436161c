/**
 * The form in which text is stored, once: well-formed Unicode (a lone surrogate becomes U+FFFD), NFC, line
 * ends as `\n`, no NUL, no byte-order mark in front. Every offset that we hand out refers to this form.
 * Idempotent.
 */
export function normaliseText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed()
  return wellFormed
    .replaceAll('\0', '')
    .replace(/^\uFEFF+/, '')
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .normalize('NFC')
}

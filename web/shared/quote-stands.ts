/** As the server compares quotes: by their letters and digits, whatever stands between them. */
const letters = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')

/** Whether a text holds a quote, so that an editor sees it before saving. The server decides. */
export function quoteStands(quote: string, text: string): boolean {
  const wanted = letters(quote)
  return wanted !== '' && letters(text).includes(wanted)
}

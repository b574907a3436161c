/** The address when it is one that a link may open (http or https), else null: documents are not trusted. */
export function webLink(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null
  const url = new URL(address)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
}

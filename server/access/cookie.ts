/** Name of the cookie that signs a browser in. */
export const SESSION_COOKIE = 'youju_session'

/** The value of a cookie of a request; undefined when there is none of that name. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  const pair = header?.split(';').find(part => part.trimStart().startsWith(`${name}=`))
  return pair?.trim().slice(name.length + 1)
}

/**
 * A cookie that scripts cannot read, and that goes only with requests of our own pages.
 * @param maxAgeSeconds 0: the browser forgets it
 */
export function sessionCookie(value: string, maxAgeSeconds: number, isHttps: boolean): string {
  const secure = isHttps ? '; Secure' : ''
  return `${SESSION_COOKIE}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`
}

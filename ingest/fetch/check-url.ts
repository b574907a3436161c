import { isIP } from 'node:net'
import { AppError } from '../../core/errors.js'
import type { AddressPolicy } from './address-policy.js'

const MAX_URL_CHARACTERS = 4096
const MAX_SHOWN_CHARACTERS = 200

/**
 * Reads an address that may be fetched, as far as that can be told without asking the name service: http or
 * https, no name and password in it, and no host that is written as a number to hide which it is.
 * @param base where the address stands, when it may be a relative one
 * @throws {AppError} `fetch_refused`
 */
export function checkUrl(text: string, policy: AddressPolicy, base?: URL): URL {
  const url = text.length > MAX_URL_CHARACTERS ? null : URL.parse(text, base)
  if (url === null) throw refused('It is no complete address of at most 4,096 characters.')
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refused(`Only http and https addresses are fetched, not ${url.protocol}//.`)
  if (url.username !== '' || url.password !== '')
    throw refused('It holds a user name or a password. Take it out of the address.')
  const host = bareHost(url)
  if (host === '') throw refused('It names no host.')
  if (isIP(host) === 4 && !text.includes(host) && url.host !== base?.host)
    throw refused(`Its host is the address ${host} in another spelling. Write it in the usual one.`)
  if (isIP(host) !== 0 && !policy.mayConnect({ host, address: host, port: portOf(url) })) throw notPublic(url)
  url.hash = ''
  return url
}

/** Without the brackets of an IPv6 address. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/gu, '')
}

export function portOf({ port, protocol }: Pick<URL, 'port' | 'protocol'>): number {
  if (port !== '') return Number(port)
  return protocol === 'https:' ? 443 : 80
}

/** The address for people and logs: what follows the path may be a secret. */
export function shownUrl({ origin, pathname }: URL): string {
  const shown = `${origin}${pathname}`
  return shown.length > MAX_SHOWN_CHARACTERS ? `${shown.slice(0, MAX_SHOWN_CHARACTERS)}…` : shown
}

export function refused(reason: string): AppError {
  return new AppError('fetch_refused', `The address was not fetched. ${reason}`)
}

export function notPublic(url: Pick<URL, 'host'>): AppError {
  return refused(
    `${url.host} is not on the public net, or not on a port of the web (80, 443, 8080, 8443). ` +
      'Is it yours and meant to be read, list it in YOUJU_FETCH_ALLOWED_HOSTS.',
  )
}

import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { AppError } from '../../core/errors.js'

/** Which hosts, addresses and ports may be connected to. */
export interface AddressPolicy {
  /** Whether the operator has listed the host by its name: then its addresses and ports are as wanted. */
  isListedName(host: string): boolean
  /** Whether a connection may be made to this address, in the name of this host. */
  mayConnect(target: { readonly host: string; readonly address: string; readonly port: number }): boolean
}

/** Where web servers listen. Elsewhere sits what was never meant to be asked by a web client. */
const WEB_PORTS: ReadonlySet<number> = new Set([80, 443, 8080, 8443])
/** The one range of IPv6 in which addresses of the public net are given out. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')
/** Public by its number, but a machine in that cloud reaches its own control plane there. */
const CLOUD_CONTROL = ipaddr.IPv4.parse('168.63.129.16')
const HOST_NAME = /^(?:\*\.)?[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*\.?$/u

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Network = [Address, number]

/**
 * Addresses of the public net, on the ports of the web; and what is listed: names (`wiki.example`,
 * `*.intranet.example`), addresses and networks (`10.1.0.0/16`), between commas or spaces, on any port.
 * @throws {AppError} `invalid_config` for an entry that is none of these
 */
export function createAddressPolicy(listed: string): AddressPolicy {
  const names = new Set<string>()
  const networks: Network[] = []
  for (const entry of listed.split(/[\s,]+/u).filter(Boolean)) {
    const network = parseNetwork(entry)
    if (network !== undefined) networks.push(network)
    else names.add(parseName(entry))
  }
  const isListedName = (host: string) => isNamed(names, plainName(host))
  return {
    isListedName,
    mayConnect({ host, address, port }) {
      const parsed = parseAddress(address)
      if (parsed === undefined) return false
      if (isListedName(host) || networks.some(network => isWithin(parsed, network))) return true
      return WEB_PORTS.has(port) && isPublic(parsed)
    },
  }
}

function parseNetwork(entry: string): Network | undefined {
  const address = parseAddress(entry)
  if (address !== undefined) return [address, address.kind() === 'ipv4' ? 32 : 128]
  return ipaddr.isValidCIDR(entry) ? ipaddr.parseCIDR(entry) : undefined
}

function parseName(entry: string): string {
  const name = HOST_NAME.test(entry) ? plainName(entry) : ''
  // What a URL takes for an address is one in a spelling of its own.
  if (name !== '' && isIP(name) === 0 && /\p{L}/u.test(name)) return name
  throw new AppError(
    'invalid_config',
    `YOUJU_FETCH_ALLOWED_HOSTS: "${entry}" is no host name, address or network such as 10.1.0.0/16.`,
  )
}

/** As a URL spells it: lower case, international names in ASCII, no dot at the end. */
function plainName(host: string): string {
  const wildcard = host.startsWith('*.') ? '*.' : ''
  const bare = host.slice(wildcard.length).replace(/\.$/u, '')
  const url = URL.parse(`http://${bare}/`)
  return `${wildcard}${url?.hostname ?? bare.toLowerCase()}`
}

function isNamed(names: ReadonlySet<string>, host: string): boolean {
  if (names.has(host)) return true
  const labels = host.split('.')
  return labels.some((_, index) => index > 0 && names.has(`*.${labels.slice(index).join('.')}`))
}

/** In four dotted decimal parts or as IPv6; a mapped one (`::ffff:10.0.0.1`) is the address that it stands for. */
function parseAddress(text: string): Address | undefined {
  const bare = text.replace(/^\[|\]$/gu, '')
  const isWritten = ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare)
  return isWritten ? ipaddr.process(bare) : undefined
}

function isWithin(address: Address, [network, bits]: Network): boolean {
  return address.kind() === network.kind() && address.match(network, bits)
}

/**
 * What has an embedded IPv4 address (compatible, 6to4, Teredo, NAT64, ISATAP in fe80::/10) lies in a range of
 * its own or outside of the global one, and is refused whole: nobody publishes a site there.
 */
function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false
  if (address instanceof ipaddr.IPv6) return address.match(GLOBAL_UNICAST)
  return !address.match(CLOUD_CONTROL, 32)
}

import ipaddr from 'ipaddr.js'

/** Of an IPv6 address the part that a provider gives to one household or host. */
const IPV6_PREFIX_BYTES = 8

/**
 * What counts as one address: an IPv4 address, or the /64 network of an IPv6 one, whose rest its holder chooses
 * freely.
 */
export function addressGroup(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  const prefix = parsed.toByteArray().slice(0, IPV6_PREFIX_BYTES)
  return `${prefix.map(byte => byte.toString(16).padStart(2, '0')).join('')}/64`
}

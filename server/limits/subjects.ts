import type { Caller } from '../access/auth.js'
import { addressGroup } from './address-group.js'

export type SubjectKind = 'visitor' | 'address' | 'key' | 'site'

/** What a caller's use is counted against. */
export interface Subject {
  readonly kind: SubjectKind
  readonly id: string
}

/** Narrowest first; none for the operator. A key counts by itself, wherever it is used from. */
export function subjectsOf({ kind, id, limits, address }: Caller): Subject[] {
  const origin: Subject = { kind: 'address', id: addressGroup(address) }
  switch (kind) {
    case 'loopback':
      return []
    case 'key':
      return [{ kind: 'key', id }]
    case 'widget': {
      const site: Subject[] = limits === undefined ? [] : [{ kind: 'site', id: limits.subject }]
      return [{ kind: 'visitor', id }, origin, ...site]
    }
    case 'anonymous':
      return [origin]
  }
}

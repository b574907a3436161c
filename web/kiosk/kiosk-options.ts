import { webLink } from '../shared/web-link.js'

/** What the address of the kiosk settles: `/kiosk?idle=120&question=…&question=…&collection=news`. */
export interface KioskOptions {
  /** Seconds without a touch after which everything is wiped. Default 120, range 20-3600. */
  readonly idleSeconds: number
  /** Questions to try, in place of the samples'. */
  readonly questions: readonly string[]
  /** The one collection that is shown; null: all. */
  readonly collection: string | null
  /** Where phones reach the service, for the codes that they scan: `address=https://youju.example.org`. Default: this address. */
  readonly address: string
}

const DEFAULT_IDLE_SECONDS = 120
const MAX_QUESTIONS = 8

/** @param origin of the kiosk itself */
export function readKioskOptions(search: string, origin: string): KioskOptions {
  const given = new URLSearchParams(search)
  const idle = Number(given.get('idle') ?? DEFAULT_IDLE_SECONDS)
  return {
    idleSeconds: Number.isFinite(idle) ? Math.min(3600, Math.max(20, idle)) : DEFAULT_IDLE_SECONDS,
    questions: given.getAll('question').slice(0, MAX_QUESTIONS),
    collection: given.get('collection'),
    address: webLink(given.get('address')) ?? origin,
  }
}

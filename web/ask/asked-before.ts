import { addressOfInquiry, inquiryOfAddress, type Inquiry } from '../shared/inquiry.js'

const STORAGE_KEY = 'youju-asked'
const MAX_KEPT = 30

/** The questions asked on this device, newest first; they are kept nowhere else. Empty when storage is forbidden. */
export function readAsked(): readonly Inquiry[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '[]')
    if (!Array.isArray(kept)) return []
    return kept
      .slice(0, MAX_KEPT)
      .flatMap(address => (typeof address === 'string' ? (inquiryOfAddress(address.slice(1)) ?? []) : []))
  } catch {
    return []
  }
}

/** Puts a question at the front. */
export function keepAsked(inquiry: Inquiry): void {
  const address = addressOfInquiry(inquiry)
  const others = readAsked()
    .map(other => addressOfInquiry(other))
    .filter(other => other !== address)
  write([address, ...others].slice(0, MAX_KEPT))
}

export function forgetAsked(): void {
  write([])
}

function write(addresses: readonly string[]): void {
  try {
    if (addresses.length === 0) localStorage.removeItem(STORAGE_KEY)
    else localStorage.setItem(STORAGE_KEY, JSON.stringify(addresses))
  } catch {
    // Storage may be forbidden or full: then nothing is remembered.
  }
}

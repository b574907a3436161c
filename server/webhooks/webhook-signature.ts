import { createHmac } from 'node:crypto'

/**
 * The header `Youju-Signature`: HMAC-SHA-256 with the webhook's secret over `<t>.<body>`. A receiver computes the
 * same, compares in constant time, and refuses a `t` that is more than some minutes off.
 */
export function webhookSignature(secret: string, body: string, sentAtMs: number): string {
  const seconds = Math.floor(sentAtMs / 1000)
  const hash = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  return `t=${seconds},v1=${hash}`
}

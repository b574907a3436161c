/** One call of a platform, as it came. */
export interface Delivery {
  readonly query: Readonly<Record<string, string | undefined>>
  /** Empty for the proof of ownership. */
  readonly body: string
  readonly receivedAtMs: number
}

/** A delivery whose sender is proven. */
export interface Proven {
  /** What was said, decrypted. */
  readonly payload: string
  /** The same for the same signature: a captured one must not carry another message. */
  readonly signatureId: string
}

/**
 * `question`: to be answered. `arrival`: somebody begins to follow the account. `departure`: they leave, and are
 * forgotten. `unreadable`: a picture, a place, …. `other`: nothing that anybody waits for.
 */
export type MessageKind = 'question' | 'arrival' | 'departure' | 'unreadable' | 'other'

export interface ChannelMessage {
  readonly kind: MessageKind
  /** Of the person, as the platform calls them. Kept as a keyed hash only. */
  readonly userId: string
  /** Of our account, as the platform calls it. */
  readonly accountId: string
  /** The same when the platform delivers it again. */
  readonly messageId: string
  /** The question; empty for other kinds. */
  readonly text: string
}

/**
 * A platform's side of a conversation: what is signed how, and what a message looks like. It knows nothing of
 * questions and answers, and keeps nothing between calls; the desk does that for every platform.
 */
export interface Channel {
  /** Longest text of one reply, bytes of UTF-8. */
  readonly maxReplyBytes: number
  /** Answers the platform's question whether this address is ours. @throws {AppError} `forbidden` */
  proveOwnership(delivery: Delivery): string
  /** @throws {AppError} `forbidden`: not from the platform, or too old; `invalid_request` */
  verify(delivery: Delivery): Promise<Proven>
  /** @throws {AppError} `invalid_request` */
  parse(payload: string): Promise<ChannelMessage>
  /** The body of the answer. @param text null: nothing is said */
  render(message: ChannelMessage, text: string | null): string
}

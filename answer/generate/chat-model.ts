export interface ChatMessage {
  readonly role: 'system' | 'user'
  readonly content: string
}

/** A language model that answers a conversation. The one in use is made in main.ts. */
export interface ChatModel {
  /** Stable name, for the log and the trace of an answer. */
  readonly name: string
  /**
   * The reply as it is written, in pieces of any size. Ends when the model has finished its reply; leaving the
   * loop early, or the signal, closes the request.
   * @throws {AppError} `model_unavailable` (cannot be reached, failed), `model_refused` (4xx), `model_busy`
   *   (429), `model_unusable` (broke off, was cut off at its token limit, or did not speak the protocol)
   * @throws the signal's reason when it aborts
   */
  stream(messages: readonly ChatMessage[], signal: AbortSignal): AsyncIterable<string>
}

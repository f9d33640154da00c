/** One attempt: a POST with these headers and this body. */
export interface WebhookMessage {
  url: string
  headers: Readonly<Record<string, string>>
  body: string
}

/** What the receiver said; its body is not read. */
export interface WebhookReply {
  /** HTTP status. */
  status: number
  /** How long the receiver asks to be left alone, milliseconds. */
  retryAfterMs?: number
}

/** Brings messages to webhooks. It alone knows which addresses may be reached from here. */
export interface WebhookSender {
  /** Why the address cannot be a webhook's, in words; null when it can. Must not throw. */
  refusalOf(url: string): string | null
  /** Throws when no answer came: the address is refused or does not answer, or the signal aborted. */
  send(message: WebhookMessage, signal: AbortSignal): Promise<WebhookReply>
}

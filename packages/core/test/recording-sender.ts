import type { WebhookMessage, WebhookReply, WebhookSender } from '../src/ports/webhook-sender.ts'

/** A sender that keeps what it gets, and answers as a test says. */
export class RecordingSender implements WebhookSender {
  readonly messages: WebhookMessage[] = []
  /** Answers in the receiver's place; throws when nobody answers. */
  reply: (message: WebhookMessage, signal: AbortSignal) => Promise<WebhookReply> | WebhookReply = () => ({
    status: 204,
  })
  readonly #waiting = new Set<() => void>()

  refusalOf(url: string): string | null {
    return url.startsWith('https://') ? null : 'Use https'
  }

  async send(message: WebhookMessage, signal: AbortSignal): Promise<WebhookReply> {
    this.messages.push(message)
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
    return await this.reply(message, signal)
  }

  /** Types of the events sent to an address, in order. */
  typesTo(url: string): string[] {
    return this.messages.filter((message) => message.url === url).map(({ body }) => JSON.parse(body).type as string)
  }

  /** Resolves when so many messages were sent. */
  async sent(count: number): Promise<void> {
    while (this.messages.length < count) await new Promise<void>((resolve) => this.#waiting.add(resolve))
  }
}

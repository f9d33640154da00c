import type { SessionEvent } from '@sojourn/contract/event'
import { Doorbell } from '../events/doorbell.ts'
import { type Clock, isoTime } from '../ports/clock.ts'
import type { EventLog } from '../ports/session-store.ts'
import type { WebhookSender } from '../ports/webhook-sender.ts'
import type { DeliveryRecord, WebhookRecord, WebhookStore } from '../ports/webhook-store.ts'
import type { Logger } from '../runtime/runtime-options.ts'
import { type SentWebhook, sendWebhook } from './send-webhook.ts'

export interface WebhookLaneOptions {
  webhookId: string
  /** As it is now; undefined once it is removed. */
  webhook: () => WebhookRecord | undefined
  store: Pick<WebhookStore, 'nextDeliveries' | 'updateDelivery'> & Pick<EventLog, 'readEvents'>
  sender: WebhookSender
  clock: Clock
  logger: Logger
  /** The receiver says that it wants nothing any more. */
  gone: (webhookId: string) => void
}

/** Deliveries under way at once. */
const width = 4
/** Waits before the second attempt, the third, and so on; the last one repeats. */
const retryAfterMs = [5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000]
/** After rounds in which nothing arrived the whole lane rests, from a second to this long, so that an outage costs little. */
const longestRestMs = 300_000
const storeRetryMs = 1_000

const goneStatus = 410

/**
 * Sends what is pending for one webhook, four at a time and in the order in which attempts are due; a later event may
 * arrive before an earlier one that failed. It waits for nothing but its own receiver, and holds no timer while nothing
 * is pending.
 */
export class WebhookLane {
  readonly #options: WebhookLaneOptions
  readonly #bell = new Doorbell()
  readonly #abort = new AbortController()
  #running: Promise<void> | null = null
  #failedRounds = 0
  #restUntil = 0

  constructor(options: WebhookLaneOptions) {
    this.#options = options
  }

  start(): void {
    this.#running ??= this.#run()
  }

  /** There may be something to send. */
  readonly wake = this.#bell.ring

  /** Somebody wants to see it tried now. */
  hurry(): void {
    this.#failedRounds = 0
    this.#restUntil = 0
    this.#bell.ring()
  }

  /** Attempts under way are abandoned; they are made again after the next start. */
  async stop(): Promise<void> {
    this.#abort.abort()
    this.#bell.ring()
    await this.#running
  }

  async #run(): Promise<void> {
    const { clock, logger, webhookId } = this.#options
    while (!this.#abort.signal.aborted) {
      let waitMs: number | null
      try {
        waitMs = await this.#round()
      } catch (error) {
        logger.warn({ webhookId, error }, 'A webhook’s deliveries could not be looked at; they are tried again')
        waitMs = storeRetryMs
      }
      if (waitMs === 0) continue
      const cancel = waitMs === null ? () => {} : clock.schedule(waitMs, this.#bell.ring)
      await this.#bell.wait()
      cancel()
    }
  }

  /** Sends what is due. Answers with the time until there is more to do; null when somebody will say so. */
  async #round(): Promise<number | null> {
    const { clock, store, webhook, webhookId } = this.#options
    const now = clock.now()
    if (!webhook()?.enabled) return null
    if (this.#restUntil > now) return this.#restUntil - now
    const next = await store.nextDeliveries({ webhookId, limit: width })
    const dueAt = ({ nextAttemptAt }: DeliveryRecord): number => Date.parse(nextAttemptAt ?? '') || 0
    const due = next.filter((delivery) => dueAt(delivery) <= now)
    const [first] = next
    if (due.length === 0) return first ? dueAt(first) - now : null
    const arrived = await Promise.all(due.map((delivery) => this.#attempt(delivery)))
    this.#failedRounds = arrived.some((hasArrived) => hasArrived) ? 0 : this.#failedRounds + 1
    this.#restUntil =
      this.#failedRounds === 0 ? 0 : clock.now() + Math.min(longestRestMs, 1_000 * 2 ** (this.#failedRounds - 1))
    return 0
  }

  /** Whether the receiver has it, or nothing is left to send. */
  async #attempt(delivery: DeliveryRecord): Promise<boolean> {
    const { store, clock, webhook: current, webhookId, gone } = this.#options
    const webhook = current()
    if (!webhook) return true
    const event = await this.#eventOf(delivery)
    if (!event) {
      await store.updateDelivery({ ...this.#ended(delivery, 'dead'), lastError: 'Its session was deleted.' })
      return true
    }
    const content = { id: delivery.id, type: event.type, timestamp: event.ts, data: event }
    const sent = await sendWebhook(this.#options, { webhook, content }, this.#abort.signal)
    if (sent === 'abandoned') return false
    await store.updateDelivery(this.#after(delivery, sent))
    if (sent.status === goneStatus) gone(webhookId)
    else if (!sent.ok && this.#failedRounds === 0) {
      this.#options.logger.warn(
        { webhookId, status: sent.status, error: sent.error, at: isoTime(clock.now()) },
        'A webhook does not take its deliveries; they are tried again',
      )
    }
    return sent.ok
  }

  /** The log has it; null when the session was deleted, or another lives under its id. */
  async #eventOf({ sessionId, seq, eventId }: DeliveryRecord): Promise<SessionEvent | null> {
    const [logged] = await this.#options.store.readEvents({ sessionId, afterSeq: seq - 1, uptoSeq: seq, limit: 1 })
    return logged?.event.id === eventId ? logged.event : null
  }

  #after(delivery: DeliveryRecord, sent: SentWebhook): DeliveryRecord {
    const attempts = delivery.attempts + 1
    const noted = { ...delivery, attempts, lastStatus: sent.status, lastError: sent.error }
    if (sent.ok) return this.#ended(noted, 'delivered')
    const step = retryAfterMs[Math.min(attempts, retryAfterMs.length) - 1] ?? longestRestMs
    const nextAttemptAt = isoTime(this.#options.clock.now() + Math.max(step, sent.retryAfterMs ?? 0))
    if (sent.status === goneStatus || nextAttemptAt > delivery.retryUntil) return this.#ended(noted, 'dead')
    return { ...noted, nextAttemptAt }
  }

  #ended(delivery: DeliveryRecord, status: 'delivered' | 'dead'): DeliveryRecord {
    return { ...delivery, status, nextAttemptAt: null, finishedAt: isoTime(this.#options.clock.now()) }
  }
}

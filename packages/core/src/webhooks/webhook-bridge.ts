import { createHash } from 'node:crypto'
import type { EventType, SessionEvent } from '@sojourn/contract/event'
import { wantsType, webhookEventTypes } from '@sojourn/contract/webhook'
import type { BridgeBatch, BridgedSession, BridgeSubscriber } from '../ports/bridge-subscriber.ts'
import { type Clock, isoTime } from '../ports/clock.ts'
import type { DeliveryRecord, WebhookRecord, WebhookStore } from '../ports/webhook-store.ts'

export const webhookBridgeName = 'webhooks'

/** How long a delivery is tried, milliseconds. */
export const retryForMs = 24 * 3_600_000

export interface WebhookBridgeOptions {
  store: Pick<WebhookStore, 'addDeliveries'>
  clock: Clock
  /** All webhooks of all projects, as they are now. */
  webhooks: () => Iterable<WebhookRecord>
  /** These have something to send. */
  added: (webhookIds: ReadonlySet<string>) => void
}

/** The same event for the same webhook has the same id, however often the bridge is told of it. */
const deliveryIdOf = (webhook: WebhookRecord, event: SessionEvent): string =>
  `msg_${createHash('sha256').update(`${webhook.id}\n${event.id}`).digest('hex').slice(0, 32)}`

const concerns = (webhook: WebhookRecord, session: BridgedSession): boolean =>
  webhook.enabled &&
  webhook.projectId === session.projectId &&
  (webhook.sessionId === null || webhook.sessionId === session.sessionId) &&
  (webhook.agentId === null || webhook.agentId === session.agentId)

/**
 * Notes durably which events go to which webhooks. Sending is another matter: an address that does not answer holds up
 * neither this bridge nor another webhook.
 */
export class WebhookBridge implements BridgeSubscriber {
  readonly name = webhookBridgeName
  readonly #options: WebhookBridgeOptions

  constructor(options: WebhookBridgeOptions) {
    this.#options = options
  }

  wants(type: EventType): boolean {
    return webhookEventTypes.includes(type)
  }

  async deliver({ session, events }: BridgeBatch): Promise<void> {
    const { store, webhooks, added } = this.#options
    const concerned = [...webhooks()].filter((webhook) => concerns(webhook, session))
    const deliveries = events.flatMap(({ event }) =>
      concerned
        .filter(({ types, createdAt }) => wantsType(types, event.type) && event.ts >= createdAt)
        .map((webhook) => this.#newDelivery(webhook, event)),
    )
    if (deliveries.length === 0) return
    await store.addDeliveries(deliveries)
    added(new Set(deliveries.map(({ webhookId }) => webhookId)))
  }

  #newDelivery(webhook: WebhookRecord, event: SessionEvent): DeliveryRecord {
    const now = this.#options.clock.now()
    return {
      id: deliveryIdOf(webhook, event),
      projectId: webhook.projectId,
      webhookId: webhook.id,
      sessionId: event.sessionId,
      eventId: event.id,
      eventType: event.type,
      seq: event.seq,
      status: 'pending',
      attempts: 0,
      nextAttemptAt: isoTime(now),
      retryUntil: isoTime(now + retryForMs),
      lastStatus: null,
      lastError: null,
      createdAt: isoTime(now),
      finishedAt: null,
    }
  }
}

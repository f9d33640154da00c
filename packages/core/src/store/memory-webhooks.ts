import type { Page } from '@sojourn/contract/page'
import type { ById } from '../ports/session-store.ts'
import type { DeliveryCount, DeliveryRecord, WebhookRecord, WebhookStore } from '../ports/webhook-store.ts'
import { listOrders } from './keyset-page.ts'
import { MemoryAccounts } from './memory-accounts.ts'
import { pageOf, type Sorting } from './memory-page.ts'
import { copyOf } from './memory-session.ts'

const newestFirst: Sorting<DeliveryRecord> = {
  order: listOrders.deliveries,
  keyOf: ({ createdAt, id }) => [createdAt, id],
  newestFirst: true,
}

const isEarlier = (left: DeliveryRecord, right: DeliveryRecord): number => {
  const [leftAt, rightAt] = [left.nextAttemptAt ?? '', right.nextAttemptAt ?? '']
  if (leftAt !== rightAt) return leftAt < rightAt ? -1 : 1
  return left.seq - right.seq || (left.id < right.id ? -1 : 1)
}

/** What of a memory store belongs to webhooks. */
export class MemoryWebhooks extends MemoryAccounts implements WebhookStore {
  readonly #webhooks = new Map<string, WebhookRecord>()
  readonly #deliveries = new Map<string, DeliveryRecord>()

  async getWebhook({ projectId, id }: ById): Promise<WebhookRecord | null> {
    const webhook = this.#webhooks.get(id)
    return webhook?.projectId === projectId ? copyOf(webhook) : null
  }

  async listWebhooks({ projectId }: { projectId?: string }): Promise<WebhookRecord[]> {
    const webhooks = [...this.#webhooks.values()].filter(
      (webhook) => projectId === undefined || webhook.projectId === projectId,
    )
    const age = ({ createdAt, id }: WebhookRecord): string => createdAt + id
    return copyOf(webhooks.toSorted((left, right) => (age(left) < age(right) ? -1 : 1)))
  }

  async putWebhook(webhook: WebhookRecord): Promise<void> {
    this.#webhooks.set(webhook.id, copyOf(webhook))
  }

  async deleteWebhook(query: ById): Promise<boolean> {
    if (!(await this.getWebhook(query))) return false
    for (const [id, { webhookId }] of this.#deliveries) if (webhookId === query.id) this.#deliveries.delete(id)
    return this.#webhooks.delete(query.id)
  }

  async addDeliveries(deliveries: readonly DeliveryRecord[]): Promise<void> {
    for (const delivery of deliveries) {
      if (!this.#deliveries.has(delivery.id)) this.#deliveries.set(delivery.id, copyOf(delivery))
    }
  }

  async updateDelivery(delivery: DeliveryRecord): Promise<void> {
    if (this.#deliveries.has(delivery.id)) this.#deliveries.set(delivery.id, copyOf(delivery))
  }

  async getDelivery({ projectId, id }: ById): Promise<DeliveryRecord | null> {
    const delivery = this.#deliveries.get(id)
    return delivery?.projectId === projectId ? copyOf(delivery) : null
  }

  async nextDeliveries(query: { webhookId: string; limit: number }): Promise<DeliveryRecord[]> {
    const pending = this.#of(query.webhookId).filter(({ status }) => status === 'pending')
    return copyOf(pending.toSorted(isEarlier).slice(0, query.limit))
  }

  async listDeliveries(query: Parameters<WebhookStore['listDeliveries']>[0]): Promise<Page<DeliveryRecord>> {
    const found = this.#of(query.webhookId).filter(
      ({ projectId, status }) =>
        projectId === query.projectId && (query.status === undefined || status === query.status),
    )
    return copyOf(pageOf(found, query, newestFirst))
  }

  async countDeliveries({ projectId }: { projectId: string }): Promise<DeliveryCount[]> {
    const counts = new Map<string, DeliveryCount>()
    for (const { webhookId, status, projectId: project } of this.#deliveries.values()) {
      if (project !== projectId) continue
      const key = `${webhookId}\n${status}`
      const count = counts.get(key) ?? { webhookId, status, count: 0 }
      counts.set(key, { ...count, count: count.count + 1 })
    }
    return [...counts.values()]
  }

  async reviveDeliveries(query: Parameters<WebhookStore['reviveDeliveries']>[0]): Promise<number> {
    const { projectId, webhookId, now, retryUntil } = query
    const dead = this.#of(webhookId).filter(
      (delivery) => delivery.status === 'dead' && delivery.projectId === projectId,
    )
    const again = { status: 'pending', attempts: 0, nextAttemptAt: now, retryUntil, finishedAt: null } as const
    for (const delivery of dead) this.#deliveries.set(delivery.id, { ...delivery, ...again })
    return dead.length
  }

  async pruneDeliveries({ status, before }: Parameters<WebhookStore['pruneDeliveries']>[0]): Promise<number> {
    const isOld = (delivery: DeliveryRecord): boolean =>
      delivery.status === status && delivery.finishedAt !== null && delivery.finishedAt < before
    const old = [...this.#deliveries.values()].filter(isOld)
    for (const { id } of old) this.#deliveries.delete(id)
    return old.length
  }

  #of(webhookId: string): DeliveryRecord[] {
    return [...this.#deliveries.values()].filter((delivery) => delivery.webhookId === webhookId)
  }
}

import type { Page } from '@sojourn/contract/page'
import type { Delivery, DeliveryStatus, Webhook } from '@sojourn/contract/webhook'
import type { ById, PageQuery } from './session-store.ts'

export interface WebhookRecord extends Webhook {
  projectId: string
  secret: string
  /** The secret before the last rotation, which signs as well for a while; null when there is none. */
  previousSecret: string | null
  previousSecretUntil: string | null
}

export interface DeliveryRecord extends Delivery {
  projectId: string
}

export interface DeliveryCount {
  webhookId: string
  status: DeliveryStatus
  count: number
}

/** Webhooks, and what is on its way to them. May throw STORE_UNAVAILABLE. */
export interface WebhookStore {
  getWebhook(query: ById): Promise<WebhookRecord | null>
  /** Oldest first; of every project without one. */
  listWebhooks(query: { projectId?: string }): Promise<WebhookRecord[]>
  /** Stores it, or replaces the one of this id. */
  putWebhook(webhook: WebhookRecord): Promise<void>
  /** Its deliveries go with it. False when unknown. */
  deleteWebhook(query: ById): Promise<boolean>

  /** Those whose ids are known stay as they are. */
  addDeliveries(deliveries: readonly DeliveryRecord[]): Promise<void>
  /** Replaces the row of this id; nothing when it is gone. */
  updateDelivery(delivery: DeliveryRecord): Promise<void>
  getDelivery(query: ById): Promise<DeliveryRecord | null>
  /** Pending ones of a webhook, the one whose attempt is due first first. */
  nextDeliveries(query: { webhookId: string; limit: number }): Promise<DeliveryRecord[]>
  /** Newest first. */
  listDeliveries(query: PageQuery & { webhookId: string; status?: DeliveryStatus }): Promise<Page<DeliveryRecord>>
  countDeliveries(query: { projectId: string }): Promise<DeliveryCount[]>
  /** Puts the dead letters of a webhook back on their way; answers with how many. */
  reviveDeliveries(query: { projectId: string; webhookId: string; now: string; retryUntil: string }): Promise<number>
  /** Forgets deliveries of this status that were finished before this time; answers with how many. */
  pruneDeliveries(query: { status: 'delivered' | 'dead'; before: string }): Promise<number>
}

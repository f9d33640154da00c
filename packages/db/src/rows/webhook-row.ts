import type { DeliveryRecord, WebhookRecord } from '@sojourn/core/ports/webhook-store'
import type { Webhook, WebhookDelivery } from '../generated/sqlite/client.ts'
import { fromJson, type Row } from './row.ts'

export const toWebhookRow = (webhook: WebhookRecord): Webhook => ({
  ...webhook,
  types: JSON.stringify(webhook.types),
})

export const fromWebhookRow = (row: Row<Webhook>): WebhookRecord => ({
  ...row,
  types: fromJson(row.types),
  enabled: Boolean(row.enabled),
})

export const fromDeliveryRow = (row: WebhookDelivery): DeliveryRecord => row as DeliveryRecord

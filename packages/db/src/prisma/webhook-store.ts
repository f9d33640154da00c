import type { DeliveryRecord, WebhookStore } from '@sojourn/core/ports/webhook-store'
import { type KeysetKey, listOrders, toPage } from '@sojourn/core/store/keyset-page'
import { fromDeliveryRow, fromWebhookRow, toWebhookRow } from '../rows/webhook-row.ts'
import { given } from './given.ts'
import { keysetWhere } from './keyset-where.ts'
import type { PrismaAccess } from './prisma-access.ts'

/** Rows of one statement: fifteen values each, and databases take a limited number of values. */
const rowsPerStatement = 200

const newestFirst = [{ createdAt: 'desc' as const }, { id: 'desc' as const }]
const sortedBy = { column: 'createdAt', newestFirst: true }
const keyOf = (delivery: DeliveryRecord): KeysetKey => [delivery.createdAt, delivery.id]

const columns = [
  'id',
  'projectId',
  'webhookId',
  'sessionId',
  'eventId',
  'eventType',
  'seq',
  'status',
  'attempts',
  'nextAttemptAt',
  'retryUntil',
  'lastStatus',
  'lastError',
  'createdAt',
  'finishedAt',
] as const satisfies readonly (keyof DeliveryRecord)[]

type Registered = Pick<WebhookStore, 'getWebhook' | 'putWebhook' | 'deleteWebhook'>

/** Webhooks and their deliveries; `webhookLookup` has the rest. Every write is one statement: see docs/decisions/0004. */
export const webhookStore = (access: PrismaAccess): Omit<WebhookStore, 'listWebhooks'> => ({
  ...registered(access),
  ...deliveries(access),
})

const registered = (access: PrismaAccess): Registered => ({
  getWebhook: ({ projectId, id }) =>
    access(async (prisma) => {
      const row = await prisma.webhook.findFirst({ where: { id, projectId } })
      return row === null ? null : fromWebhookRow(row)
    }),

  putWebhook: (webhook) =>
    access(async (prisma) => {
      const { id, ...row } = toWebhookRow(webhook)
      await prisma.webhook.upsert({ where: { id }, create: { id, ...row }, update: row })
    }),

  deleteWebhook: ({ projectId, id }) =>
    access(async (prisma) => (await prisma.webhook.deleteMany({ where: { id, projectId } })).count > 0),
})

const deliveries = (access: PrismaAccess): Omit<WebhookStore, 'listWebhooks' | keyof Registered> => ({
  addDeliveries: (added) =>
    access(async (prisma) => {
      const { sqltag: sql, join, raw } = await import('@prisma/client/runtime/client')
      const names = raw(columns.map((column) => `"${column}"`).join(', '))
      for (let at = 0; at < added.length; at += rowsPerStatement) {
        const rows = added
          .slice(at, at + rowsPerStatement)
          .map((delivery) => sql`(${join(columns.map((column) => delivery[column]))})`)
        await prisma.$executeRaw`INSERT INTO webhook_delivery (${names}) VALUES ${join(rows)} ON CONFLICT DO NOTHING`
      }
    }),

  updateDelivery: ({ id, ...row }) =>
    access(async (prisma) => void (await prisma.webhookDelivery.updateMany({ where: { id }, data: row }))),

  getDelivery: ({ projectId, id }) =>
    access(async (prisma) => {
      const row = await prisma.webhookDelivery.findFirst({ where: { id, projectId } })
      return row === null ? null : fromDeliveryRow(row)
    }),

  nextDeliveries: ({ webhookId, limit }) =>
    access(async (prisma) => {
      const rows = await prisma.webhookDelivery.findMany({
        where: { webhookId, status: 'pending' },
        orderBy: [{ nextAttemptAt: 'asc' }, { seq: 'asc' }, { id: 'asc' }],
        take: limit,
      })
      return rows.map(fromDeliveryRow)
    }),

  listDeliveries: ({ projectId, webhookId, status, cursor, limit }) =>
    access(async (prisma) => {
      const order = listOrders.deliveries
      const rows = await prisma.webhookDelivery.findMany({
        where: { projectId, webhookId, ...given({ status }), AND: keysetWhere(order, cursor, sortedBy) },
        orderBy: newestFirst,
        take: limit + 1,
      })
      return toPage(rows.map(fromDeliveryRow), limit, { order, keyOf })
    }),

  countDeliveries: ({ projectId }) =>
    access(async (prisma) => {
      const groups = await prisma.webhookDelivery.groupBy({
        by: ['webhookId', 'status'],
        where: { webhook: { projectId } },
        _count: true,
      })
      return groups.map(({ webhookId, status, _count }) => ({
        webhookId,
        status: status as DeliveryRecord['status'],
        count: _count,
      }))
    }),

  reviveDeliveries: ({ projectId, webhookId, now, retryUntil }) =>
    access(async (prisma) => {
      const data = { status: 'pending', attempts: 0, nextAttemptAt: now, retryUntil, finishedAt: null }
      const { count } = await prisma.webhookDelivery.updateMany({
        where: { projectId, webhookId, status: 'dead' },
        data,
      })
      return count
    }),

  pruneDeliveries: ({ status, before }) =>
    access(async (prisma) => {
      const { count } = await prisma.webhookDelivery.deleteMany({ where: { status, finishedAt: { lt: before } } })
      return count
    }),
})

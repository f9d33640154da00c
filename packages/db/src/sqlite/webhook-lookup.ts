import type { WebhookStore } from '@sojourn/core/ports/webhook-store'
import { fromWebhookRow } from '../rows/webhook-row.ts'
import { toUnavailable } from '../unavailable.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

/** The question about webhooks that every start asks, here so that an idle server needs no Prisma client. */
export const webhookLookup = (database: SqliteDatabase): Pick<WebhookStore, 'listWebhooks'> => ({
  listWebhooks: async ({ projectId = null }) => {
    try {
      const sql = 'SELECT * FROM webhook WHERE projectId = coalesce(?, projectId) ORDER BY createdAt, id'
      return database.rows<Parameters<typeof fromWebhookRow>[0]>(sql, projectId).map(fromWebhookRow)
    } catch (error) {
      throw toUnavailable(error)
    }
  },
})

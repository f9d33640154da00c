import type { WebhookStore } from '@sojourn/core/ports/webhook-store'
import { fromWebhookRow } from '../rows/webhook-row.ts'
import { answered, type PostgresqlDatabase } from './postgresql-database.ts'

/** The question about webhooks that every start asks, here so that an idle server needs no Prisma client. */
export const webhookLookup = (database: PostgresqlDatabase): Pick<WebhookStore, 'listWebhooks'> => ({
  listWebhooks: ({ projectId = null }) =>
    answered(async () => {
      const sql = 'SELECT * FROM webhook WHERE "projectId" = coalesce($1, "projectId") ORDER BY "createdAt", id'
      return (await database.rows<Parameters<typeof fromWebhookRow>[0]>(sql, projectId)).map(fromWebhookRow)
    }),
})

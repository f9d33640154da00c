import type { AgentStore } from '@sojourn/core/ports/session-store'
import { fromAgentRow, toAgentRow } from '../rows/registry-row.ts'
import { answered, type PostgresqlDatabase } from './postgresql-database.ts'
import { toJsonParameter } from './stored-text.ts'

/** The two questions about agents that every start asks, here so that an idle server needs no Prisma client. */
export const agentLookup = (database: PostgresqlDatabase): Pick<AgentStore, 'getAgent' | 'insertAgent'> => ({
  getAgent: ({ projectId, id }) =>
    answered(async () => {
      const sql = 'SELECT * FROM agent WHERE "projectId" = $1 AND id = $2'
      const [row] = await database.rows<Parameters<typeof fromAgentRow>[0]>(sql, projectId, id)
      return row === undefined ? null : fromAgentRow(row)
    }),

  insertAgent: (agent) =>
    answered(async () => {
      const rows = 'SELECT * FROM json_populate_recordset(null::agent, $1::json)'
      const sql = `INSERT INTO agent ${rows} ON CONFLICT DO NOTHING RETURNING id`
      return (await database.rows(sql, toJsonParameter([toAgentRow(agent)]))).length > 0
    }),
})

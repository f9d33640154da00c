import type { AgentStore } from '@sojourn/core/ports/session-store'
import { fromAgentRow, toAgentRow } from '../rows/registry-row.ts'
import { toUnavailable } from '../unavailable.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

const asked = async <Result>(work: () => Result): Promise<Result> => {
  try {
    return work()
  } catch (error) {
    throw toUnavailable(error)
  }
}

/** The two questions about agents that every start asks, here so that an idle server needs no Prisma client. */
export const agentLookup = (database: SqliteDatabase): Pick<AgentStore, 'getAgent' | 'insertAgent'> => ({
  getAgent: ({ projectId, id }) =>
    asked(() => {
      const sql = 'SELECT * FROM agent WHERE projectId = ? AND id = ?'
      const row = database.row<Parameters<typeof fromAgentRow>[0]>(sql, projectId, id)
      return row === undefined ? null : fromAgentRow(row)
    }),

  insertAgent: (agent) =>
    asked(() => {
      const row = toAgentRow(agent)
      const columns = Object.keys(row)
      const sql = `INSERT INTO agent (${columns}) VALUES (${columns.map(() => '?')}) ON CONFLICT DO NOTHING`
      return database.run(sql, ...Object.values(row)) > 0
    }),
})

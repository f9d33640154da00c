import type { AppendRequest } from '@sojourn/core/ports/session-store'
import { toRuleRow } from '../rows/registry-row.ts'
import { ruleTarget, workRows } from '../rows/work-rows.ts'
import { storeContent } from './attachment-store.ts'
import { rowWriter } from './row-writer.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

/** Writes what a request changes besides the session and its log: runs, requests, the ledger, contents, rules, tags. */
export const openWorkWriter = (database: SqliteDatabase): ((request: AppendRequest) => void) => {
  const writers = workRows.map((target) => ({ rowsOf: target.rowsOf, write: rowWriter(database, target) }))
  const writeRule = rowWriter(database, ruleTarget)

  const pointTags = ({ record, setTags, clearTags }: AppendRequest): void => {
    const { id, projectId } = record
    for (const tag of clearTags) {
      database.run('DELETE FROM tag WHERE projectId = ? AND tag = ? AND sessionId = ?', projectId, tag, id)
    }
    for (const tag of setTags) {
      const move = 'ON CONFLICT (projectId, tag) DO UPDATE SET sessionId = excluded.sessionId'
      database.run(`INSERT INTO tag (projectId, tag, sessionId) VALUES (?, ?, ?) ${move}`, projectId, tag, id)
    }
  }

  return (request) => {
    for (const content of request.contents) storeContent(database, request.record.projectId, content)
    for (const { rowsOf, write } of writers) for (const row of rowsOf(request)) write(row)
    for (const rule of request.rules) writeRule(toRuleRow(rule))
    pointTags(request)
  }
}

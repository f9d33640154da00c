import type { SessionRecord } from '@sojourn/core/ports/records'
import type { ById, SessionReads, StoredSession } from '@sojourn/core/ports/session-store'
import { fromToolCallRow } from '../rows/ledger-row.ts'
import { fromPermissionRow, fromQuestionRow } from '../rows/request-row.ts'
import { fromRunRow } from '../rows/run-row.ts'
import { fromSessionRow, type JoinedSessionRow } from '../rows/session-row.ts'
import type { SearchIndexer } from '../search/search-indexer.ts'
import { toUnavailable } from '../unavailable.ts'
import { removeWithContents } from './attachment-store.ts'
import { listSessions } from './session-list.ts'
import { selectSession } from './session-select.ts'
import type { SessionWriter } from './session-writer.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

const unfinishedSessions = `SELECT projectId, id AS sessionId,
    state IN ('running', 'interrupting') OR activeRunId IS NOT NULL AS executing
  FROM session INDEXED BY session_list WHERE unfinished ORDER BY projectId, listing, lastActivityAt, id`

/**
 * Sessions, read in one step of the event loop each, so that a session's row, tags and open work are of the same
 * moment.
 */
export const sessionReads = (
  database: SqliteDatabase,
  sessions: SessionWriter,
  indexer: SearchIndexer,
): SessionReads => {
  const read = async <Result>(work: () => Result): Promise<Result> => {
    try {
      return work()
    } catch (error) {
      throw toUnavailable(error)
    }
  }

  const find = ({ projectId, id }: ById): SessionRecord | null => {
    const row = database.row<JoinedSessionRow>(`${selectSession} WHERE s.id = ? AND s.projectId = ?`, id, projectId)
    return row === undefined ? null : fromSessionRow(row)
  }

  /** Removes the session first: what hangs on it goes by its foreign keys. */
  const remove = ({ projectId, id }: ById): boolean => {
    sessions.forget(id)
    if (database.run('DELETE FROM session WHERE id = ? AND projectId = ?', id, projectId) === 0) return false
    database.run('DELETE FROM rule WHERE sessionId = ? AND projectId = ?', id, projectId)
    return true
  }

  return {
    loadSession: (query) =>
      read(() => {
        const record = find(query)
        return record === null ? null : { record, ...openWork(database, record.id) }
      }),
    getSession: (query) => read(() => find(query)),
    listSessions: async (query) => {
      if (query.filter.text !== undefined) await indexer.catchUp()
      return read(() => listSessions(database, query))
    },
    listChildren: ({ projectId, id }) =>
      read(() => {
        const sql = `${selectSession} WHERE s.parentId = ? AND s.projectId = ? ORDER BY s.createdAt, s.id`
        return database.rows<JoinedSessionRow>(sql, id, projectId).map(fromSessionRow)
      }),
    findUnfinished: () =>
      read(() => {
        const rows = database.rows<{ projectId: string; sessionId: string; executing: number }>(unfinishedSessions)
        return rows.map((row) => ({ ...row, executing: Boolean(row.executing) }))
      }),
    sessionOfTag: ({ projectId, tag }) =>
      read(() => {
        const sql = 'SELECT sessionId FROM tag WHERE projectId = ? AND tag = ?'
        return database.row<{ sessionId: string }>(sql, projectId, tag)?.sessionId ?? null
      }),
    sessionOfAgentSession: ({ projectId, agentId, agentSessionId }) =>
      read(() => {
        const sql = `SELECT s.id FROM session s JOIN session_detail d ON d.sessionId = s.id
          WHERE d.agentSessionId = ? AND s.agentId = ? AND s.projectId = ? ORDER BY s.id LIMIT 1`
        return database.row<{ id: string }>(sql, agentSessionId, agentId, projectId)?.id ?? null
      }),
    deleteSession: (query) =>
      read(() => database.transaction(() => removeWithContents(database, query, () => remove(query)))),
  }
}

/** What of a session is under way or waits for somebody. */
const openWork = (database: SqliteDatabase, sessionId: string): Omit<StoredSession, 'record'> => {
  const rows = <Row>(rest: string): Row[] => database.rows<Row>(`SELECT * FROM ${rest}`, sessionId)
  return {
    runs: rows<Parameters<typeof fromRunRow>[0]>(
      "run WHERE sessionId = ? AND status IN ('queued', 'running') ORDER BY queueOrder, id",
    ).map(fromRunRow),
    permissions: rows<Parameters<typeof fromPermissionRow>[0]>(
      "permission WHERE sessionId = ? AND status = 'pending' ORDER BY createdAt, id",
    ).map(fromPermissionRow),
    questions: rows<Parameters<typeof fromQuestionRow>[0]>(
      "question WHERE sessionId = ? AND status = 'pending' ORDER BY createdAt, id",
    ).map(fromQuestionRow),
    toolCalls: rows<Parameters<typeof fromToolCallRow>[0]>(
      "tool_call WHERE sessionId = ? AND status IN ('called', 'started', 'in_doubt') ORDER BY seq",
    ).map(fromToolCallRow),
  }
}

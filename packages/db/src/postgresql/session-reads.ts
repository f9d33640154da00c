import type { SessionRecord } from '@sojourn/core/ports/records'
import type { ById, SessionReads, UnfinishedSession } from '@sojourn/core/ports/session-store'
import { fromToolCallRow } from '../rows/ledger-row.ts'
import { fromPermissionRow, fromQuestionRow } from '../rows/request-row.ts'
import { fromRunRow } from '../rows/run-row.ts'
import { fromSessionRow, type JoinedSessionRow } from '../rows/session-row.ts'
import type { WrittenSessions } from '../rows/written-sessions.ts'
import type { SearchIndexer } from '../search/search-indexer.ts'
import { removeWithContents } from './attachment-store.ts'
import { answered, type PostgresqlDatabase, type Statements } from './postgresql-database.ts'
import { listSessions } from './session-list.ts'
import { fromSessions, selectSession, sessionColumns } from './session-select.ts'

const unfinishedSessions = `SELECT "projectId", id AS "sessionId",
    state IN ('running', 'interrupting') OR "activeRunId" IS NOT NULL AS executing
  FROM session WHERE unfinished ORDER BY "projectId", listing, "lastActivityAt", id`

const rowsAs = (name: string, { table, where, order }: { table: string; where: string; order: string }): string =>
  `(SELECT coalesce(json_agg(w ORDER BY ${order}), '[]') FROM ${table} w WHERE w."sessionId" = s.id AND ${where}) AS "${name}"`

const pending = { where: "w.status = 'pending'", order: 'w."createdAt", w.id' }

/** A session with what is under way or waits for somebody, in one statement: all of it is of one moment. */
const loadSession = `SELECT ${sessionColumns},
  ${rowsAs('runs', { table: 'run', where: "w.status IN ('queued', 'running')", order: 'w."queueOrder", w.id' })},
  ${rowsAs('permissions', { table: 'permission', ...pending })},
  ${rowsAs('questions', { table: 'question', ...pending })},
  ${rowsAs('toolCalls', { table: 'tool_call', where: "w.status IN ('called', 'started', 'in_doubt')", order: 'w.seq' })}
  ${fromSessions} WHERE s.id = $1 AND s."projectId" = $2`

interface LoadedRow extends JoinedSessionRow {
  runs: Parameters<typeof fromRunRow>[0][]
  permissions: Parameters<typeof fromPermissionRow>[0][]
  questions: Parameters<typeof fromQuestionRow>[0][]
  toolCalls: Parameters<typeof fromToolCallRow>[0][]
}

/** The session first: what hangs on it goes by its foreign keys. */
const deleteWhere = (condition: string): string => `WITH
  gone AS (DELETE FROM session WHERE id = $1 AND "projectId" = $2 AND ${condition} RETURNING id),
  rules AS (DELETE FROM rule WHERE "sessionId" IN (SELECT id FROM gone) AND "projectId" = $2)
  SELECT id FROM gone`

const deleteSession = deleteWhere('TRUE')
const deleteWithoutContents = deleteWhere('NOT EXISTS (SELECT 1 FROM session_attachment WHERE "sessionId" = $1)')

/** Sessions, each answer in one statement, so that a session's row, tags and open work are of the same moment. */
export const sessionReads = (
  database: PostgresqlDatabase,
  written: WrittenSessions,
  indexer: SearchIndexer,
): SessionReads => {
  const find = async ({ projectId, id }: ById): Promise<SessionRecord | null> => {
    const sql = `${selectSession} WHERE s.id = $1 AND s."projectId" = $2`
    const [row] = await database.rows<JoinedSessionRow>(sql, id, projectId)
    return row === undefined ? null : fromSessionRow(row)
  }

  return {
    loadSession: ({ projectId, id }) =>
      answered(async () => {
        const [loaded] = await database.rows<LoadedRow>(loadSession, id, projectId)
        if (loaded === undefined) return null
        const { runs, permissions, questions, toolCalls, ...row } = loaded
        return {
          record: fromSessionRow(row),
          runs: runs.map(fromRunRow),
          permissions: permissions.map(fromPermissionRow),
          questions: questions.map(fromQuestionRow),
          toolCalls: toolCalls.map(fromToolCallRow),
        }
      }),
    getSession: (query) => answered(() => find(query)),
    listSessions: (query) =>
      answered(async () => {
        if (query.filter.text !== undefined) await indexer.catchUp()
        return listSessions(database, query)
      }),
    listChildren: ({ projectId, id }) =>
      answered(async () => {
        const sql = `${selectSession} WHERE s."parentId" = $1 AND s."projectId" = $2 ORDER BY s."createdAt", s.id`
        return (await database.rows<JoinedSessionRow>(sql, id, projectId)).map(fromSessionRow)
      }),
    findUnfinished: () => answered(() => database.rows<UnfinishedSession>(unfinishedSessions)),
    sessionOfTag: ({ projectId, tag }) =>
      answered(async () => {
        const sql = 'SELECT "sessionId" FROM tag WHERE "projectId" = $1 AND tag = $2'
        const [row] = await database.rows<{ sessionId: string }>(sql, projectId, tag)
        return row?.sessionId ?? null
      }),
    sessionOfAgentSession: ({ projectId, agentId, agentSessionId }) =>
      answered(async () => {
        const sql = `SELECT s.id FROM session s JOIN session_detail d ON d."sessionId" = s.id
          WHERE d."agentSessionId" = $1 AND s."agentId" = $2 AND s."projectId" = $3 ORDER BY s.id LIMIT 1`
        const [row] = await database.rows<{ id: string }>(sql, agentSessionId, agentId, projectId)
        return row?.id ?? null
      }),
    deleteSession: ({ projectId, id }) =>
      answered(async () => {
        written.forget(id)
        if ((await database.rows(deleteWithoutContents, id, projectId)).length > 0) return true
        const remove = async (statements: Statements) =>
          (await statements.rows(deleteSession, id, projectId)).length > 0
        return removeWithContents(database, { projectId, id }, remove)
      }),
  }
}

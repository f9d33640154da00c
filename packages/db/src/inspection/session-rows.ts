import type { SessionEvent } from '@sojourn/contract/event'
import type { FoldedLog } from '@sojourn/core/session/fold-log'
import { appendRequest } from '@sojourn/core/session/working-copy'
import { toDetailRow, toIdentityRow, toStateRow } from '../rows/session-row.ts'
import { workRows } from '../rows/work-rows.ts'
import { selectEvents } from '../sql/event-columns.ts'
import type { SqlSession } from './database.ts'
import { linkTable } from './inspect-attachments.ts'

export type AnyRow = Readonly<Record<string, unknown>>

/** The rows of one table that belong to a session, and which columns tell them apart. */
export interface TableRows {
  table: string
  key: readonly string[]
  rows: readonly AnyRow[]
}

/** Kept beyond their session and shared by copies of it. */
const usageTable = 'usage_entry'

/** What the log says the tables hold, usage entries last: everything about a session but its log, tags and cursors. */
export const expectedRows = ({ state, changes }: FoldedLog): TableRows[] => {
  const { record } = state
  const request = appendRequest('create', { state, changes, events: [] })
  const labels = [...new Set(record.labels)].map((label) => ({ sessionId: record.id, label }))
  return [
    { table: 'session', key: ['id'], rows: [{ id: record.id, ...toIdentityRow(record), ...toStateRow(record) }] },
    { table: 'session_detail', key: ['sessionId'], rows: [toDetailRow(record)] },
    { table: 'session_label', key: ['sessionId', 'label'], rows: labels },
    ...workRows.map(({ table, key, rowsOf }) => ({ table, key, rows: rowsOf(request) as AnyRow[] })),
  ]
}

/** The rows that are stored, of the same tables. */
export const storedRows = async (
  database: SqlSession,
  { sessionId, projectId }: { sessionId: string; projectId: string },
  expected: readonly TableRows[],
): Promise<TableRows[]> => {
  const stored: TableRows[] = []
  for (const { table, key, rows } of expected) {
    const select = `SELECT * FROM "${table}" WHERE`
    const found: AnyRow[] =
      table === usageTable
        ? await usageRows(database, projectId, rows)
        : await database.rows(`${select} "${table === 'session' ? 'id' : 'sessionId'}" = ?${ofLog(table)}`, sessionId)
    stored.push({ table, key, rows: found })
  }
  return stored
}

/** What was only uploaded is in no log yet. */
const ofLog = (table: string): string => (table === linkTable ? ' AND seq IS NOT NULL' : '')

/** By the events that they were made from: an entry may have come from another session with the same events. */
const usageRows = async (database: SqlSession, projectId: string, expected: readonly AnyRow[]): Promise<AnyRow[]> => {
  const found: AnyRow[] = []
  const sql = `SELECT * FROM ${usageTable} WHERE "projectId" = ? AND "eventId" = ?`
  for (const { eventId } of expected) found.push(...(await database.rows<AnyRow>(sql, projectId, eventId)))
  return found
}

/** [F1] The checkpoint that a fork has taken along: the only one that no event of its log has saved. */
export const inheritedCheckpoint = async (
  database: SqlSession,
  sessionId: string,
  events: readonly SessionEvent[],
): Promise<string | null> => {
  const saved = new Set(events.map((event) => (event.type === 'checkpoint.saved' ? event.data.checkpointId : '')))
  const rows = await database.rows<{ id: string }>('SELECT id FROM checkpoint WHERE "sessionId" = ?', sessionId)
  return rows.find(({ id }) => !saved.has(id))?.id ?? null
}

type EventRow = { [Column in 'seq' | 'v']: number } & {
  [Column in 'id' | 'ts' | 'type' | 'source' | 'data']: string
} & { runId: string | null; raw: string | null }

export interface ReadLog {
  events: SessionEvent[]
  /** Seqs of events whose JSON cannot be read. */
  unreadable: number[]
}

/** The whole log. */
export const readLog = async (database: SqlSession, sessionId: string): Promise<ReadLog> => {
  const rows = await database.rows<EventRow>(`${selectEvents} WHERE "sessionId" = ? ORDER BY seq`, sessionId)
  const log: ReadLog = { events: [], unreadable: [] }
  for (const row of rows) {
    try {
      log.events.push(toEvent(sessionId, row))
    } catch {
      log.unreadable.push(row.seq)
    }
  }
  return log
}

const toEvent = (sessionId: string, { data, raw, runId, ...row }: EventRow): SessionEvent =>
  ({
    ...row,
    sessionId,
    ...(runId !== null && { runId }),
    data: JSON.parse(data) as unknown,
    ...(raw !== null && { raw: JSON.parse(raw) as unknown }),
  }) as SessionEvent

import type { SessionEvent } from '@sojourn/contract/event'
import type { AppendRequest, AppendResult, EventLog, SessionPast } from '@sojourn/core/ports/session-store'
import { baseSeqOf, isContiguous } from '@sojourn/core/store/append-fence'
import { searchableTypes } from '@sojourn/core/store/searchable-text'
import { backlogOf } from '../search/index-changes.ts'
import type { SearchIndexer } from '../search/search-indexer.ts'
import {
  copiedColumns,
  type EventColumns,
  loggedEvents,
  refusalOf,
  replayQuery,
  selectEvents,
} from '../sql/event-columns.ts'
import { toUnavailable } from '../unavailable.ts'
import { openWorkWriter } from './open-work-writer.ts'
import { noteToIndex } from './search-index.ts'
import type { SessionWriter } from './session-writer.ts'
import { isConstraintError, type SqliteDatabase } from './sqlite-database.ts'
import { sqliteDialect } from './sqlite-dialect.ts'

const insertEvent = `INSERT INTO event (sessionId, seq, id, ts, type, v, runId, source, data, raw)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

/**
 * Append and replay on SQLite (docs/decisions/0004): one transaction per flush, one compiled statement per kind of row.
 */
export const eventLog = (database: SqliteDatabase, sessions: SessionWriter, indexer: SearchIndexer): EventLog => {
  const writeOpenWork = openWorkWriter(database)

  const storeOne = (request: AppendRequest): AppendResult => {
    const { record, past } = request
    if (!isContiguous(request) || (past && !hasPast(database, past))) return findRefusal(database, request)
    const isIn = request.kind === 'create' ? sessions.insert(record) : sessions.update(record, baseSeqOf(request))
    if (!isIn) return findRefusal(database, request)
    if (past) copyPast(database, record.id, past)
    const insert = database.statement(insertEvent)
    for (const event of request.events) insert.run(...toColumns(record.id, event))
    writeOpenWork(request)
    for (const { sessionId, seq } of backlogOf(request)) database.run(noteToIndex, sessionId, seq)
    return { status: 'stored' }
  }

  /** For when a row was refused that the fence had let through: finds out whose it was. */
  const storeOneByOne = (request: AppendRequest): AppendResult => {
    try {
      return database.transaction(() => storeOne(request))
    } catch (error) {
      if (isConstraintError(error)) return { status: 'conflict' }
      throw error
    }
  }

  const storeAll = (requests: readonly AppendRequest[]): AppendResult[] => {
    try {
      return database.transaction(() => requests.map(storeOne))
    } catch (error) {
      if (!isConstraintError(error)) throw error
      return database.transaction(() => requests.map(storeOneByOne))
    }
  }

  return {
    async append(requests) {
      try {
        const results = storeAll(requests)
        for (const [index, request] of requests.entries()) {
          if (results[index]?.status === 'stored') sessions.remember(request.record)
        }
        indexer.noteNews()
        return results
      } catch (error) {
        throw toUnavailable(error)
      }
    },

    async readEvents(query) {
      try {
        const { sql, values } = replayQuery(query, sqliteDialect)
        const rows = database
          .statement(sql)
          .raw()
          .all(...values) as EventColumns[]
        return loggedEvents(query, rows)
      } catch (error) {
        throw toUnavailable(error)
      }
    },
  }
}

/** Logs have no holes: the last event of a past is there when all of it is. */
const hasPast = (database: SqliteDatabase, { sessionId, uptoSeq }: SessionPast): boolean =>
  database.row('SELECT 1 FROM event WHERE sessionId = ? AND seq = ?', sessionId, uptoSeq) !== undefined

const copyPast = (database: SqliteDatabase, id: string, { sessionId, uptoSeq }: SessionPast): void => {
  database.run(
    `INSERT INTO event (sessionId, seq, ${copiedColumns})
      SELECT ?, seq, ${copiedColumns} FROM event WHERE sessionId = ? AND seq <= ? ORDER BY seq`,
    ...[id, sessionId, uptoSeq],
  )
  database.run(
    `INSERT INTO search_backlog (sessionId, seq) SELECT sessionId, seq FROM event
      WHERE sessionId = ? AND type IN (SELECT value FROM json_each(?)) ORDER BY seq`,
    id,
    JSON.stringify(searchableTypes),
  )
}

/** Finds out why a request was not stored. */
const findRefusal = (database: SqliteDatabase, request: AppendRequest): AppendResult => {
  const { id, lastSeq } = request.record
  const session = database.row<{ projectId: string }>('SELECT projectId FROM session WHERE id = ?', id)
  if (session === undefined) return refusalOf(request, undefined)
  const events = database
    .statement(`${selectEvents} WHERE sessionId = ? AND seq > ? AND seq <= ? ORDER BY seq`)
    .raw()
    .all(id, baseSeqOf(request), lastSeq) as EventColumns[]
  return refusalOf(request, { ...session, events })
}

const toColumns = (sessionId: string, event: SessionEvent): unknown[] => [
  sessionId,
  event.seq,
  event.id,
  event.ts,
  event.type,
  event.v,
  event.runId ?? null,
  event.source,
  JSON.stringify(event.data),
  event.raw === undefined ? null : JSON.stringify(event.raw),
]

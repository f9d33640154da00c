import type { SessionEvent } from '@sojourn/contract/event'
import { LoggedEvent } from '@sojourn/core/events/logged-event'
import type { AppendRequest, AppendResult, EventLog, ReadEventsQuery } from '@sojourn/core/ports/session-store'
import { baseSeqOf, isContiguous, isRepetition } from '@sojourn/core/store/append-fence'
import { toUnavailable } from '../unavailable.ts'
import { openWorkWriter } from './open-work-writer.ts'
import type { SessionWriter } from './session-writer.ts'
import { isConstraintError, type SqliteDatabase } from './sqlite-database.ts'

const insertEvent = `INSERT INTO event (sessionId, seq, id, ts, type, v, runId, source, data, raw)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const selectEvents = 'SELECT seq, id, ts, type, v, runId, source, data, raw FROM event'

/** The columns of `selectEvents`, in order. */
type EventColumns = [
  seq: number,
  id: string,
  ts: string,
  type: string,
  v: number,
  runId: string | null,
  source: string,
  data: string,
  raw: string | null,
]

/**
 * Append and replay on SQLite (docs/decisions/0004): one transaction per flush, one compiled statement per kind of row.
 */
export const eventLog = (database: SqliteDatabase, sessions: SessionWriter): EventLog => {
  const writeOpenWork = openWorkWriter(database)

  const storeOne = (request: AppendRequest): AppendResult => {
    const { record } = request
    if (!isContiguous(request)) return refusalOf(database, request)
    const isIn = request.kind === 'create' ? sessions.insert(record) : sessions.update(record, baseSeqOf(request))
    if (!isIn) return refusalOf(database, request)
    const insert = database.statement(insertEvent)
    for (const event of request.events) insert.run(...toColumns(record.id, event))
    writeOpenWork(request)
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
        return results
      } catch (error) {
        throw toUnavailable(error)
      }
    },

    async readEvents(query) {
      try {
        const { sql, values } = replayQuery(query)
        const rows = database
          .statement(sql)
          .raw()
          .all(...values) as EventColumns[]
        const toEnvelope = envelopeWriter(query.sessionId)
        return rows.map((row) => LoggedEvent.fromJson(row[0], row[3], toEnvelope(row)))
      } catch (error) {
        throw toUnavailable(error)
      }
    },
  }
}

/** Why a request that was not stored cannot be; sessions of other projects read as unknown ([X1]). */
const refusalOf = (database: SqliteDatabase, request: AppendRequest): AppendResult => {
  const { id, projectId, lastSeq } = request.record
  const isNew = request.kind === 'create'
  const session = database.row<{ projectId: string }>('SELECT projectId FROM session WHERE id = ?', id)
  if (session === undefined) return { status: isNew ? 'conflict' : 'missing' }
  if (session.projectId !== projectId) return { status: isNew ? 'exists' : 'missing' }
  const stored = database
    .statement(`${selectEvents} WHERE sessionId = ? AND seq > ? AND seq <= ? ORDER BY seq`)
    .raw()
    .all(id, baseSeqOf(request), lastSeq) as EventColumns[]
  const isRepeated = isRepetition(
    request,
    stored.map(([, eventId]) => eventId),
  )
  if (!isRepeated) return { status: isNew ? 'exists' : 'conflict' }
  const toEnvelope = envelopeWriter(id)
  return { status: 'duplicate', events: stored.map((row) => JSON.parse(toEnvelope(row)) as SessionEvent) }
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

/**
 * Writes envelopes of one session as JSON, equal byte by byte to `JSON.stringify` of the events as they went in, whose
 * keys are in this order. Words that come again and again are quoted once.
 */
const envelopeWriter = (sessionId: string): ((columns: EventColumns) => string) => {
  const session = JSON.stringify(sessionId)
  const words = new Map<string, string>()
  const quoteWord = (word: string): string => {
    const known = words.get(word)
    if (known !== undefined) return known
    const quoted = JSON.stringify(word)
    words.set(word, quoted)
    return quoted
  }
  return ([seq, id, ts, type, v, runId, source, data, raw]) => {
    const run = runId === null ? '' : `"runId":${quoteWord(runId)},`
    const rest = raw === null ? '' : `,"raw":${raw}`
    return `{"id":${JSON.stringify(id)},"sessionId":${session},"seq":${seq},"ts":${quoteWord(ts)},"type":${quoteWord(type)},"v":${v},${run}"source":${quoteWord(source)},"data":${data}${rest}}`
  }
}

/** One of 32 statements, after what the query asks for. */
const replayQuery = (query: ReadEventsQuery): { sql: string; values: unknown[] } => {
  const conditions = ['sessionId = ?', 'seq > ?']
  const values: unknown[] = [query.sessionId, query.afterSeq]
  const add = (condition: string, value: unknown): void => {
    conditions.push(condition)
    values.push(value)
  }
  if (query.uptoSeq !== undefined) add('seq <= ?', query.uptoSeq)
  if (query.afterTime !== undefined) add('ts > ?', query.afterTime)
  if (query.types !== undefined) add('type IN (SELECT value FROM json_each(?))', JSON.stringify(query.types))
  if (query.runId !== undefined) add('runId = ?', query.runId)
  if (query.withoutDeltasExcept !== undefined) {
    const kept = "data ->> '$.blockId' IN (SELECT value FROM json_each(?))"
    add(`(type <> 'block.delta' OR ${kept})`, JSON.stringify(query.withoutDeltasExcept))
  }
  const sql = `${selectEvents} WHERE ${conditions.join(' AND ')} ORDER BY seq LIMIT ?`
  return { sql, values: [...values, query.limit] }
}

import type { SessionEvent } from '@sojourn/contract/event'
import { LoggedEvent } from '@sojourn/core/events/logged-event'
import type { AppendRequest, AppendResult, ReadEventsQuery } from '@sojourn/core/ports/session-store'
import { isContiguous, isRepetition } from '@sojourn/core/store/append-fence'
import { allOf, type Fragment, type SqlDialect } from './sql-dialect.ts'

export const selectEvents = 'SELECT seq, id, ts, type, v, "runId", source, data, raw FROM event'

/** What a copied event keeps, beside its seq. */
export const copiedColumns = 'id, ts, type, v, "runId", source, data, raw'

/** The columns of `selectEvents`, in order. */
export type EventColumns = [
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

/** The greatest number that PostgreSQL compares a seq with: a greater one is an error there, and means the same. */
const greatestSeq = 2 ** 31 - 1

const seqWithin = (seq: number): number => Math.min(seq, greatestSeq)

/** One of 64 statements, after what the query asks for. */
export const replayQuery = (query: ReadEventsQuery, dialect: SqlDialect): Fragment => {
  const conditions: Fragment[] = [
    { sql: '"sessionId" = ? AND seq > ?', values: [query.sessionId, seqWithin(query.afterSeq)] },
  ]
  const add = (sql: string, value: unknown): void => void conditions.push({ sql, values: [value] })
  if (query.uptoSeq !== undefined) add('seq <= ?', seqWithin(query.uptoSeq))
  if (query.afterTime !== undefined) add('ts > ?', query.afterTime)
  if (query.types !== undefined) add(`type ${dialect.isOneOf}`, dialect.toList(query.types))
  if (query.runId !== undefined) add('"runId" = ?', query.runId)
  if (query.withoutDeltasExcept !== undefined) {
    const { sql, values } = dialect.isOfBlock(query.withoutDeltasExcept)
    conditions.push({ sql: `(type <> 'block.delta' OR ${sql})`, values })
  }
  const { sql, values } = allOf(conditions)
  const order = query.fromEnd ? 'seq DESC' : 'seq'
  return { sql: `${selectEvents} WHERE ${sql} ORDER BY ${order} LIMIT ?`, values: [...values, query.limit] }
}

/** What `replayQuery` found, in seq order. */
export const loggedEvents = (query: ReadEventsQuery, rows: readonly EventColumns[]): LoggedEvent[] => {
  const toEnvelope = envelopeWriter(query.sessionId)
  const events = rows.map((row) => LoggedEvent.fromJson(row[0], row[3], toEnvelope(row)))
  return query.fromEnd ? events.reverse() : events
}

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

/** What is stored where a refused request wanted to go. */
export interface StoredInstead {
  projectId: string
  /** The events at the request's seqs. */
  events: readonly EventColumns[]
}

/** Why a request that was not stored cannot be; sessions of other projects read as unknown ([X1]). */
export const refusalOf = (request: AppendRequest, stored: StoredInstead | undefined): AppendResult => {
  const isNew = request.kind === 'create'
  if (stored === undefined)
    return { status: isNew && !(request.past && isContiguous(request)) ? 'conflict' : 'missing' }
  if (stored.projectId !== request.record.projectId) return { status: isNew ? 'exists' : 'missing' }
  const ids = stored.events.map(([, eventId]) => eventId)
  if (!isRepetition(request, ids)) return { status: isNew ? 'exists' : 'conflict' }
  const toEnvelope = envelopeWriter(request.record.id)
  return { status: 'duplicate', events: stored.events.map((row) => JSON.parse(toEnvelope(row)) as SessionEvent) }
}

import type { AppendRequest, AppendResult, EventLog } from '@sojourn/core/ports/session-store'
import { baseSeqOf, isContiguous } from '@sojourn/core/store/append-fence'
import type { WrittenSessions } from '../rows/written-sessions.ts'
import type { SearchIndexer } from '../search/search-indexer.ts'
import { type EventColumns, loggedEvents, refusalOf, replayQuery, selectEvents } from '../sql/event-columns.ts'
import { flushStatement } from './flush-statement.ts'
import { answered, isRefusal, type PostgresqlDatabase, type Statements } from './postgresql-database.ts'
import { numbered, postgresqlDialect } from './postgresql-dialect.ts'
import { writeSharedRows, writesSharedRows } from './shared-rows.ts'

const eventsBetween = `${selectEvents} WHERE "sessionId" = $1 AND seq > $2 AND seq <= $3 ORDER BY seq`

/** Append and replay on PostgreSQL (docs/decisions/0010): a flush is one statement, and so one transaction. */
export const eventLog = (database: PostgresqlDatabase, written: WrittenSessions, indexer: SearchIndexer): EventLog => {
  /** Stores what the fence lets through; answers with those sessions' ids. */
  const store = async (statements: Statements, requests: readonly AppendRequest[]): Promise<Set<string>> => {
    const { sql, values } = flushStatement(requests, written)
    const rows = await statements.rows<{ id: string }>(sql, ...values)
    const stored = new Set(rows.map(({ id }) => id))
    const sharing = requests.filter((request) => stored.has(request.record.id) && writesSharedRows(request))
    if (sharing.length > 0) await writeSharedRows(statements, sharing)
    return stored
  }

  /** For when a row was refused that the fence had let through: finds out whose it was. */
  const storeOneByOne = async (statements: Statements, requests: readonly AppendRequest[]): Promise<Set<string>> => {
    const stored = new Set<string>()
    for (const request of requests) {
      await statements.rows('SAVEPOINT request')
      try {
        for (const id of await store(statements, [request])) stored.add(id)
      } catch (error) {
        if (!isRefusal(error)) throw error
        await statements.rows('ROLLBACK TO SAVEPOINT request')
      }
    }
    return stored
  }

  const storeAll = async (requests: readonly AppendRequest[]): Promise<Set<string>> => {
    if (requests.length === 0) return new Set()
    try {
      if (!requests.some(writesSharedRows)) return await store(database, requests)
      return await database.transaction((statements) => store(statements, requests))
    } catch (error) {
      if (!isRefusal(error)) throw error
      return database.transaction((statements) => storeOneByOne(statements, requests))
    }
  }

  const findRefusal = async (request: AppendRequest): Promise<AppendResult> => {
    const { id, lastSeq } = request.record
    written.forget(id)
    const [session] = await database.rows<{ projectId: string }>('SELECT "projectId" FROM session WHERE id = $1', id)
    if (session === undefined) return refusalOf(request, undefined)
    const events = await database.lists<EventColumns>(eventsBetween, id, baseSeqOf(request), lastSeq)
    return refusalOf(request, { ...session, events })
  }

  return {
    append: (requests) =>
      answered(async () => {
        const stored = await storeAll(requests.filter(isContiguous))
        const results: AppendResult[] = []
        for (const request of requests) {
          const isStored = stored.has(request.record.id)
          if (isStored) written.remember(request.record)
          results.push(isStored ? { status: 'stored' } : await findRefusal(request))
        }
        indexer.noteNews()
        return results
      }),

    readEvents: (query) =>
      answered(async () => {
        const { sql, values } = replayQuery(query, postgresqlDialect)
        const rows = await database.lists<EventColumns>(numbered(sql), ...values)
        return loggedEvents(query, rows)
      }),
  }
}

import type { Page } from '@sojourn/contract/page'
import type { SessionRecord } from '@sojourn/core/ports/records'
import type { SessionQuery } from '@sojourn/core/ports/session-store'
import { decodeCursor, listOrders, toPage } from '@sojourn/core/store/keyset-page'
import { listingsFor } from '@sojourn/core/store/session-listing'
import { fromSessionRow, type JoinedSessionRow } from '../rows/session-row.ts'
import { fewSessions, filterConditions, namingFilters } from '../sql/session-filter.ts'
import { allOf, type Fragment } from '../sql/sql-dialect.ts'
import { selectSession } from './session-select.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { sqliteDialect } from './sqlite-dialect.ts'

interface Found {
  id: string
  lastActivityAt: string
}

const byActivity = {
  order: listOrders.sessions,
  keyOf: (record: SessionRecord) => [record.lastActivityAt, record.id],
}

/**
 * A page of sessions, newest activity first ([S11]). Cost does not grow with the number of sessions: a filter that only
 * few sessions pass (a tag, a parent, a rare label or word) names them by its index; otherwise the list is walked from
 * the top, and the filters are checked within its index.
 */
export const listSessions = (database: SqliteDatabase, query: SessionQuery): Page<SessionRecord> => {
  const after = decodeCursor(listOrders.sessions, query.cursor)
  const conditions = filterConditions(query.filter, sqliteDialect)
  if (after !== null) conditions.push({ sql: '(s.lastActivityAt, s.id) < (?, ?)', values: after })
  const search: Search = { query, conditions, limit: query.limit + 1 }
  const few = namedByFilter(database, query)
  const found = few === null ? walkList(database, search) : pickFrom(database, few, search)
  return toPage(readSessions(database, found), query.limit, byActivity)
}

interface Search {
  query: SessionQuery
  conditions: readonly Fragment[]
  limit: number
}

const newestFirst = 'ORDER BY s.lastActivityAt DESC, s.id DESC LIMIT ?'

/** Walks the index of the list, each listing from its top, and merges what was found. */
const walkList = (database: SqliteDatabase, { query, conditions, limit }: Search): Found[] => {
  const { sql, values } = allOf(conditions)
  const walk = `SELECT s.id, s.lastActivityAt FROM session s INDEXED BY session_list
    WHERE s.projectId = ? AND s.listing = ? AND ${sql} ${newestFirst}`
  return listingsFor(query.filter)
    .flatMap((listing) => database.rowsOnce<Found>(walk, query.projectId, listing, ...values, limit))
    .toSorted(compareFound)
    .slice(0, limit)
}

/** Checks the named sessions one by one. */
const pickFrom = (database: SqliteDatabase, ids: readonly string[], search: Search): Found[] => {
  const { query, conditions, limit } = search
  const { sql, values } = allOf(conditions)
  // CROSS JOIN keeps SQLite from turning the loops round.
  const pick = `SELECT s.id, s.lastActivityAt FROM json_each(?) named CROSS JOIN session s ON s.id = named.value
    WHERE s.projectId = ? AND s.listing IN (SELECT value FROM json_each(?)) AND ${sql} ${newestFirst}`
  const listings = JSON.stringify(listingsFor(query.filter))
  return database.rowsOnce<Found>(pick, JSON.stringify(ids), query.projectId, listings, ...values, limit)
}

const compareFound = (left: Found, right: Found): number => {
  const [leftKey, rightKey] = [left.lastActivityAt + left.id, right.lastActivityAt + right.id]
  return leftKey < rightKey ? 1 : -1
}

const readSessions = (database: SqliteDatabase, found: readonly Found[]): SessionRecord[] => {
  const ids = JSON.stringify(found.map((session) => session.id))
  const sql = `${selectSession} WHERE s.id IN (SELECT value FROM json_each(?))`
  const rows = database.rows<JoinedSessionRow>(sql, ids).map(fromSessionRow)
  return rows.toSorted(compareFound)
}

/** Ids that one filter alone leaves over, when they are few; they need not belong to the project. */
const namedByFilter = (database: SqliteDatabase, { projectId, filter }: SessionQuery): string[] | null => {
  for (const { sql, values } of namingFilters(projectId, filter, sqliteDialect)) {
    const rows = database.rows<{ id: string }>(`${sql} LIMIT ?`, ...values, fewSessions + 1)
    if (rows.length <= fewSessions) return rows.map((row) => row.id)
  }
  return null
}

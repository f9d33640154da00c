import type { Page } from '@sojourn/contract/page'
import type { SessionRecord } from '@sojourn/core/ports/records'
import type { SessionQuery } from '@sojourn/core/ports/session-store'
import { decodeCursor, listOrders, toPage } from '@sojourn/core/store/keyset-page'
import { listingsFor } from '@sojourn/core/store/session-listing'
import { fromSessionRow, type JoinedSessionRow } from '../rows/session-row.ts'
import { fewSessions, filterConditions, glanceSize, namingFilters, textSearch } from '../sql/session-filter.ts'
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
 * few sessions pass (a tag, a parent, a rare label) names them by its index; otherwise the list is walked from the top,
 * and the filters are checked within its index. Words are looked for in the newest sessions first, and then in the
 * index of words: what many sessions say is found at once, what few say is few.
 */
export const listSessions = (database: SqliteDatabase, query: SessionQuery): Page<SessionRecord> => {
  const after = decodeCursor(listOrders.sessions, query.cursor)
  const conditions = filterConditions(query.filter)
  if (after !== null) conditions.push({ sql: '(s.lastActivityAt, s.id) < (?, ?)', values: after })
  const found = findSessions(database, { query, conditions, limit: query.limit + 1 })
  return toPage(readSessions(database, found), query.limit, byActivity)
}

interface Search {
  query: SessionQuery
  conditions: readonly Fragment[]
  limit: number
}

const findSessions = (database: SqliteDatabase, search: Search): Found[] => {
  const text = textSearch(search.query.filter, sqliteDialect)
  if (text === 'nothing') return []
  const few = firstFew(database, namingFilters(search.query.projectId, search.query.filter))
  if (text === null) return few === null ? walkList(database, search) : pickFrom(database, listed(few), search)
  const conditions = [...search.conditions, ...text.conditions]
  if (few !== null) return pickFrom(database, listed(few), { ...search, conditions })
  const newest = walkList(database, { ...search, limit: glanceSize }).map(({ id }) => id)
  const seen = pickFrom(database, listed(newest), { ...search, conditions })
  if (seen.length === search.limit || newest.length < glanceSize) return seen
  const rare = text.byWord.length > 1 ? firstFew(database, text.byWord) : null
  if (rare !== null) return pickFrom(database, listed(rare), { ...search, conditions })
  return pickFrom(database, text.byAll, search)
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

const listed = (ids: readonly string[]): Fragment => ({
  sql: 'SELECT value AS id FROM json_each(?)',
  values: [JSON.stringify(ids)],
})

/** Checks the named sessions one by one. */
const pickFrom = (database: SqliteDatabase, named: Fragment, search: Search): Found[] => {
  const { query, conditions, limit } = search
  const { sql, values } = allOf(conditions)
  // CROSS JOIN keeps SQLite from turning the loops round. A session may be named twice, when two of its texts match.
  const pick = `SELECT DISTINCT s.id, s.lastActivityAt FROM (${named.sql}) named CROSS JOIN session s ON s.id = named.id
    WHERE s.projectId = ? AND s.listing IN (SELECT value FROM json_each(?)) AND ${sql} ${newestFirst}`
  const listings = JSON.stringify(listingsFor(query.filter))
  return database.rowsOnce<Found>(pick, ...named.values, query.projectId, listings, ...values, limit)
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

/** The ids that the first of these names which names few; they need not belong to the project. */
const firstFew = (database: SqliteDatabase, named: readonly Fragment[]): string[] | null => {
  for (const { sql, values } of named) {
    const rows = database.rows<{ id: string }>(`${sql} LIMIT ?`, ...values, fewSessions + 1)
    if (rows.length <= fewSessions) return rows.map((row) => row.id)
  }
  return null
}

import type { Page } from '@sojourn/contract/page'
import type { SessionFilter } from '@sojourn/contract/session'
import type { SessionRecord } from '@sojourn/core/ports/records'
import type { SessionQuery } from '@sojourn/core/ports/session-store'
import { decodeCursor, listOrders, toPage } from '@sojourn/core/store/keyset-page'
import { foldCase, listingsFor } from '@sojourn/core/store/session-listing'
import { fromSessionRow, type JoinedSessionRow } from '../rows/session-row.ts'
import { selectSession } from './session-select.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

/** Up to this many sessions are looked at one by one; beyond it, walking the list finds a page sooner. */
const fewSessions = 1_000

/** A piece of SQL with the values of its placeholders. */
interface Fragment {
  sql: string
  values: readonly unknown[]
}

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
  const conditions = filterConditions(query.filter)
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
  for (const { sql, values } of namingFilters(projectId, filter)) {
    const rows = database.rows<{ id: string }>(`${sql} LIMIT ?`, ...values, fewSessions + 1)
    if (rows.length <= fewSessions) return rows.map((row) => row.id)
  }
  return null
}

/** What each filter that has an index of its own finds, most selective first. */
const namingFilters = (projectId: string, { tag, parentId, label, text }: SessionFilter): Fragment[] => {
  const named: Fragment[] = []
  if (tag !== undefined) {
    named.push({ sql: 'SELECT sessionId AS id FROM tag WHERE projectId = ? AND tag = ?', values: [projectId, tag] })
  }
  if (parentId !== undefined) named.push({ sql: 'SELECT id FROM session WHERE parentId = ?', values: [parentId] })
  if (label !== undefined) {
    named.push({ sql: 'SELECT sessionId AS id FROM session_label WHERE label = ?', values: [label] })
  }
  if (text !== undefined) {
    const sql = 'SELECT sessionId AS id FROM session_detail WHERE projectId = ? AND instr(searchText, ?) > 0'
    named.push({ sql, values: [projectId, foldCase(text)] })
  }
  return named
}

/** One condition for every filter that is given; `listing` is the callers' own. */
const filterConditions = (filter: SessionFilter): Fragment[] => {
  const given: [condition: string, value: string | undefined][] = [
    ['s.agentId = ?', filter.agentId],
    ['s.status = ?', filter.status],
    ['s.state = ?', filter.state],
    ['s.activity = ?', filter.activity],
    ['s.sessionType = ?', filter.type],
    ['s.parentId = ?', filter.parentId],
    ['s.createdAt > ?', filter.createdAfter],
    ['s.createdAt < ?', filter.createdBefore],
    ['s.lastActivityAt > ?', filter.activeAfter],
    ['s.lastActivityAt < ?', filter.activeBefore],
    ['EXISTS (SELECT 1 FROM tag t WHERE t.sessionId = s.id AND t.tag = ?)', filter.tag],
    ['EXISTS (SELECT 1 FROM session_label l WHERE l.sessionId = s.id AND l.label = ?)', filter.label],
    [
      'EXISTS (SELECT 1 FROM session_detail d WHERE d.sessionId = s.id AND instr(d.searchText, ?) > 0)',
      filter.text === undefined ? undefined : foldCase(filter.text),
    ],
  ]
  return given.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, values: [value] }]))
}

const allOf = (conditions: readonly Fragment[]): Fragment => ({
  sql: ['TRUE', ...conditions.map((condition) => condition.sql)].join(' AND '),
  values: conditions.flatMap((condition) => condition.values),
})

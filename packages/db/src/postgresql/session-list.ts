import type { Page } from '@sojourn/contract/page'
import type { SessionRecord } from '@sojourn/core/ports/records'
import type { SessionQuery } from '@sojourn/core/ports/session-store'
import { decodeCursor, listOrders, toPage } from '@sojourn/core/store/keyset-page'
import { listingsFor } from '@sojourn/core/store/session-listing'
import { fromSessionRow, type JoinedSessionRow } from '../rows/session-row.ts'
import { fewSessions, filterConditions, glanceSize, namingFilters, textSearch } from '../sql/session-filter.ts'
import { allOf, type Fragment } from '../sql/sql-dialect.ts'
import type { PostgresqlDatabase } from './postgresql-database.ts'
import { numbered, postgresqlDialect } from './postgresql-dialect.ts'
import { selectSession } from './session-select.ts'

const { isOneOf, toList } = postgresqlDialect

const byActivity = {
  order: listOrders.sessions,
  keyOf: (record: SessionRecord) => [record.lastActivityAt, record.id],
}

/**
 * A page of sessions, newest activity first ([S11]). Cost does not grow with the number of sessions: a filter that only
 * few sessions pass (a tag, a parent, a rare label) names them by its index; otherwise the list is walked from the top,
 * each listing in its index. Words are looked for in the newest sessions first, and then in the index of words: what
 * many sessions say is found at once, what few say is few.
 */
export const listSessions = async (database: PostgresqlDatabase, query: SessionQuery): Promise<Page<SessionRecord>> => {
  const after = decodeCursor(listOrders.sessions, query.cursor)
  const conditions = filterConditions(query.filter)
  if (after !== null) conditions.push({ sql: '(s."lastActivityAt", s.id) < (?, ?)', values: after })
  const found = await findSessions(database, { query, conditions, limit: query.limit + 1 })
  return toPage(found.map(fromSessionRow), query.limit, byActivity)
}

interface Search {
  query: SessionQuery
  conditions: readonly Fragment[]
  /** One more than the page has, so that one sees whether there is another page. */
  limit: number
}

const findSessions = async (database: PostgresqlDatabase, search: Search): Promise<JoinedSessionRow[]> => {
  const text = textSearch(search.query.filter, postgresqlDialect)
  if (text === 'nothing') return []
  const read = (found: Fragment) => readSessions(database, found)
  const few = await firstFew(database, namingFilters(search.query.projectId, search.query.filter))
  if (text === null) return read(few === null ? walkList(search) : pickFrom(listed(few), search))
  const withText = { ...search, conditions: [...search.conditions, ...text.conditions] }
  if (few !== null) return read(pickFrom(listed(few), withText))
  const { sql, values } = walkList({ ...search, limit: glanceSize })
  const newest = (await database.rowsOnce<{ id: string }>(numbered(sql), ...values)).map(({ id }) => id)
  const seen = await read(pickFrom(listed(newest), withText))
  if (seen.length === search.limit || newest.length < glanceSize) return seen
  const rare = text.byWord.length > 1 ? await firstFew(database, text.byWord) : null
  return read(rare === null ? pickFrom(text.byAll, search) : pickFrom(listed(rare), withText))
}

const readSessions = (database: PostgresqlDatabase, { sql, values }: Fragment): Promise<JoinedSessionRow[]> => {
  const page = `${selectSession} JOIN (${sql}) page ON page.id = s.id ORDER BY s."lastActivityAt" DESC, s.id DESC`
  return database.rowsOnce<JoinedSessionRow>(numbered(page), ...values)
}

const newestFirst = 'ORDER BY s."lastActivityAt" DESC, s.id DESC LIMIT ?'

/** Walks the index of the list, each listing from its top, and merges what was found. */
const walkList = ({ query, conditions, limit }: Search): Fragment => {
  const { sql, values } = allOf(conditions)
  return {
    sql: `SELECT s.id FROM json_array_elements_text(?::json) AS listings(listing) CROSS JOIN LATERAL (
        SELECT s.id, s."lastActivityAt" FROM session s
        WHERE s."projectId" = ? AND s.listing = listings.listing AND ${sql} ${newestFirst}
      ) s ${newestFirst}`,
    values: [toList(listingsFor(query.filter)), query.projectId, ...values, limit, limit],
  }
}

const listed = (ids: readonly string[]): Fragment => ({
  sql: 'SELECT json_array_elements_text(?::json) AS id',
  values: [toList(ids)],
})

/** Checks the named sessions one by one. MATERIALIZED keeps PostgreSQL from walking the list after all. */
const pickFrom = (named: Fragment, { query, conditions, limit }: Search): Fragment => {
  const { sql, values } = allOf(conditions)
  return {
    sql: `WITH named AS MATERIALIZED (
        SELECT * FROM session WHERE id = ANY (ARRAY(${named.sql}))
      ) SELECT s.id FROM named s
      WHERE s."projectId" = ? AND s.listing ${isOneOf} AND ${sql} ${newestFirst}`,
    values: [...named.values, query.projectId, toList(listingsFor(query.filter)), ...values, limit],
  }
}

/** The ids that the first of these names which names few; they need not belong to the project. */
const firstFew = async (database: PostgresqlDatabase, named: readonly Fragment[]): Promise<string[] | null> => {
  for (const { sql, values } of named) {
    const rows = await database.rows<{ id: string }>(numbered(`${sql} LIMIT ?`), ...values, fewSessions + 1)
    if (rows.length <= fewSessions) return rows.map(({ id }) => id)
  }
  return null
}

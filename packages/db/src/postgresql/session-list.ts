import type { Page } from '@sojourn/contract/page'
import type { SessionRecord } from '@sojourn/core/ports/records'
import type { SessionQuery } from '@sojourn/core/ports/session-store'
import { decodeCursor, listOrders, toPage } from '@sojourn/core/store/keyset-page'
import { listingsFor } from '@sojourn/core/store/session-listing'
import { fromSessionRow, type JoinedSessionRow } from '../rows/session-row.ts'
import { fewSessions, filterConditions, namingFilters } from '../sql/session-filter.ts'
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
 * few sessions pass (a tag, a parent, a rare label or word) names them by its index; otherwise the list is walked from
 * the top, each listing in its index.
 */
export const listSessions = async (database: PostgresqlDatabase, query: SessionQuery): Promise<Page<SessionRecord>> => {
  const after = decodeCursor(listOrders.sessions, query.cursor)
  const conditions = filterConditions(query.filter, postgresqlDialect)
  if (after !== null) conditions.push({ sql: '(s."lastActivityAt", s.id) < (?, ?)', values: after })
  const few = await namedByFilter(database, query)
  const search: Search = { query, conditions: allOf(conditions), limit: query.limit + 1 }
  const { sql, values } = few === null ? walkList(search) : pickFrom(few, search)
  const page = `${selectSession} JOIN (${sql}) page ON page.id = s.id ORDER BY s."lastActivityAt" DESC, s.id DESC`
  const rows = await database.rowsOnce<JoinedSessionRow>(numbered(page), ...values)
  return toPage(rows.map(fromSessionRow), query.limit, byActivity)
}

interface Search {
  query: SessionQuery
  conditions: Fragment
  /** One more than the page has, so that one sees whether there is another page. */
  limit: number
}

const newestFirst = 'ORDER BY s."lastActivityAt" DESC, s.id DESC LIMIT ?'

/** Walks the index of the list, each listing from its top, and merges what was found. */
const walkList = ({ query, conditions, limit }: Search): Fragment => ({
  sql: `SELECT s.id FROM json_array_elements_text(?::json) AS listings(listing) CROSS JOIN LATERAL (
      SELECT s.id, s."lastActivityAt" FROM session s
      WHERE s."projectId" = ? AND s.listing = listings.listing AND ${conditions.sql} ${newestFirst}
    ) s ${newestFirst}`,
  values: [toList(listingsFor(query.filter)), query.projectId, ...conditions.values, limit, limit],
})

/** Checks the named sessions one by one. MATERIALIZED keeps PostgreSQL from walking the list after all. */
const pickFrom = (ids: readonly string[], { query, conditions, limit }: Search): Fragment => ({
  sql: `WITH named AS MATERIALIZED (
      SELECT * FROM session WHERE id = ANY (ARRAY(SELECT json_array_elements_text(?::json)))
    ) SELECT s.id FROM named s
    WHERE s."projectId" = ? AND s.listing ${isOneOf} AND ${conditions.sql} ${newestFirst}`,
  values: [toList(ids), query.projectId, toList(listingsFor(query.filter)), ...conditions.values, limit],
})

/** Ids that one filter alone leaves over, when they are few; they need not belong to the project. */
const namedByFilter = async (
  database: PostgresqlDatabase,
  { projectId, filter }: SessionQuery,
): Promise<string[] | null> => {
  for (const { sql, values } of namingFilters(projectId, filter, postgresqlDialect)) {
    const rows = await database.rows<{ id: string }>(numbered(`${sql} LIMIT ?`), ...values, fewSessions + 1)
    if (rows.length <= fewSessions) return rows.map(({ id }) => id)
  }
  return null
}

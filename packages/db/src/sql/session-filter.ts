import type { SessionFilter } from '@sojourn/contract/session'
import { foldCase } from '@sojourn/core/store/session-listing'
import type { Fragment, SqlDialect } from './sql-dialect.ts'

/** Up to this many sessions are looked at one by one; beyond it, walking the list finds a page sooner. */
export const fewSessions = 1_000

/** What each filter that has an index of its own finds, most selective first: ids that need not belong to the project. */
export const namingFilters = (
  projectId: string,
  { tag, parentId, label, text }: SessionFilter,
  { position }: SqlDialect,
): Fragment[] => {
  const named: Fragment[] = []
  if (tag !== undefined) {
    named.push({ sql: 'SELECT "sessionId" AS id FROM tag WHERE "projectId" = ? AND tag = ?', values: [projectId, tag] })
  }
  if (parentId !== undefined) named.push({ sql: 'SELECT id FROM session WHERE "parentId" = ?', values: [parentId] })
  if (label !== undefined) {
    named.push({ sql: 'SELECT "sessionId" AS id FROM session_label WHERE label = ?', values: [label] })
  }
  if (text !== undefined) {
    const holds = `${position}("searchText", ?) > 0`
    const sql = `SELECT "sessionId" AS id FROM session_detail WHERE "projectId" = ? AND ${holds}`
    named.push({ sql, values: [projectId, foldCase(text)] })
  }
  return named
}

/** One condition on a session `s` for every filter that is given; `listing` is the callers' own. */
export const filterConditions = (filter: SessionFilter, { position }: SqlDialect): Fragment[] => {
  const given: [condition: string, value: string | undefined][] = [
    ['s."agentId" = ?', filter.agentId],
    ['s.status = ?', filter.status],
    ['s.state = ?', filter.state],
    ['s.activity = ?', filter.activity],
    ['s."sessionType" = ?', filter.type],
    ['s."parentId" = ?', filter.parentId],
    ['s."createdAt" > ?', filter.createdAfter],
    ['s."createdAt" < ?', filter.createdBefore],
    ['s."lastActivityAt" > ?', filter.activeAfter],
    ['s."lastActivityAt" < ?', filter.activeBefore],
    ['EXISTS (SELECT 1 FROM tag t WHERE t."sessionId" = s.id AND t.tag = ?)', filter.tag],
    ['EXISTS (SELECT 1 FROM session_label l WHERE l."sessionId" = s.id AND l.label = ?)', filter.label],
    [
      `EXISTS (SELECT 1 FROM session_detail d WHERE d."sessionId" = s.id AND ${position}(d."searchText", ?) > 0)`,
      filter.text === undefined ? undefined : foldCase(filter.text),
    ],
  ]
  return given.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, values: [value] }]))
}

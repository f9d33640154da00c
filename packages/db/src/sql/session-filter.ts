import type { SessionFilter } from '@sojourn/contract/session'
import { soughtWords } from '@sojourn/core/store/search-words'
import type { Fragment, SqlDialect } from './sql-dialect.ts'

/** Up to this many sessions are looked at one by one; beyond it, walking the list finds a page sooner. */
export const fewSessions = 1_000

/** How many of the newest sessions that pass the other filters are looked through for words before the index is asked. */
export const glanceSize = 500

/** What each filter that has an index of its own finds, most selective first: ids that need not belong to the project. */
export const namingFilters = (projectId: string, { tag, parentId, label }: SessionFilter): Fragment[] => {
  const named: Fragment[] = []
  if (tag !== undefined) {
    named.push({ sql: 'SELECT "sessionId" AS id FROM tag WHERE "projectId" = ? AND tag = ?', values: [projectId, tag] })
  }
  if (parentId !== undefined) named.push({ sql: 'SELECT id FROM session WHERE "parentId" = ?', values: [parentId] })
  if (label !== undefined) {
    named.push({ sql: 'SELECT "sessionId" AS id FROM session_label WHERE label = ?', values: [label] })
  }
  return named
}

/** A search, as conditions on a session `s`, and as ids of sessions, of every project. */
export interface TextSearch {
  conditions: Fragment[]
  /** The sessions that have each word: a session may come several times. */
  byWord: Fragment[]
  /** The sessions that have all words. */
  byAll: Fragment
}

/** Null when no text is looked for; `nothing` when the text has no word. */
export const textSearch = ({ text }: SessionFilter, dialect: SqlDialect): TextSearch | 'nothing' | null => {
  if (text === undefined) return null
  const words = soughtWords(text)
  if (words.length === 0) return 'nothing'
  const byWord = words.map(dialect.sessionsWithWord)
  const values = byWord.flatMap((found) => found.values)
  return {
    conditions: words.map(dialect.hasWord),
    byWord,
    byAll: { sql: byWord.map(({ sql }) => sql).join(' INTERSECT '), values },
  }
}

/** One condition on a session `s` for every filter that is given; `listing` and `text` are the callers' own. */
export const filterConditions = (filter: SessionFilter): Fragment[] => {
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
  ]
  return given.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, values: [value] }]))
}

import type { AppendRequest } from '@sojourn/core/ports/session-store'
import { searchWords } from '@sojourn/core/store/search-words'
import { isSearchable, searchableText } from '@sojourn/core/store/searchable-text'

/** An entry of the backlog: an event to index, or the title when `seq` is `titleSeq`. */
export interface BacklogEntry {
  sessionId: string
  seq: number
}

export const titleSeq = 0

/** What a request leaves to be indexed. */
export const backlogOf = ({ record, events }: AppendRequest): BacklogEntry[] =>
  events.filter(isSearchable).map(({ seq }) => ({ sessionId: record.id, seq }))

/** Words of a session that are in the index together. */
export interface IndexedPart {
  id: number
  ofTitle: boolean
  words: readonly string[]
}

/** What a slice of the backlog says of one session, beside what the index has of it. */
export interface SessionNews {
  sessionId: string
  /** Absent when it has not changed. */
  title?: string | null
  events: readonly { type: string; data: string }[]
  parts: readonly IndexedPart[]
}

/** What the entries of a slice name, as read: sessions that were deleted meanwhile have nothing. */
export interface NamedRows {
  titles: readonly { sessionId: string; title: string | null }[]
  events: readonly { sessionId: string; type: string; data: string }[]
  parts: readonly (IndexedPart & { sessionId: string })[]
}

/** A slice by session. */
export const newsOf = (entries: readonly BacklogEntry[], { titles, events, parts }: NamedRows): SessionNews[] => {
  const titleOf = new Map(titles.map(({ sessionId, title }) => [sessionId, { title }]))
  const eventsOf = Map.groupBy(events, ({ sessionId }) => sessionId)
  const partsOf = Map.groupBy(parts, ({ sessionId }) => sessionId)
  return [...new Set(entries.map(({ sessionId }) => sessionId))].map((sessionId) => ({
    sessionId,
    ...titleOf.get(sessionId),
    events: eventsOf.get(sessionId) ?? [],
    parts: partsOf.get(sessionId) ?? [],
  }))
}

/** What to write. */
export interface IndexChanges {
  removed: number[]
  added: { sessionId: string; ofTitle: boolean; words: readonly string[] }[]
  extended: { id: number; words: readonly string[] }[]
}

/** Words that one part takes at once. */
const mostWords = 1_000

/** Parts smaller than this are written anew to take further words, so that a session has few. */
const smallPart = 250

/**
 * Adds the words that are new in their session: the index has each word of a session once, however often it is said.
 * The title's are apart, because they go when it changes.
 */
export const indexChanges = (news: SessionNews): IndexChanges => {
  const changes: IndexChanges = { removed: [], added: [], extended: [] }
  indexTitle(news, changes)
  const parts = news.parts.filter(({ ofTitle }) => !ofTitle)
  const words = newWords(news, parts)
  const last = parts.at(-1)
  if (last !== undefined && last.words.length < smallPart && words.length > 0) {
    changes.extended.push({ id: last.id, words: words.splice(0, mostWords) })
  }
  while (words.length > 0) {
    changes.added.push({ sessionId: news.sessionId, ofTitle: false, words: words.splice(0, mostWords) })
  }
  return changes
}

const newWords = ({ events }: SessionNews, parts: readonly IndexedPart[]): string[] => {
  const words = new Set<string>()
  for (const { type, data } of events) {
    for (const word of searchWords(searchableText({ type, data: JSON.parse(data) }))) words.add(word)
  }
  for (const part of parts) for (const word of part.words) words.delete(word)
  return [...words]
}

const indexTitle = ({ sessionId, title, parts }: SessionNews, changes: IndexChanges): void => {
  if (title === undefined) return
  const words = [...searchWords(title ?? '')]
  changes.removed.push(...parts.filter(({ ofTitle }) => ofTitle).map(({ id }) => id))
  if (words.length > 0) changes.added.push({ sessionId, ofTitle: true, words })
}

import {
  type BacklogEntry,
  type IndexChanges,
  indexChanges,
  type NamedRows,
  newsOf,
  titleSeq,
} from '../search/index-changes.ts'
import { sliceSize } from '../search/search-indexer.ts'
import { toUnavailable } from '../unavailable.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

/** The entry of the backlog for a session (first) and a seq (second). */
export const noteToIndex = 'INSERT INTO search_backlog (sessionId, seq) VALUES (?, ?)'

/** Words stand with a space before each, so that ` w` finds those that begin with `w`. */
const toText = (words: readonly string[]): string => words.map((word) => ` ${word}`).join('')
const toWords = (text: string): string[] => text.slice(1).split(' ')

/** Takes a slice of the backlog into `search_text`, from where triggers bring it into the index of FTS5. */
export const indexSlice = (database: SqliteDatabase) => (): number => {
  try {
    return database.transaction(() => takeSlice(database))
  } catch (error) {
    throw toUnavailable(error)
  }
}

/** What the first entries of the backlog name, up to the row that is the value. */
const titlesNamed = `SELECT d.sessionId, d.title FROM search_backlog b CROSS JOIN session_detail d USING (sessionId)
  WHERE b.rowid <= ? AND b.seq = ${titleSeq}`
const eventsNamed = `SELECT e.sessionId, e.type, e.data FROM search_backlog b CROSS JOIN event e USING (sessionId, seq)
  WHERE b.rowid <= ?`
const partsNamed = `SELECT id, sessionId, ofTitle, words FROM search_text
  WHERE sessionId IN (SELECT sessionId FROM search_backlog WHERE rowid <= ?) ORDER BY id`

const takeSlice = (database: SqliteDatabase): number => {
  const sql = 'SELECT rowid AS place, sessionId, seq FROM search_backlog ORDER BY rowid LIMIT ?'
  const entries = database.rows<BacklogEntry & { place: number }>(sql, sliceSize)
  const last = entries.at(-1)
  if (last === undefined) return 0
  for (const news of newsOf(entries, readNamed(database, last.place))) write(database, indexChanges(news))
  database.run('DELETE FROM search_backlog WHERE rowid <= ?', last.place)
  return entries.length
}

const readNamed = (database: SqliteDatabase, lastPlace: number): NamedRows => {
  const parts = database.rows<{ id: number; sessionId: string; ofTitle: number; words: string }>(partsNamed, lastPlace)
  return {
    titles: database.rows(titlesNamed, lastPlace),
    events: database.rows(eventsNamed, lastPlace),
    parts: parts.map((part) => ({ ...part, ofTitle: Boolean(part.ofTitle), words: toWords(part.words) })),
  }
}

const write = (database: SqliteDatabase, { removed, added, extended }: IndexChanges): void => {
  for (const id of removed) database.run('DELETE FROM search_text WHERE id = ?', id)
  for (const { id, words } of extended) {
    database.run('UPDATE search_text SET words = words || ? WHERE id = ?', toText(words), id)
  }
  for (const { sessionId, ofTitle, words } of added) {
    const sql = 'INSERT INTO search_text (sessionId, ofTitle, words) VALUES (?, ?, ?)'
    database.run(sql, sessionId, Number(ofTitle), toText(words))
  }
}

import type { BacklogEntry, IndexChanges, IndexedPart } from '../search/index-changes.ts'
import { indexChanges, titleSeq } from '../search/index-changes.ts'
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

const takeSlice = (database: SqliteDatabase): number => {
  const sql = 'SELECT rowid AS place, sessionId, seq FROM search_backlog ORDER BY rowid LIMIT ?'
  const entries = database.rows<BacklogEntry & { place: number }>(sql, sliceSize)
  const last = entries.at(-1)
  if (last === undefined) return 0
  for (const [sessionId, ofSession] of Map.groupBy(entries, (entry) => entry.sessionId)) {
    indexSession(
      database,
      sessionId,
      ofSession.map(({ seq }) => seq),
    )
  }
  database.run('DELETE FROM search_backlog WHERE rowid <= ?', last.place)
  return entries.length
}

const indexSession = (database: SqliteDatabase, sessionId: string, seqs: readonly number[]): void => {
  const sql = 'SELECT title FROM session_detail WHERE sessionId = ?'
  const session = database.row<{ title: string | null }>(sql, sessionId)
  // Deleted meanwhile: its entries are nobody's.
  if (session === undefined) return
  const changes = indexChanges({
    sessionId,
    ...(seqs.includes(titleSeq) ? { title: session.title } : {}),
    events: database.rows(
      'SELECT type, data FROM event WHERE sessionId = ? AND seq IN (SELECT value FROM json_each(?))',
      sessionId,
      JSON.stringify(seqs),
    ),
    parts: partsOf(database, sessionId),
  })
  write(database, changes)
}

const partsOf = (database: SqliteDatabase, sessionId: string): IndexedPart[] => {
  const sql = 'SELECT id, ofTitle, words FROM search_text WHERE sessionId = ? ORDER BY id'
  const rows = database.rows<{ id: number; ofTitle: number; words: string }>(sql, sessionId)
  return rows.map(({ id, ofTitle, words }) => ({ id, ofTitle: Boolean(ofTitle), words: toWords(words) }))
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

import {
  type BacklogEntry,
  type IndexChanges,
  type IndexedPart,
  indexChanges,
  type SessionNews,
  titleSeq,
} from '../search/index-changes.ts'
import { sliceSize } from '../search/search-indexer.ts'
import { answered, type PostgresqlDatabase, type Statements } from './postgresql-database.ts'
import { toJsonParameter } from './stored-text.ts'

/** Waits for other processes that are at the same entries: afterwards these are in the index. */
const takeEntries = `DELETE FROM search_backlog WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM search_backlog LIMIT $1 FOR UPDATE
  )) RETURNING "sessionId", seq`

const titles = 'SELECT "sessionId", title FROM session_detail WHERE "sessionId" = ANY ($1)'

const events = `SELECT e."sessionId", e.type, e.data
  FROM json_to_recordset($1::json) AS b("sessionId" text, seq int) JOIN event e USING ("sessionId", seq)`

const parts = `SELECT id::float8, "sessionId", "ofTitle", tsvector_to_array(words) AS words
  FROM search_text WHERE "sessionId" = ANY ($1) ORDER BY id`

const removeParts = 'DELETE FROM search_text WHERE id = ANY ($1)'

const extendParts = `UPDATE search_text t SET words = t.words || array_to_tsvector(r.words)
  FROM json_to_recordset($1::json) AS r(id bigint, words text[]) WHERE t.id = r.id`

/** Sessions that were deleted meanwhile are left out; the others cannot be before this is committed. */
const addParts = `INSERT INTO search_text ("sessionId", "ofTitle", words)
  SELECT s.id, r."ofTitle", array_to_tsvector(r.words)
  FROM json_to_recordset($1::json) AS r("sessionId" text, "ofTitle" boolean, words text[])
  JOIN session s ON s.id = r."sessionId" FOR KEY SHARE OF s`

/** Takes a slice of the backlog into `search_text`. */
export const indexSlice = (database: PostgresqlDatabase) => (): Promise<number> =>
  answered(() => database.transaction(takeSlice))

const takeSlice = async (statements: Statements): Promise<number> => {
  const entries = await statements.rows<BacklogEntry>(takeEntries, sliceSize)
  if (entries.length === 0) return 0
  const news = await readNews(statements, entries)
  await write(statements, news.map(indexChanges))
  return entries.length
}

const readNews = async (statements: Statements, entries: readonly BacklogEntry[]): Promise<SessionNews[]> => {
  const ids = [...new Set(entries.map(({ sessionId }) => sessionId))]
  const titled = entries.filter(({ seq }) => seq === titleSeq).map(({ sessionId }) => sessionId)
  const titleRows = await statements.rows<{ sessionId: string; title: string | null }>(titles, titled)
  const eventRows = await statements.rows<{ sessionId: string; type: string; data: string }>(
    events,
    toJsonParameter(entries),
  )
  const partRows = await statements.rows<IndexedPart & { sessionId: string }>(parts, ids)
  const titleOf = new Map(titleRows.map(({ sessionId, title }) => [sessionId, { title }]))
  const eventsOf = Map.groupBy(eventRows, ({ sessionId }) => sessionId)
  const partsOf = Map.groupBy(partRows, ({ sessionId }) => sessionId)
  return ids.map((sessionId) => ({
    sessionId,
    ...titleOf.get(sessionId),
    events: eventsOf.get(sessionId) ?? [],
    parts: partsOf.get(sessionId) ?? [],
  }))
}

const write = async (statements: Statements, changes: readonly IndexChanges[]): Promise<void> => {
  const removed = changes.flatMap((change) => change.removed)
  const extended = changes.flatMap((change) => change.extended)
  const added = changes.flatMap((change) => change.added)
  if (removed.length > 0) await statements.rows(removeParts, removed)
  if (extended.length > 0) await statements.rows(extendParts, toJsonParameter(extended))
  if (added.length > 0) await statements.rows(addParts, toJsonParameter(added))
}

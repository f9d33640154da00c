import {
  type BacklogEntry,
  type IndexChanges,
  indexChanges,
  type NamedRows,
  newsOf,
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

/** For statements that name their rows by key: what the planner makes of tables that it does not know yet reads them whole. */
const byKey = 'SET LOCAL enable_seqscan = off'

/** Takes a slice of the backlog into `search_text`. */
export const indexSlice = (database: PostgresqlDatabase) => (): Promise<number> =>
  answered(() => database.transaction(takeSlice))

const takeSlice = async (statements: Statements): Promise<number> => {
  const entries = await statements.rows<BacklogEntry>(takeEntries, sliceSize)
  if (entries.length === 0) return 0
  await statements.rows(byKey)
  await write(statements, newsOf(entries, await readNamed(statements, entries)).map(indexChanges))
  return entries.length
}

const readNamed = async (statements: Statements, entries: readonly BacklogEntry[]): Promise<NamedRows> => {
  const titled = entries.filter(({ seq }) => seq === titleSeq)
  const said = entries.filter(({ seq }) => seq !== titleSeq)
  return {
    titles: titled.length > 0 ? await statements.rows(titles, idsOf(titled)) : [],
    events: said.length > 0 ? await statements.rows(events, toJsonParameter(said)) : [],
    parts: await statements.rows(parts, idsOf(entries)),
  }
}

const idsOf = (entries: readonly BacklogEntry[]): string[] => [...new Set(entries.map(({ sessionId }) => sessionId))]

const write = async (statements: Statements, changes: readonly IndexChanges[]): Promise<void> => {
  const removed = changes.flatMap((change) => change.removed)
  const extended = changes.flatMap((change) => change.extended)
  const added = changes.flatMap((change) => change.added)
  if (removed.length > 0) await statements.rows(removeParts, removed)
  if (extended.length > 0) await statements.rows(extendParts, toJsonParameter(extended))
  if (added.length > 0) await statements.rows(addParts, toJsonParameter(added))
}

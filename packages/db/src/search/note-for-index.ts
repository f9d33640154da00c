import { searchableTypes } from '@sojourn/core/store/searchable-text'
import { titleSeq } from './index-changes.ts'

/** Has the title of a session (the value) put into the index again by the next server. Both databases take it. */
export const noteTitleSql = `INSERT INTO search_backlog ("sessionId", seq)
  SELECT "sessionId", ${titleSeq} FROM session_detail WHERE title IS NOT NULL AND "sessionId" = ?`

/** Has everything that searches find of a session (the value, twice) put into the index by the next server. */
export const noteSessionSql = `INSERT INTO search_backlog ("sessionId", seq)
  SELECT "sessionId", seq FROM event
    WHERE type IN (${searchableTypes.map((type) => `'${type}'`).join(', ')}) AND "sessionId" = ?
  UNION ALL SELECT "sessionId", ${titleSeq} FROM session_detail WHERE title IS NOT NULL AND "sessionId" = ?`

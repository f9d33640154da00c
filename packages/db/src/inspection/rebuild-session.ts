import { noteTitleSql } from '../search/note-for-index.ts'
import type { Database } from './database.ts'
import { linkTable } from './inspect-attachments.ts'
import type { AnyRow, TableRows } from './session-rows.ts'

interface Target {
  table: string
  /** After the values. */
  onConflict?: string
}

const insert = async (database: Database, { table, onConflict = '' }: Target, row: AnyRow): Promise<void> => {
  const columns = Object.keys(row)
  const places = columns.map(() => '?').join(', ')
  const sql = `INSERT INTO "${table}" (${columns.map((column) => `"${column}"`).join(', ')}) VALUES (${places}) ${onConflict}`
  await database.rows(sql, ...Object.values(row))
}

/** The session's own row stays, and with it what hangs on it (its log, tags, cursors); only its columns change. */
const updateSession = (row: AnyRow): string => {
  const changes = Object.keys(row).filter((column) => column !== 'id')
  return `ON CONFLICT (id) DO UPDATE SET ${changes.map((column) => `"${column}" = excluded."${column}"`).join(', ')}`
}

const toSeq = 'ON CONFLICT ("sessionId", "attachmentId") DO UPDATE SET seq = excluded.seq'

const putRows = async (database: Database, sessionId: string, { table, rows }: TableRows): Promise<void> => {
  switch (table) {
    case 'session':
      for (const row of rows) await insert(database, { table, onConflict: updateSession(row) }, row)
      return
    case 'usage_entry':
      // Shared by copies of a session, and outlives them: what is missing is added, and nothing is taken away.
      for (const row of rows) await insert(database, { table, onConflict: 'ON CONFLICT DO NOTHING' }, row)
      return
    case linkTable:
      // What no event names any more counts as uploaded.
      await database.rows(`UPDATE ${table} SET seq = NULL WHERE "sessionId" = ?`, sessionId)
      for (const row of rows) await insert(database, { table, onConflict: toSeq }, row)
      return
    default:
      await database.rows(`DELETE FROM "${table}" WHERE "sessionId" = ?`, sessionId)
      for (const row of rows) await insert(database, { table }, row)
  }
}

/** Writes the rows of a session as its log says they are, all or nothing. */
export const rebuildSession = (database: Database, sessionId: string, expected: readonly TableRows[]): Promise<void> =>
  database.transaction(async () => {
    for (const table of expected) await putRows(database, sessionId, table)
    await database.rows(noteTitleSql, sessionId)
  })

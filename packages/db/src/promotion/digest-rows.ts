import { createHash } from 'node:crypto'
import type { SqlSession } from '../inspection/database.ts'
import { toStoredText } from '../postgresql/stored-text.ts'
import { readPages, type Selection } from './copy-rows.ts'

export interface RowsDigest {
  count: number
  /** SHA-256 over all values in the order of the key, in hexadecimal. */
  hash: string
}

/** As both databases have it: SQLite says 1 where PostgreSQL says true, and keeps letters for which PostgreSQL has none. */
const canonical = (value: unknown): unknown => {
  if (typeof value === 'boolean') return Number(value)
  if (value instanceof Uint8Array) return createHash('sha256').update(value).digest('hex')
  return typeof value === 'string' ? toStoredText(value) : value
}

/** What tells whether two databases hold the same rows. */
export const digestRows = async (database: SqlSession, selection: Selection): Promise<RowsDigest> => {
  const hash = createHash('sha256')
  let count = 0
  for await (const page of readPages(database, selection)) {
    for (const row of page)
      hash.update(`${JSON.stringify(selection.table.columns.map((column) => canonical(row[column])))}\n`)
    count += page.length
  }
  return { count, hash: hash.digest('hex') }
}

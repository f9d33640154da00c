import type { SqlSession } from '../inspection/database.ts'
import { toJsonParameter } from '../postgresql/stored-text.ts'
import type { Table } from './tables.ts'

type Row = Readonly<Record<string, unknown>>

const quoted = (columns: readonly string[]): string => columns.map((column) => `"${column}"`).join(', ')

/** Rows that travel in one statement; a large one fills it sooner. */
const rowsPerPage = 2_000
const contentsPerPage = 8
const mostBytes = 8 * 1024 * 1024

/** Which rows of a table: all, or those of these sessions. */
export interface Selection {
  table: Table
  sessionIds?: readonly string[]
}

/** The rows in the order of their key, page by page. Both databases compare texts byte by byte, so the order is the same. */
export async function* readPages(database: SqlSession, { table, sessionIds }: Selection): AsyncGenerator<Row[]> {
  const key = quoted(table.key)
  const owner = table.name === 'session' ? 'id' : 'sessionId'
  const ids = sessionIds ?? []
  const within = sessionIds ? `"${owner}" IN (${ids.map(() => '?').join(', ')})` : 'TRUE'
  const select = `SELECT ${quoted(table.columns)} FROM "${table.name}" WHERE ${within}`
  const perPage = table.isContent ? contentsPerPage : rowsPerPage
  const order = `ORDER BY ${key} LIMIT ${perPage}`
  const beyond = `(${key}) > (${table.key.map(() => '?').join(', ')})`
  for (let after: unknown[] | null = null; ; ) {
    const rows: Row[] = after
      ? await database.rows<Row>(`${select} AND ${beyond} ${order}`, ...ids, ...after)
      : await database.rows<Row>(`${select} ${order}`, ...ids)
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (!last || rows.length < perPage) return
    after = table.key.map((column) => last[column])
  }
}

/** Rows split so that no statement grows beyond what a server likes to take at once. */
function* statements(rows: readonly Row[]): Generator<Row[]> {
  let part: Row[] = []
  let bytes = 0
  for (const row of rows) {
    for (const value of Object.values(row)) bytes += typeof value === 'string' ? value.length : 8
    part.push(row)
    if (bytes < mostBytes) continue
    yield part
    part = []
    bytes = 0
  }
  if (part.length > 0) yield part
}

/** Copies the selected rows into the target, which must not have them. Gives their number. */
export const copyRows = async (source: SqlSession, target: SqlSession, selection: Selection): Promise<number> => {
  const { name, columns } = selection.table
  const list = quoted(columns)
  const insert = `INSERT INTO "${name}" (${list})
    SELECT ${list} FROM json_populate_recordset(NULL::"${name}", ?::json)`
  let count = 0
  for await (const page of readPages(source, selection)) {
    for (const rows of statements(page)) await target.rows(insert, toJsonParameter(rows))
    count += page.length
  }
  return count
}

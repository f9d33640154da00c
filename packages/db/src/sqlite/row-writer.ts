import type { SqliteDatabase } from './sqlite-database.ts'

/** Quoted, because some columns have names that are words of SQL. */
const quoted = (names: readonly string[]): string[] => names.map((name) => `"${name}"`)

/** Where rows go: `key` finds an existing one, `fixed` columns are written once and never change, which spares their indexes. */
export interface RowTarget<Row> {
  table: string
  key: readonly (keyof Row & string)[]
  fixed: readonly (keyof Row & string)[]
}

/** `INSERT`, or `UPDATE` when the key exists. All rows must have the same columns in the same order. */
export const rowWriter = <Row extends object>(
  database: SqliteDatabase,
  { table, key, fixed }: RowTarget<Row>,
): ((row: Row) => void) => {
  let sql: string | undefined
  const sqlFor = (columns: readonly string[]): string => {
    const stable = new Set<string>([...key, ...fixed])
    const changes = quoted(columns.filter((column) => !stable.has(column)))
    return `INSERT INTO ${table} (${quoted(columns)}) VALUES (${columns.map(() => '?')})
      ON CONFLICT (${quoted(key)}) DO UPDATE SET ${changes.map((column) => `${column} = excluded.${column}`)}`
  }
  return (row) => {
    sql ??= sqlFor(Object.keys(row))
    database.run(sql, ...Object.values(row))
  }
}

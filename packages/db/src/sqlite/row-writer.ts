import { onConflictUpdate, type RowTarget } from '../rows/work-rows.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

/** `INSERT`, or `UPDATE` when the key exists. All rows must have the same columns in the same order. */
export const rowWriter = (database: SqliteDatabase, target: RowTarget): ((row: object) => void) => {
  let sql: string | undefined
  const sqlFor = (columns: readonly string[]): string => {
    // Quoted, because some columns have names that are words of SQL.
    const names = columns.map((column) => `"${column}"`)
    return `INSERT INTO ${target.table} (${names}) VALUES (${columns.map(() => '?')}) ${onConflictUpdate(target, columns)}`
  }
  return (row) => {
    sql ??= sqlFor(Object.keys(row))
    database.run(sql, ...Object.values(row))
  }
}

import { existsSync } from 'node:fs'
import { SojournError } from '@sojourn/contract/error'
import Connection from 'better-sqlite3'
import { appliedMigrationsSql } from '../prisma/migrations.ts'
import { busyTimeoutMs } from '../sqlite/sqlite-database.ts'
import { acquireWriterLock } from '../sqlite/writer-lock.ts'
import { toUnavailable } from '../unavailable.ts'
import type { Database } from './database.ts'

export interface SqliteAccess {
  file: string
  /** Keeps every server away until it is closed. */
  alone: boolean
  readonly: boolean
}

const noLock = { release: () => {} }

const holderOf = async (file: string): Promise<string | null> => {
  try {
    acquireWriterLock(file).release()
    return null
  } catch (error) {
    return error instanceof Error ? (/in use by ([^:]+):/.exec(error.message)?.[1] ?? error.message) : String(error)
  }
}

/** Opens a file that exists; nothing is created, and no migration is applied. */
export const connectSqlite = async ({ file, alone, readonly }: SqliteAccess): Promise<Database> => {
  if (!existsSync(file)) throw new SojournError('STORE_UNAVAILABLE', `There is no database ${file}`)
  const lock = alone ? acquireWriterLock(file) : noLock
  let connection: Connection.Database
  try {
    connection = new Connection(file, { timeout: busyTimeoutMs, readonly, fileMustExist: true })
    if (!readonly) connection.pragma('foreign_keys = ON')
  } catch (error) {
    lock.release()
    throw toUnavailable(error)
  }
  const rows = async <Row>(sql: string, ...values: readonly unknown[]): Promise<Row[]> => {
    try {
      const statement = connection.prepare<unknown[]>(sql)
      if (statement.reader) return statement.all(...values) as Row[]
      statement.run(...values)
      return []
    } catch (error) {
      throw toUnavailable(error)
    }
  }
  const tables = async (): Promise<string[]> => {
    const sql =
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    return (await rows<{ name: string }>(sql)).map(({ name }) => name)
  }
  return {
    provider: 'sqlite',
    rows,
    tables,
    async transaction(work) {
      connection.exec(readonly ? 'BEGIN' : 'BEGIN IMMEDIATE')
      try {
        const result = await work()
        connection.exec('COMMIT')
        return result
      } catch (error) {
        if (connection.inTransaction) connection.exec('ROLLBACK')
        throw error
      }
    },
    async appliedMigrations() {
      if (!(await tables()).includes('_prisma_migrations')) return []
      const applied = await rows<{ name: string; checksum: string; finished: number }>(appliedMigrationsSql)
      return applied.map((row) => ({ ...row, finished: Boolean(row.finished) }))
    },
    holder: async () => (alone ? null : holderOf(file)),
    async [Symbol.asyncDispose]() {
      connection.close()
      lock.release()
    },
  }
}

import Database from 'better-sqlite3'
import { type AppliedMigration, appliedMigrationsSql } from '../prisma/migrations.ts'
import { storeIsClosed, toUnavailable } from '../unavailable.ts'
import { createPrivateFile } from './private-file.ts'

/**
 * full: what was acknowledged survives a power cut, for one `fsync` per flush. normal: it survives the death of the
 * process, but a power cut may take the last moments.
 */
export type SyncMode = 'full' | 'normal'

/** How long a statement waits for a lock that another program holds, milliseconds. */
export const busyTimeoutMs = 5_000

/** What the write-ahead log shrinks to after a burst, bytes. */
const longestIdleWalBytes = 64 * 1024 * 1024

/**
 * The connection for everything that must be fast or see one state of the database: calls are synchronous, so one
 * transaction is one step of the event loop, and nothing of this process can come between.
 */
export class SqliteDatabase {
  readonly #connection: Database.Database
  readonly #statements = new Map<string, Database.Statement<unknown[]>>()
  /** Made once: it has statements of its own. */
  readonly #inTransaction: Database.Transaction<(work: () => unknown) => unknown>

  /** Opens the file and creates it when it is missing. Throws STORE_UNAVAILABLE when it is not a database. */
  constructor(file: string, sync: SyncMode) {
    try {
      createPrivateFile(file)
      this.#connection = new Database(file, { timeout: busyTimeoutMs })
      this.#connection.pragma('journal_mode = WAL')
      this.#connection.pragma(`synchronous = ${sync}`)
      this.#connection.pragma('foreign_keys = ON')
      this.#connection.pragma(`journal_size_limit = ${longestIdleWalBytes}`)
      this.#inTransaction = this.#connection.transaction((work) => work())
    } catch (error) {
      throw toUnavailable(error)
    }
  }

  /** The statement, compiled once; `sql` must come from a bounded set of texts. */
  statement(sql: string): Database.Statement<unknown[]> {
    this.#refuseWhenClosed()
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.#connection.prepare<unknown[]>(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  rows<Row>(sql: string, ...values: unknown[]): Row[] {
    return this.statement(sql).all(...values) as Row[]
  }

  /** `rows` for SQL that is put together from what a caller asks for: compiled each time, so that nothing piles up. */
  rowsOnce<Row>(sql: string, ...values: unknown[]): Row[] {
    this.#refuseWhenClosed()
    return this.#connection.prepare<unknown[]>(sql).all(...values) as Row[]
  }

  row<Row>(sql: string, ...values: unknown[]): Row | undefined {
    return this.statement(sql).get(...values) as Row | undefined
  }

  /** Number of rows changed. */
  run(sql: string, ...values: unknown[]): number {
    return this.statement(sql).run(...values).changes
  }

  /** All or nothing; within another transaction a savepoint. */
  transaction<Result>(work: () => Result): Result {
    this.#refuseWhenClosed()
    return this.#inTransaction.immediate(work) as Result
  }

  /** Several statements, without values. */
  script(sql: string): void {
    this.#connection.exec(sql)
  }

  /** A new file, as against one that somebody has written to. */
  get isEmpty(): boolean {
    return this.#connection.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
  }

  /** The migrations that the file has seen. */
  appliedMigrations(): AppliedMigration[] {
    const table = "SELECT 1 FROM sqlite_schema WHERE name = '_prisma_migrations'"
    if (this.#connection.prepare(table).get() === undefined) return []
    return this.rows<{ name: string; checksum: string; finished: number }>(appliedMigrationsSql).map((row) => ({
      ...row,
      finished: Boolean(row.finished),
    }))
  }

  #refuseWhenClosed(): void {
    if (!this.#connection.open) throw storeIsClosed()
  }

  /** Moves the log file into the database, so that one file is left. */
  close(): void {
    if (!this.#connection.open) return
    this.#connection.pragma('wal_checkpoint(TRUNCATE)')
    this.#connection.close()
  }
}

/** Whether the database refused a row, as against not being able to answer. */
export const isConstraintError = (error: unknown): boolean =>
  error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')

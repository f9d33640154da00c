import type { AppliedMigration, Provider } from '../prisma/migrations.ts'

/** Where a database is. */
export type DatabasePlace =
  /** `file` is absolute. */
  { type: 'sqlite'; file: string } | { type: 'postgresql'; url: string }

export interface SqlSession {
  /** `sql` as both databases take it: quoted names, and question marks for values. */
  rows<Row>(sql: string, ...values: readonly unknown[]): Promise<Row[]>
}

/**
 * A database in the hands of somebody who is not its server: one connection, one question at a time. Throws
 * STORE_UNAVAILABLE when it cannot be asked.
 */
export interface Database extends SqlSession, AsyncDisposable {
  readonly provider: Provider
  /** Everything that `work` reads is of one moment, and everything that it writes is there or nothing. */
  transaction<Result>(work: () => Promise<Result>): Promise<Result>
  /** The migrations that it has seen; none for one that is empty. */
  appliedMigrations(): Promise<AppliedMigration[]>
  /** Names of its tables. */
  tables(): Promise<string[]>
  /** Who has it for himself at the moment, in words; null when nobody has. */
  holder(): Promise<string | null>
}

/** read: whatever else uses it. alone: refused while a server uses it, which cannot start until it is closed. */
export type Access = 'read' | 'alone'

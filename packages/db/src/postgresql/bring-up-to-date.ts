import { SojournError } from '@sojourn/contract/error'
import { applyMigrations, lacksMigrations, readMigrations, schemaFolder } from '../prisma/migrations.ts'
import type { PostgresqlDatabase, Statements } from './postgresql-database.ts'

/** Oldest version that the statements are tested with. */
const oldestServer = 150_000

/** Any number that is the same in every process: the lock of those who change the schema. */
const migrationLock = 7_265_636

/** There while another database is being copied into this one. */
export const promotionTable = 'sojourn_promotion'

/** Applies what is missing. Throws STORE_UNAVAILABLE for a server that is too old, and a database of a newer version. */
export const bringUpToDate = async (database: PostgresqlDatabase, url: string): Promise<void> => {
  const [server] = await database.rowsOnce<{ version: number }>(
    "SELECT current_setting('server_version_num')::int AS version",
  )
  if (server !== undefined && server.version < oldestServer) {
    throw new SojournError('STORE_UNAVAILABLE', 'PostgreSQL 15 or newer is needed: this server is older')
  }
  const folder = schemaFolder('postgresql')
  const migrations = await readMigrations(folder)
  if (!lacksMigrations(migrations, await database.appliedMigrations())) return
  const apply = async (statements: Statements): Promise<void> => {
    await statements.rows('SELECT pg_advisory_xact_lock($1)', migrationLock)
    // Somebody else may have done it while we waited.
    if (!lacksMigrations(migrations, await database.appliedMigrations())) return
    const { PrismaPg } = await import('@prisma/adapter-pg')
    await applyMigrations(folder, new PrismaPg({ connectionString: url }), migrations)
  }
  await database.transaction(apply)
}

/** Half a copy is no database to work with. */
export const refuseHalfPromoted = async (database: PostgresqlDatabase): Promise<void> => {
  const [table] = await database.rowsOnce<{ name: string | null }>(
    `SELECT to_regclass('${promotionTable}')::text AS name`,
  )
  if (table?.name === null) return
  throw new SojournError(
    'STORE_UNAVAILABLE',
    'A promotion into this database has not ended: give `sojourn promote` again, or use another database',
  )
}

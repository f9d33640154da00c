import type { DatabaseStatus } from '@sojourn/contract/operator-line'
import type { Database } from '@sojourn/db/inspection/database'
import { migrateDatabase } from '@sojourn/db/inspection/migrate-database'
import { migrationStatus } from '@sojourn/db/inspection/migration-status'
import { openDatabase } from '@sojourn/db/inspection/open-database'
import { placeOf } from '@sojourn/db/postgresql/database-place'
import type { DatabaseConfig } from '../config/read-config.ts'

const countOf = async (database: Database, table: string): Promise<number> => {
  const [row] = await database.rows<{ count: number }>(`SELECT count(*) AS count FROM "${table}"`)
  return row?.count ?? 0
}

/** Where the database is, who uses it, and which migrations it has. Throws STORE_UNAVAILABLE when it cannot be asked. */
export const databaseStatus = async (config: DatabaseConfig): Promise<DatabaseStatus> => {
  await using database = await openDatabase(config, { access: 'read' })
  const tables = await database.tables()
  const hasData = tables.includes('session') && tables.includes('event')
  return {
    kind: database.provider,
    place: config.type === 'sqlite' ? config.file : placeOf(config.url),
    usedBy: await database.holder(),
    ...(await migrationStatus(database)),
    sessions: hasData ? await countOf(database, 'session') : null,
    events: hasData ? await countOf(database, 'event') : null,
  }
}

/** Brings the database up to date; a SQLite file is made when it is missing. Refused while a server uses it. */
export const migrate = async (config: DatabaseConfig): Promise<{ database: DatabaseStatus; migrated: string[] }> => {
  const before = await databaseStatus(config).catch(() => null)
  await migrateDatabase(config)
  const database = await databaseStatus(config)
  const known = new Set(before?.applied)
  return { database, migrated: database.applied.filter((name) => !known.has(name)) }
}

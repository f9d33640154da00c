import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import { SojournError } from '@sojourn/contract/error'

/** As datasources name it. */
export type Provider = 'sqlite' | 'postgresql'

/** The shared models, and what each provider adds. */
export interface SchemaFolder {
  provider: Provider
  models: URL
  datasource: URL
  migrations: URL
}

export const schemaFolder = (provider: Provider): SchemaFolder => ({
  provider,
  models: new URL('../../prisma/models.prisma', import.meta.url),
  datasource: new URL(`../../prisma/${provider}/datasource.prisma`, import.meta.url),
  migrations: new URL(`../../prisma/${provider}/migrations/`, import.meta.url),
})

export interface Migration {
  name: string
  sql: string
  /** As Prisma's engine computes it: SHA-256 of the file, in hexadecimal. */
  checksum: string
}

/** A row of the engine's own table. */
export interface AppliedMigration {
  name: string
  checksum: string
  finished: boolean
}

/** Asks a database for them; both databases take it. `finished` is a boolean, or a number that stands for one. */
export const appliedMigrationsSql = `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
  FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`

export const readMigrations = async (folder: SchemaFolder): Promise<Migration[]> => {
  const entries = await readdir(folder.migrations, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.toSorted().map(async (name) => {
      const sql = await readFile(new URL(`${name}/migration.sql`, folder.migrations), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/** The list as the engine takes it. */
export const migrationList = (folder: SchemaFolder, migrations: readonly Migration[]) => ({
  baseDir: fileURLToPath(folder.migrations),
  lockfile: { path: 'migration_lock.toml', content: `provider = "${folder.provider}"\n` },
  shadowDbInitScript: '',
  migrationDirectories: migrations.map(({ name, sql }) => ({
    path: name,
    migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
  })),
})

/**
 * Whether a database with these migrations applied lacks any. Throws STORE_UNAVAILABLE for a database that a newer
 * version wrote.
 */
export const lacksMigrations = (migrations: readonly Migration[], applied: readonly AppliedMigration[]): boolean => {
  refuseUnknown(migrations, applied)
  const done = new Set(applied.filter((row) => row.finished).map((row) => row.name + row.checksum))
  return migrations.some((migration) => !done.has(migration.name + migration.checksum))
}

/**
 * Applies what is missing, with Prisma's own engine. Nobody else may have a SQLite file open: the engine locks it for
 * itself. Throws STORE_UNAVAILABLE, with the engine's words, when a migration fails.
 */
export const applyMigrations = async (
  folder: SchemaFolder,
  factory: SqlMigrationAwareDriverAdapterFactory,
  migrations: readonly Migration[],
): Promise<void> => {
  // Loaded only when it is needed: five megabytes that a database that is up to date opens without.
  const { outsideTheModels, withSchemaEngine } = await import('./schema-engine.ts')
  const migrationsList = migrationList(folder, migrations)
  const filters = outsideTheModels(folder.provider)
  try {
    await withSchemaEngine(folder.datasource, factory, (engine) => engine.applyMigrations({ migrationsList, filters }))
  } catch (cause) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split('\n')
    throw new SojournError('STORE_UNAVAILABLE', `The database could not be brought up to date: ${reason}`, { cause })
  }
}

const refuseUnknown = (migrations: readonly Migration[], applied: readonly AppliedMigration[]): void => {
  const known = new Set(migrations.map((migration) => migration.name))
  const unknown = applied.find((row) => !known.has(row.name))
  if (unknown === undefined) return
  throw new SojournError(
    'STORE_UNAVAILABLE',
    `The database was written by a newer version (migration ${unknown.name}): start that version, or use another data directory`,
  )
}

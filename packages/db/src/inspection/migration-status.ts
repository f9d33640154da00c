import { type AppliedMigration, type Migration, readMigrations, schemaFolder } from '../prisma/migrations.ts'
import type { Database } from './database.ts'

export interface MigrationStatus {
  applied: string[]
  /** Known to this version and not applied. */
  pending: string[]
  /** Begun and not finished. */
  failed: string[]
  /** Applied by another version, or with other words. */
  unknown: string[]
}

export const compareMigrations = (known: readonly Migration[], seen: readonly AppliedMigration[]): MigrationStatus => {
  const checksums = new Map(known.map(({ name, checksum }) => [name, checksum]))
  const finished = seen.filter((row) => row.finished)
  const isKnown = ({ name, checksum }: AppliedMigration): boolean => checksums.get(name) === checksum
  const applied = finished.filter(isKnown).map(({ name }) => name)
  const unknown = finished.filter((row) => !isKnown(row)).map(({ name }) => name)
  return {
    applied,
    pending: known.map(({ name }) => name).filter((name) => !applied.includes(name)),
    failed: seen.filter((row) => !row.finished).map(({ name }) => name),
    unknown,
  }
}

/** Which migrations the database has and lacks. */
export const migrationStatus = async (database: Database): Promise<MigrationStatus> =>
  compareMigrations(await readMigrations(schemaFolder(database.provider)), await database.appliedMigrations())

import { SojournError } from '@sojourn/contract/error'
import { migrationStatus } from '../inspection/migration-status.ts'
import { openDatabase } from '../inspection/open-database.ts'
import { bringUpToDate } from '../postgresql/bring-up-to-date.ts'
import { claimDatabase } from '../postgresql/claim-database.ts'
import { explained, placeOf } from '../postgresql/database-place.ts'
import { PostgresqlDatabase } from '../postgresql/postgresql-database.ts'
import { copyContents, removeVanishedContents } from './copy-contents.ts'
import { copyRows } from './copy-rows.ts'
import { copySessions, type Databases, removeVanished } from './copy-sessions.ts'
import { digestRows } from './digest-rows.ts'
import { beginPromotion, endPromotion } from './promotion-mark.ts'
import { readTables, type Table } from './tables.ts'

export interface PromoteOptions {
  /** The SQLite database; read only. */
  file: string
  /** An empty PostgreSQL database, or one into which this source was being promoted. */
  url: string
  onProgress: (step: 'copy' | 'verify', done: number, total: number) => void
}

export interface PromotedTable {
  table: string
  rows: number
  hash: string
}

const refuse = (message: string): SojournError => new SojournError('STORE_UNAVAILABLE', message)

/**
 * Copies a SQLite database into an empty PostgreSQL database, ids and seqs intact, and compares every row of both. No
 * server may use either. Whoever dies in between calls it again: it goes on with what is missing. Throws
 * STORE_UNAVAILABLE for a source that lacks migrations, a target with other data, and copies that differ.
 */
export const promote = async ({ file, url, onProgress }: PromoteOptions): Promise<PromotedTable[]> => {
  await using source = await openDatabase({ type: 'sqlite', file }, { access: 'alone', readonly: true })
  const { pending, failed, unknown } = await migrationStatus(source)
  if (pending.length + failed.length + unknown.length > 0) {
    throw refuse(`${file} is not up to date: run \`sojourn db migrate\` on it first, or start its server once`)
  }
  await prepareTarget(url)
  await using target = await openDatabase({ type: 'postgresql', url }, { access: 'alone' })
  const databases = { source, target }
  const tables = await readTables(source)
  await beginPromotion(databases, tables)
  await copySessions(databases, tables, await counter(databases, onProgress))
  await removeVanished(databases)
  await copyContents(databases)
  for (const table of tables) if (!table.ofSession && !table.isContent) await copyWhole(databases, table)
  await removeVanishedContents(databases)
  const verified = await verify(databases, tables, (done) => onProgress('verify', done, tables.length))
  await endPromotion(databases)
  return verified
}

/** Gives the target its tables. */
const prepareTarget = async (url: string): Promise<void> => {
  const place = placeOf(url)
  const database = new PostgresqlDatabase(url)
  let claim: Awaited<ReturnType<typeof claimDatabase>> | undefined
  try {
    claim = await claimDatabase(url)
    await bringUpToDate(database, url)
  } catch (error) {
    throw explained(error, place)
  } finally {
    await Promise.all([database.close(), claim?.release()])
  }
}

const counter = async ({ source }: Databases, onProgress: PromoteOptions['onProgress']) => {
  const [{ total } = { total: 0 }] = await source.rows<{ total: number }>('SELECT count(*) AS total FROM session')
  return (done: number): void => onProgress('copy', done, total)
}

/** A table that is not of sessions, all or nothing. */
const copyWhole = (databases: Databases, table: Table): Promise<number> => {
  const { source, target } = databases
  return target.transaction(async () => {
    await target.rows(`DELETE FROM "${table.name}"`)
    return copyRows(source, target, { table })
  })
}

const verify = async (
  { source, target }: Databases,
  tables: readonly Table[],
  onProgress: (tables: number) => void,
): Promise<PromotedTable[]> => {
  const verified: PromotedTable[] = []
  for (const table of tables) {
    const [there, here] = [await digestRows(source, { table }), await digestRows(target, { table })]
    if (there.count !== here.count || there.hash !== here.hash) {
      throw refuse(
        `The copy of ${table.name} differs (${there.count} rows, ${here.count} in the copy): empty the database and begin again`,
      )
    }
    verified.push({ table: table.name, rows: here.count, hash: here.hash })
    onProgress(verified.length)
  }
  return verified
}

import { resolve } from 'node:path'
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type { SessionStore } from '@sojourn/core/ports/session-store'
import { applyMigrations, lacksMigrations, readMigrations, schemaFolder } from '../prisma/migrations.ts'
import { LazyPrisma } from '../prisma/prisma-access.ts'
import { typedStore } from '../prisma/typed-store.ts'
import { SearchIndexer } from '../search/search-indexer.ts'
import { agentLookup } from './agent-lookup.ts'
import { attachmentStore } from './attachment-store.ts'
import { createSchema } from './create-schema.ts'
import { eventLog } from './event-log.ts'
import { indexSlice } from './search-index.ts'
import { sessionReads } from './session-reads.ts'
import { SessionWriter } from './session-writer.ts'
import { busyTimeoutMs, SqliteDatabase, type SyncMode } from './sqlite-database.ts'
import { webhookLookup } from './webhook-lookup.ts'
import { acquireWriterLock } from './writer-lock.ts'

export interface SqliteStoreOptions {
  /** Path of the database file. It and its folder are created for this user alone when they are missing. */
  file: string
  sync: SyncMode
}

/**
 * Opens the store in a SQLite file, brings the file up to date, and keeps every other process from writing it until
 * `close`. Throws STORE_UNAVAILABLE, with what to do, when another process has the file, a newer version wrote it, or it
 * is not a database.
 */
export const openSqliteStore = async ({ file, sync }: SqliteStoreOptions): Promise<SessionStore> => {
  const path = resolve(file)
  const lock = acquireWriterLock(path)
  try {
    const database = await openCurrent(path, sync)
    return assemble(database, new LazyPrisma(() => openPrisma(path, sync)), lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Opens the file with every migration applied. */
const openCurrent = async (file: string, sync: SyncMode): Promise<SqliteDatabase> => {
  const folder = schemaFolder('sqlite')
  const migrations = await readMigrations(folder)
  const database = new SqliteDatabase(file, sync)
  try {
    if (database.isEmpty) createSchema(database, migrations)
    if (!lacksMigrations(migrations, database.appliedMigrations())) return database
  } catch (error) {
    database.close()
    throw error
  }
  database.close()
  await applyMigrations(folder, await adapterFactory(file, sync), migrations)
  return new SqliteDatabase(file, sync)
}

const assemble = (database: SqliteDatabase, prisma: LazyPrisma, lock: { release: () => void }): SessionStore => {
  const sessions = new SessionWriter(database)
  const indexer = new SearchIndexer(indexSlice(database))
  // What an earlier process or version has left to be indexed.
  indexer.noteNews()
  return {
    name: 'sqlite',
    ...eventLog(database, sessions, indexer),
    ...sessionReads(database, sessions, indexer),
    ...typedStore(prisma.access),
    ...attachmentStore(database),
    ...agentLookup(database),
    ...webhookLookup(database),
    async close() {
      await indexer.close()
      await prisma.close()
      database.close()
      lock.release()
    },
  }
}

const openPrisma = async (file: string, sync: SyncMode) => {
  const { PrismaClient } = await import('../generated/sqlite/client.ts')
  return new PrismaClient({ adapter: await adapterFactory(file, sync) })
}

/** Prisma's adapter, loaded when needed, with connections that sync as the store's own does. */
const adapterFactory = async (file: string, sync: SyncMode): Promise<SqlMigrationAwareDriverAdapterFactory> => {
  const { PrismaBetterSqlite3 } = await import('@prisma/adapter-better-sqlite3')
  const factory = new PrismaBetterSqlite3({ url: `file:${file}`, timeout: busyTimeoutMs })
  const connect = async (): Promise<SqlDriverAdapter> => {
    const adapter = await factory.connect()
    await adapter.executeScript(`PRAGMA synchronous = ${sync}`)
    return adapter
  }
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect,
    connectToShadowDb: () => factory.connectToShadowDb(),
  }
}

import { SojournError } from '@sojourn/contract/error'
import type { SessionStore } from '@sojourn/core/ports/session-store'
import type { PrismaClient } from '../generated/sqlite/client.ts'
import { accountStore } from '../prisma/account-store.ts'
import { applyMigrations, lacksMigrations, readMigrations, schemaFolder } from '../prisma/migrations.ts'
import { LazyPrisma } from '../prisma/prisma-access.ts'
import { typedStore } from '../prisma/typed-store.ts'
import { WrittenSessions } from '../rows/written-sessions.ts'
import { SearchIndexer } from '../search/search-indexer.ts'
import { agentLookup } from './agent-lookup.ts'
import { claimDatabase } from './claim-database.ts'
import { eventLog } from './event-log.ts'
import { PostgresqlDatabase, type Statements, sqlStateOf } from './postgresql-database.ts'
import { indexSlice } from './search-index.ts'
import { sessionReads } from './session-reads.ts'
import { webhookLookup } from './webhook-lookup.ts'

export interface PostgresqlStoreOptions {
  /** `postgresql://user:password@host:port/database`, with the parameters that libpq's programs take. */
  url: string
  /** alone: another process that wants it alone is refused. shared: any number of processes, as the fence allows. */
  access: 'alone' | 'shared'
}

/** Oldest version that the statements are tested with. */
const oldestServer = 150_000

/** Any number that is the same in every process: the lock of those who change the schema. */
const migrationLock = 7_265_636

/**
 * Opens the store in a PostgreSQL database and brings the database up to date. Several processes may have it open: of
 * those who append to one session at the same point, one wins. Throws STORE_UNAVAILABLE, with what to do and without the
 * password, when the database cannot be reached, another process has it alone, a newer version wrote it, or it is
 * somebody else's.
 */
export const openPostgresqlStore = async ({ url, access }: PostgresqlStoreOptions): Promise<SessionStore> => {
  const place = placeOf(url)
  const database = new PostgresqlDatabase(url)
  let claim: Awaited<ReturnType<typeof claimDatabase>> | undefined
  try {
    if (access === 'alone') claim = await claimDatabase(url)
    await bringUpToDate(database, url)
  } catch (error) {
    await Promise.all([database.close(), claim?.release()])
    throw explained(error, place)
  }
  const prisma = new LazyPrisma(() => openPrisma(database))
  const written = new WrittenSessions()
  const indexer = new SearchIndexer(indexSlice(database))
  // What an earlier process or version has left to be indexed.
  indexer.noteNews()
  return {
    name: 'postgresql',
    ...eventLog(database, written, indexer),
    ...sessionReads(database, written, indexer),
    ...typedStore(prisma.access),
    ...accountStore(prisma.access),
    ...agentLookup(database),
    ...webhookLookup(database),
    async close() {
      await indexer.close()
      await prisma.close()
      await database.close()
      await claim?.release()
    },
  }
}

const bringUpToDate = async (database: PostgresqlDatabase, url: string): Promise<void> => {
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

/** Both clients are made from the same models, and are used for what both databases can do. */
const openPrisma = async (database: PostgresqlDatabase): Promise<PrismaClient> => {
  const [{ PrismaPg }, client] = await Promise.all([
    import('@prisma/adapter-pg'),
    import('../generated/postgresql/client.ts'),
  ])
  return new client.PrismaClient({ adapter: new PrismaPg(database.pool) }) as unknown as PrismaClient
}

/** Where the database is, without who asks for it and with which password. */
const placeOf = (url: string): string => {
  if (!URL.canParse(url)) {
    throw new SojournError(
      'STORE_UNAVAILABLE',
      'The address of the database is none: write postgresql://user@host/database',
    )
  }
  const { hostname, port, pathname, searchParams } = new URL(url)
  const host = searchParams.get('host') ?? `${hostname || 'localhost'}:${port || '5432'}`
  return `The database ${decodeURIComponent(pathname.slice(1)) || '(unnamed)'} at ${host}`
}

const reasons: Record<string, string> = {
  '28000': 'refuses this user: check user and password',
  '28P01': 'refuses this user: check user and password',
  '3D000': 'does not exist: create it, or write the name of another one',
  '53300': 'has no connection left for us',
  '57P03': 'is starting or stopping: try again',
  ECONNREFUSED: 'cannot be reached, no server answers there: start it, or write another address',
  ENOENT: 'cannot be reached, no server answers there: start it, or write another address',
  ENOTFOUND: 'cannot be reached, there is no such host: write another address',
}

/** What a person can do about it; the driver's words are kept as the cause, for the log. */
const explained = (error: unknown, place: string): SojournError => {
  if (error instanceof SojournError) return error
  const code = sqlStateOf(error) ?? ''
  // Without a code it is the driver that speaks, of the connection only.
  const words = error instanceof Error && code === '' ? error.message : code
  const reason = reasons[code] ?? `cannot be used: ${words}`
  return new SojournError('STORE_UNAVAILABLE', `${place} ${reason}`, { cause: error })
}

import type { SessionStore } from '@sojourn/core/ports/session-store'
import type { PrismaClient } from '../generated/sqlite/client.ts'
import { accountStore } from '../prisma/account-store.ts'
import { LazyPrisma } from '../prisma/prisma-access.ts'
import { typedStore } from '../prisma/typed-store.ts'
import { WrittenSessions } from '../rows/written-sessions.ts'
import { SearchIndexer } from '../search/search-indexer.ts'
import { agentLookup } from './agent-lookup.ts'
import { attachmentStore } from './attachment-store.ts'
import { bringUpToDate, refuseHalfPromoted } from './bring-up-to-date.ts'
import { claimDatabase } from './claim-database.ts'
import { explained, placeOf } from './database-place.ts'
import { eventLog } from './event-log.ts'
import { PostgresqlDatabase } from './postgresql-database.ts'
import { indexSlice } from './search-index.ts'
import { sessionReads } from './session-reads.ts'
import { webhookLookup } from './webhook-lookup.ts'

export interface PostgresqlStoreOptions {
  /** `postgresql://user:password@host:port/database`, with the parameters that libpq's programs take. */
  url: string
  /** alone: another process that wants it alone is refused. shared: any number of processes, as the fence allows. */
  access: 'alone' | 'shared'
}

/**
 * Opens the store in a PostgreSQL database and brings the database up to date. Several processes may have it open: of
 * those who append to one session at the same point, one wins. Throws STORE_UNAVAILABLE, with what to do and without the
 * password, when the database cannot be reached, another process has it alone, a newer version wrote it, it is somebody
 * else's, or a promotion into it has not ended.
 */
export const openPostgresqlStore = async ({ url, access }: PostgresqlStoreOptions): Promise<SessionStore> => {
  const place = placeOf(url)
  const database = new PostgresqlDatabase(url)
  let claim: Awaited<ReturnType<typeof claimDatabase>> | undefined
  try {
    if (access === 'alone') claim = await claimDatabase(url)
    await bringUpToDate(database, url)
    await refuseHalfPromoted(database)
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
    ...attachmentStore(database),
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

/** Both clients are made from the same models, and are used for what both databases can do. */
const openPrisma = async (database: PostgresqlDatabase): Promise<PrismaClient> => {
  const [{ PrismaPg }, client] = await Promise.all([
    import('@prisma/adapter-pg'),
    import('../generated/postgresql/client.ts'),
  ])
  return new client.PrismaClient({ adapter: new PrismaPg(database.pool) }) as unknown as PrismaClient
}

import type { DatabasePlace } from './database.ts'

/** Applies what the database lacks, as a server does when it starts. Throws STORE_UNAVAILABLE while a server uses it. */
export const migrateDatabase = async (place: DatabasePlace): Promise<void> => {
  if (place.type === 'sqlite') {
    const { openSqliteStore } = await import('../sqlite/open-sqlite-store.ts')
    const store = await openSqliteStore({ file: place.file, sync: 'full' })
    return store.close()
  }
  const { openPostgresqlStore } = await import('../postgresql/open-postgresql-store.ts')
  const store = await openPostgresqlStore({ url: place.url, access: 'alone' })
  return store.close()
}

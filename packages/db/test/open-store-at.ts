import type { SessionStore } from '@sojourn/core/ports/session-store'
import { openPostgresqlStore } from '../src/postgresql/open-postgresql-store.ts'
import { openSqliteStore } from '../src/sqlite/open-sqlite-store.ts'

/** Opens the store at the URL of a PostgreSQL database, or in a file. */
export const openStoreAt = (place: string): Promise<SessionStore> =>
  place.startsWith('postgresql:')
    ? openPostgresqlStore({ url: place, access: 'shared' })
    : openSqliteStore({ file: place, sync: 'full' })

import { describeDurableStore, describeSessionStore } from '@sojourn/core/testing/session-store-suite'
import { openPostgresqlStore } from '../../src/postgresql/open-postgresql-store.ts'
import { emptyDatabase, usePostgresql } from './use-postgresql.ts'

const server = usePostgresql()
let url: string | undefined

/** One database for all tests, emptied after each: making one takes longer than most tests. */
const open = async () => {
  url ??= (await server.createDatabase()).url
  const place = { url, access: 'alone' as const }
  let store = await openPostgresqlStore(place)
  return {
    store,
    reopen: async () => {
      await store.close()
      store = await openPostgresqlStore(place)
      return store
    },
    close: async () => {
      await store.close()
      await emptyDatabase(place.url)
    },
  }
}

describeSessionStore('postgresql', open)
describeDurableStore('postgresql', open)

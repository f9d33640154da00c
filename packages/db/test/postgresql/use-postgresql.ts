import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { openPostgresqlStore } from '../../src/postgresql/open-postgresql-store.ts'
import {
  openPostgresqlServer,
  type PostgresqlServer,
  type ThrowAwayDatabase,
} from '../../src/testing/throw-away-postgresql.ts'

/** A server for the tests of a file, and databases on it. */
export const usePostgresql = (): Pick<PostgresqlServer, 'createDatabase'> => {
  let server: PostgresqlServer | undefined
  const databases: ThrowAwayDatabase[] = []
  beforeAll(async () => {
    server = await openPostgresqlServer()
  })
  afterAll(async () => {
    for (const database of databases) await database[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })
  return {
    async createDatabase() {
      if (!server) throw new Error('The server runs while tests do')
      const database = await server.createDatabase()
      databases.push(database)
      return database
    },
  }
}

/** Opens an empty store. One database for all tests of a file, emptied after each: making one takes longer than most tests. */
export const openEmptied = (server: Pick<PostgresqlServer, 'createDatabase'>) => {
  let url: string | undefined
  return async () => {
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
}

/** Asks a database past the store. */
export const query = async <Row extends object>(url: string, sql: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

/** Removes all rows; the tables stay. For a few rows that is faster than TRUNCATE, which makes new files. */
export const emptyDatabase = async (url: string): Promise<void> => {
  const tables = "SELECT string_agg(format('DELETE FROM %I', table_name), ';') AS sql FROM information_schema.tables"
  const own = "table_schema = 'public' AND table_name <> '_prisma_migrations'"
  const [deletions] = await query<{ sql: string }>(url, `${tables} WHERE ${own}`)
  await query(url, deletions?.sql ?? '')
}

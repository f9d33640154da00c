import pg from 'pg'
import { claimDatabase, holderOfClaim } from '../postgresql/claim-database.ts'
import { explained, placeOf } from '../postgresql/database-place.ts'
import { sqlStateOf } from '../postgresql/postgresql-database.ts'
import { numbered } from '../postgresql/postgresql-dialect.ts'
import { toParameter } from '../postgresql/stored-text.ts'
import { appliedMigrationsSql } from '../prisma/migrations.ts'
import { toUnavailable } from '../unavailable.ts'
import type { Database } from './database.ts'

export interface PostgresqlAccess {
  url: string
  /** Keeps every server away until it is closed. */
  alone: boolean
  readonly: boolean
}

const connectTimeoutMs = 10_000

/** Counts and tokens as numbers, as SQLite gives them. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text') =>
    oid === pg.types.builtins.INT8
      ? Number
      : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
}

const tableNames = `SELECT table_name::text AS name FROM information_schema.tables
  WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name`

/** Connects to a database that exists; no migration is applied. */
export const connectPostgresql = async ({ url, alone, readonly }: PostgresqlAccess): Promise<Database> => {
  const place = placeOf(url)
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs, types })
  client.on('error', () => {})
  let claim: Awaited<ReturnType<typeof claimDatabase>> | undefined
  try {
    await client.connect()
    await client.query(`SET jit = off; SET default_transaction_read_only = ${readonly ? 'on' : 'off'}`)
    if (alone) claim = await claimDatabase(url)
  } catch (error) {
    await client.end().catch(() => {})
    throw explained(error, place)
  }
  const rows = async <Row>(sql: string, ...values: readonly unknown[]): Promise<Row[]> => {
    try {
      return (await client.query({ text: numbered(sql), values: values.map(toParameter) })).rows as Row[]
    } catch (error) {
      throw sqlStateOf(error) === undefined ? explained(error, place) : toUnavailable(error)
    }
  }
  const tables = async (): Promise<string[]> => (await rows<{ name: string }>(tableNames)).map(({ name }) => name)
  return {
    provider: 'postgresql',
    rows,
    tables,
    async transaction(work) {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
      try {
        const result = await work()
        await client.query('COMMIT')
        return result
      } catch (error) {
        await client.query('ROLLBACK').catch(() => {})
        throw error
      }
    },
    appliedMigrations: async () => ((await tables()).includes('_prisma_migrations') ? rows(appliedMigrationsSql) : []),
    holder: async () => (alone ? null : holderOfClaim(client)),
    async [Symbol.asyncDispose]() {
      await client.end()
      await claim?.release()
    },
  }
}

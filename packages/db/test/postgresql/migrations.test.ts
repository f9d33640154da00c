import { PrismaPg } from '@prisma/adapter-pg'
import { createRequest } from '@sojourn/core/testing/store-fixtures'
import { describe, expect, it } from 'vitest'
import { openCataloguePool } from '../../src/postgresql/catalogue-pool.ts'
import { openPostgresqlStore } from '../../src/postgresql/open-postgresql-store.ts'
import { draftMigration } from '../../src/prisma/draft-migration.ts'
import { readMigrations, schemaFolder } from '../../src/prisma/migrations.ts'
import { query, usePostgresql } from './use-postgresql.ts'

const server = usePostgresql()

/** A database that a store has brought up to date, and how to open it again. */
const openedOnce = async () => {
  const { url } = await server.createDatabase()
  const store = await openPostgresqlStore({ url, access: 'shared' })
  await store.append([createRequest({}, 3)])
  await store.close()
  return { url, open: () => openPostgresqlStore({ url, access: 'shared' }) }
}

describe('migrations', () => {
  it('[D1] lead to just what the models say', async () => {
    const { url } = await server.createDatabase()
    const pool = openCataloguePool(url)
    expect(await draftMigration(schemaFolder('postgresql'), new PrismaPg(pool))).toBe('')
    await pool.end()
  })

  it('[D1] give every text the order of its bytes, whatever the locale of the database', async () => {
    const { url } = await openedOnce()
    const texts = `SELECT DISTINCT collation_name AS name FROM information_schema.columns
      WHERE table_schema = 'public' AND data_type = 'text' AND table_name NOT LIKE '\\_prisma%'`
    expect(await query(url, texts)).toEqual([{ name: 'C' }])
  })

  it('[D1] are applied once, and keep what is there', async () => {
    const { url, open } = await openedOnce()
    await (await open()).close()
    const migrations = await readMigrations(schemaFolder('postgresql'))
    const applied = 'SELECT count(*)::int AS applied FROM _prisma_migrations'
    expect(await query(url, applied)).toEqual([{ applied: migrations.length }])
    expect(await query(url, 'SELECT count(*)::int AS events FROM event')).toEqual([{ events: 3 }])
  })

  it('[D1] of a newer version are not worked against', async () => {
    const { url, open } = await openedOnce()
    await query(
      url,
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '9999_note', now())",
    )
    await expect(open()).rejects.toThrow(/newer version \(migration 9999_note\)/)
  })

  it('[D1] that broke off are not passed over', async () => {
    const { url, open } = await openedOnce()
    await query(url, 'UPDATE _prisma_migrations SET finished_at = NULL')
    await expect(open()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await expect(open()).rejects.toThrow(/could not be brought up to date/)
  })

  it('[D1] are not applied to a database that is somebody else’s', async () => {
    const { url } = await server.createDatabase()
    await query(url, 'CREATE TABLE letters (id int)')
    await expect(openPostgresqlStore({ url, access: 'shared' })).rejects.toThrow(/could not be brought up to date/)
    const tables = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
    expect(await query(url, tables)).toEqual([{ name: 'letters' }])
  })
})

import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { agentRecord, createRequest, logEvent, projectId } from '@sojourn/core/testing/store-fixtures'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PrismaClient } from '../../src/generated/sqlite/client.ts'
import { draftMigration } from '../../src/prisma/draft-migration.ts'
import { applyMigrations, readMigrations, schemaFolder } from '../../src/prisma/migrations.ts'
import { toEventRow } from '../../src/rows/event-row.ts'
import { toDetailRow, toIdentityRow, toStateRow } from '../../src/rows/session-row.ts'
import { createSchema } from '../../src/sqlite/create-schema.ts'
import { openSqliteStore } from '../../src/sqlite/open-sqlite-store.ts'
import { SqliteDatabase } from '../../src/sqlite/sqlite-database.ts'
import { sqliteFile } from './sqlite-file.ts'

let place: Awaited<ReturnType<typeof sqliteFile>>
beforeEach(async () => {
  place = await sqliteFile()
  await mkdir(dirname(place.file))
})
afterEach(() => place.remove())

const folder = schemaFolder('sqlite')
const openStore = () => openSqliteStore({ file: place.file, sync: 'full' })
const factoryFor = (file: string) => new PrismaBetterSqlite3({ url: `file:${file}` })

const query = (file: string, sql: string): unknown[] => {
  const connection = new Database(file)
  const rows = connection.prepare(sql).all()
  connection.close()
  return rows
}
const change = (file: string, sql: string): void => {
  const connection = new Database(file)
  connection.exec(sql)
  connection.close()
}
const schemaOf = (file: string) =>
  query(file, 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name')
const notesOf = (file: string) =>
  query(file, 'SELECT migration_name, checksum, applied_steps_count, rolled_back_at FROM _prisma_migrations')

describe('migrations', () => {
  it('[D1] lead to just what the models say', async () => {
    expect(await draftMigration(folder, factoryFor(place.file))).toBe('')
  })

  it('[D1] make the same file whether the store applies them to a new one or the engine does', async () => {
    const made = join(place.folder, 'engine.db')
    const migrations = await readMigrations(folder)
    await applyMigrations(folder, factoryFor(made), migrations)
    await (await openStore()).close()
    expect(schemaOf(place.file)).toEqual(schemaOf(made))
    expect(notesOf(place.file)).toEqual(notesOf(made))
    expect(notesOf(place.file).length).toBe(migrations.length)
    // The engine finds nothing to do in the store's file.
    await applyMigrations(folder, factoryFor(place.file), migrations)
    expect(notesOf(place.file).length).toBe(migrations.length)
  })

  it('[D1] that are missing from an older file are applied when it is opened', async () => {
    const old = new SqliteDatabase(place.file, 'full')
    createSchema(old, [])
    old.close()
    const store = await openStore()
    expect(await store.append([createRequest()])).toEqual([{ status: 'stored' }])
    await store.close()
    expect(notesOf(place.file).length).toBe((await readMigrations(folder)).length)
  })

  it('[D1] keep what an older file holds', async () => {
    const store = await openStore()
    const request = createRequest({}, 3)
    await store.append([request])
    await store.close()
    const newer = await mkdtemp(join(place.folder, 'migrations-'))
    await cp(folder.migrations, newer, { recursive: true })
    await mkdir(join(newer, '99990101000000_note'))
    const sql = 'ALTER TABLE "session" ADD COLUMN "note" TEXT NOT NULL DEFAULT \'none\';\n'
    await writeFile(join(newer, '99990101000000_note', 'migration.sql'), sql)
    const newerFolder = { ...folder, migrations: pathToFileURL(`${newer}/`) }
    await applyMigrations(newerFolder, factoryFor(place.file), await readMigrations(newerFolder))
    expect(query(place.file, 'SELECT id, lastSeq, note FROM session')).toEqual([{ id: 's1', lastSeq: 3, note: 'none' }])
    expect(query(place.file, 'SELECT count(*) AS events FROM event')).toEqual([{ events: 3 }])
    // This version does not know that migration.
    await expect(openStore()).rejects.toThrow(/newer version \(migration 99990101000000_note\)/)
  })

  it('[D5] before text search leave a file whose sessions are found by what they have said', async () => {
    const migrations = await readMigrations(folder)
    const before = migrations.slice(
      0,
      migrations.findIndex(({ name }) => name.endsWith('_text_search')),
    )
    const old = new SqliteDatabase(place.file, 'full')
    createSchema(old, before)
    const insert = (table: string, row: object) => {
      const columns = Object.keys(row)
      old.run(`INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => '?')})`, ...Object.values(row))
    }
    const { record } = createRequest({ title: 'The Title' }, 1)
    insert('session', { id: record.id, ...toIdentityRow(record), ...toStateRow(record) })
    insert('session_detail', { ...toDetailRow(record), searchText: 'the title' })
    const data = { input: { text: 'An old question' }, position: 1, strategy: 'enqueue' }
    insert('event', toEventRow(record.id, logEvent(record.id, 1, { type: 'run.queued', data } as never)))
    old.close()
    const store = await openStore()
    for (const text of ['title', 'quest old', 'title question']) {
      expect((await store.listSessions({ projectId, limit: 5, filter: { text } })).items).toEqual([record])
    }
    await store.close()
  })

  it('[D1] that broke off are not passed over', async () => {
    await (await openStore()).close()
    change(place.file, 'UPDATE _prisma_migrations SET finished_at = NULL')
    await expect(openStore()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await expect(openStore()).rejects.toThrow(/could not be brought up to date/)
  })

  it('[D1] are not applied to a database that is somebody else’s', async () => {
    change(place.file, 'CREATE TABLE "letters" (id INTEGER PRIMARY KEY)')
    await expect(openStore()).rejects.toThrow(/could not be brought up to date/)
    expect(query(place.file, 'SELECT name FROM sqlite_schema')).toEqual([{ name: 'letters' }])
  })
})

describe('the drivers', () => {
  it('[D4] Prisma’s adapter runs on better-sqlite3 13, for which it is not made', async () => {
    const adapter = createRequire(createRequire(import.meta.url).resolve('@prisma/adapter-better-sqlite3'))
    const manifest = dirname(dirname(adapter.resolve('better-sqlite3')))
    const { version } = JSON.parse(await readFile(join(manifest, 'package.json'), 'utf8')) as { version: string }
    expect(version).toMatch(/^13\./)
    const store = await openStore()
    await store.insertAgent(agentRecord({ name: 'ü "x"' }))
    await store.append([createRequest()])
    const prisma = new PrismaClient({ adapter: factoryFor(place.file) })
    const created = await prisma.rule.create({
      data: {
        id: 'r',
        projectId,
        scope: 'everyone',
        toolId: '*',
        operation: '*',
        decision: 'ask',
        createdBy: 'me',
        createdAt: '',
      },
    })
    expect(await prisma.rule.findMany()).toEqual([created])
    expect(await prisma.agent.findMany({ select: { name: true } })).toEqual([{ name: 'ü "x"' }])
    expect(await prisma.session.findFirst({ include: { events: true } })).toMatchObject({
      id: 's1',
      empty: false,
      events: [{ seq: 1 }],
    })
    await expect(prisma.rule.create({ data: created })).rejects.toMatchObject({ code: 'P2002' })
    await prisma.$disconnect()
    await store.close()
  })
})

import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import {
  agentRecord,
  createRequest,
  logEvent,
  nextRequest,
  projectId,
  ruleRecord,
} from '@sojourn/core/testing/store-fixtures'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../src/sqlite/open-sqlite-store.ts'
import { SqliteDatabase } from '../../src/sqlite/sqlite-database.ts'
import { sqliteFile } from './sqlite-file.ts'

let place: Awaited<ReturnType<typeof sqliteFile>>
beforeEach(async () => {
  place = await sqliteFile()
})
afterEach(() => place.remove())

const openStore = () => openSqliteStore({ file: place.file, sync: 'full' })

const modesIn = async (folder: string): Promise<Record<string, string>> => {
  const modes: Record<string, string> = {}
  for (const name of (await readdir(folder)).toSorted()) {
    modes[name] = ((await stat(`${folder}/${name}`)).mode & 0o777).toString(8)
  }
  return modes
}

describe('the index of words', () => {
  it('[D5] holds nothing more of a session that was deleted (Trap 11)', async () => {
    const store = await openStore()
    await store.append([createRequest({ id: 's1', title: 'needle' }), createRequest({ id: 's2', title: 'haystack' })])
    const filter = { text: 'needle' }
    expect((await store.listSessions({ projectId, limit: 5, filter })).items.length).toBe(1)
    await store.deleteSession({ projectId, id: 's1' })
    await store.close()
    const file = new Database(place.file)
    const indexed = 'SELECT count(*) AS count FROM search_index WHERE search_index MATCH ?'
    const count = (word: string) => (file.prepare(indexed).get(word) as { count: number }).count
    expect([count('needle'), count('haystack')]).toEqual([0, 1])
    expect(file.prepare('SELECT sessionId, words FROM search_text').all()).toEqual([
      { sessionId: 's2', words: ' haystack' },
    ])
    file.exec("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)")
    file.close()
  })
})

describe('the database file', () => {
  it('[D3] belongs to this user alone, with everything beside it', async () => {
    const store = await openStore()
    await store.append([createRequest()])
    await store.putRule(ruleRecord())
    const folder = dirname(place.file)
    expect(((await stat(folder)).mode & 0o777).toString(8)).toBe('700')
    expect(await modesIn(folder)).toEqual({
      'sojourn.db': '600',
      'sojourn.db-shm': '600',
      'sojourn.db-wal': '600',
      'sojourn.db.lock': '600',
    })
    await store.close()
  })

  it('[C6] is whole after close: its write-ahead log is in it', async () => {
    const store = await openStore()
    await store.append([createRequest({}, 100)])
    await store.listRules({ projectId, all: true })
    await store.close()
    expect(await readdir(dirname(place.file))).toEqual(['sojourn.db', 'sojourn.db.lock'])
    const reader = new Database(place.file, { readonly: true })
    expect(reader.prepare('SELECT count(*) FROM event').pluck().get()).toBe(100)
    expect(reader.pragma('integrity_check', { simple: true })).toBe('ok')
    reader.close()
  })

  it('[D2] can be read by other programs while the store is open', async () => {
    const store = await openStore()
    await store.append([createRequest({}, 3)])
    const reader = new Database(place.file, { readonly: true })
    expect(reader.prepare('SELECT count(*) FROM event').pluck().get()).toBe(3)
    await store.append([nextRequest(createRequest({}, 3))])
    expect(reader.prepare('SELECT count(*) FROM event').pluck().get()).toBe(4)
    reader.close()
    await store.close()
  })

  it('[D2] is not opened twice, not by one process either', async () => {
    const store = await openStore()
    await expect(openStore()).rejects.toThrow(/in use by this very process.*another data directory/)
    await store.close()
    await (await openStore()).close()
  })

  it('[E2] syncs every flush, or the system does in its own time, as was asked', () => {
    const levels = (['full', 'normal'] as const).map((sync) => {
      const database = new SqliteDatabase(place.file, sync)
      const rows = [database.rows('PRAGMA synchronous'), database.rows('PRAGMA journal_mode')]
      database.close()
      return rows
    })
    expect(levels).toEqual([
      [[{ synchronous: 2 }], [{ journal_mode: 'wal' }]],
      [[{ synchronous: 1 }], [{ journal_mode: 'wal' }]],
    ])
  })

  it('[D1] that is no database is refused, and left as it is', async () => {
    await mkdir(dirname(place.file), { recursive: true })
    await writeFile(place.file, 'This is a letter, not a database. '.repeat(100))
    await expect(openStore()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect((await stat(place.file)).size).toBe(3_400)
  })

  it('[C6] a closed store answers nothing, and can be closed again', async () => {
    const store = await openStore()
    await store.getRun({ projectId, id: 'r1' })
    await store.close()
    await store.close()
    const closed = { code: 'STORE_UNAVAILABLE', message: 'The store is closed' }
    await expect(store.append([createRequest()])).rejects.toMatchObject(closed)
    await expect(store.readEvents({ sessionId: 's1', afterSeq: 0, limit: 1 })).rejects.toMatchObject(closed)
    await expect(store.getSession({ projectId, id: 's1' })).rejects.toMatchObject(closed)
    await expect(store.listSessions({ projectId, limit: 1, filter: {} })).rejects.toMatchObject(closed)
    await expect(store.getRun({ projectId, id: 'r1' })).rejects.toMatchObject(closed)
    await expect(store.deleteSession({ projectId, id: 's1' })).rejects.toMatchObject(closed)
    await expect(store.getAgent({ projectId, id: 'demo' })).rejects.toMatchObject(closed)
  })

  it('[C6] close waits for what is under way', async () => {
    const store = await openStore()
    const rules = Array.from({ length: 50 }, (_, index) => store.putRule(ruleRecord({ id: `rule${index}` })))
    await store.close()
    await Promise.all(rules)
    const again = await openStore()
    expect((await again.listRules({ projectId, all: true })).length).toBe(50)
    await again.close()
  })
})

describe('two connections to one file', () => {
  it('[D4] appends and typed writes at the same time neither fail nor see old states', async () => {
    const store = await openStore()
    await store.insertAgent(agentRecord())
    let last = createRequest()
    await store.append([last])
    const typed: Promise<unknown>[] = []
    for (let round = 1; round <= 200; round += 1) {
      last = nextRequest(last)
      typed.push(
        store.putRule(ruleRecord({ id: `rule${round}` })),
        store.updateAgent(agentRecord({ name: `name ${round}` })),
        store.countOpenSessions({ projectId, agentId: 'demo' }),
      )
      expect(await store.append([last])).toEqual([{ status: 'stored' }])
    }
    await Promise.all(typed)
    expect((await store.listRules({ projectId, all: true })).length).toBe(200)
    expect((await store.getSession({ projectId, id: 's1' }))?.lastSeq).toBe(201)
    await store.close()
  })

  it('[E1] a row that is in the way singles out its request: the others of the flush are stored', async () => {
    const store = await openStore()
    const [first, second] = [createRequest({ id: 's1' }), createRequest({ id: 's2' })]
    await store.append([first, second])
    const meddler = new Database(place.file)
    meddler
      .prepare(
        "INSERT INTO event (sessionId, seq, id, ts, type, v, source, data) VALUES ('s1', 3, 'x', '', 'log', 1, 'user', '{}')",
      )
      .run()
    meddler.close()
    const results = await store.append([
      nextRequest(second),
      nextRequest(first, 2, { changes: { title: 'never' }, setTags: ['never'] }),
      createRequest({ id: 's3' }),
    ])
    expect(results.map((result) => result.status)).toEqual(['stored', 'conflict', 'stored'])
    expect(await store.getSession({ projectId, id: 's1' })).toMatchObject({ lastSeq: 1, title: null, tags: [] })
    expect(await store.append([nextRequest(first)])).toEqual([{ status: 'stored' }])
    const log = await store.readEvents({ sessionId: 's2', afterSeq: 0, limit: 9 })
    expect(log.map(({ event }) => event)).toEqual([logEvent('s2', 1), logEvent('s2', 2)])
    await store.close()
  })
})

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createRequest, logEvent, nextRequest, projectId } from '@sojourn/core/testing/store-fixtures'
import { describe, expect, it } from 'vitest'
import { openPostgresqlStore } from '../../src/postgresql/open-postgresql-store.ts'
import { expectAcknowledgedToSurvive, seed } from '../killed-writers.ts'
import { query, usePostgresql } from './use-postgresql.ts'

const server = usePostgresql()
const rival = fileURLToPath(new URL('append-as-rival.ts', import.meta.url))

/** Lets a process append until it has won so often in each session; what it won. */
const race = async (args: readonly string[]): Promise<Record<string, number[]>> => {
  const { stdout } = await promisify(execFile)(process.execPath, [rival, ...args])
  return JSON.parse(stdout)
}

describe('processes on one database', () => {
  it(`[E1] what a killed one acknowledged is there unchanged and without holes (seed ${seed})`, async () => {
    const { url } = await server.createDatabase()
    await expectAcknowledgedToSurvive(url)
  })

  it('[E1] of those that race for a seq exactly one wins, and the log has neither holes nor doubles', async () => {
    const { url } = await server.createDatabase()
    const store = await openPostgresqlStore({ url, access: 'shared' })
    const sessions = ['s1', 's2', 's3', 's4']
    await store.append(sessions.map((id) => createRequest({ id })))
    const wins = 25
    const names = ['ada', 'bob', 'eve']
    const won = await Promise.all(
      names.map((name, index) => {
        // Each in an order of its own: locks that are not taken in one order would deadlock.
        const order = [...sessions.slice(index), ...sessions.slice(0, index)]
        return race([url, name, String(wins), ...order])
      }),
    )
    for (const id of sessions) {
      const events = await store.readEvents({ sessionId: id, afterSeq: 1, limit: 1_000 })
      const ids = events.map(({ event }) => event.id)
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: names.length * wins }, (_, index) => index + 2))
      const claimed = names.flatMap((name, index) => (won[index]?.[id] ?? []).map((seq) => `${name}-${seq}`))
      expect(claimed.toSorted()).toEqual(ids.toSorted())
      expect((await store.getSession({ projectId, id }))?.lastSeq).toBe(1 + names.length * wins)
    }
    await store.close()
  })

  it('[S11] [D5] find what the others have said, and lose no word when they index at the same time', async () => {
    const { url } = await server.createDatabase()
    const stores = await Promise.all([1, 2, 3].map(() => openPostgresqlStore({ url, access: 'shared' })))
    const [first] = stores
    let request = createRequest({ id: 's' })
    await first?.append([request])
    const find = async (text: string) => {
      const pages = stores.map((store) => store.listSessions({ projectId, limit: 5, filter: { text } }))
      return (await Promise.all(pages)).map(({ items }) => items.length)
    }
    for (let round = 0; round < 20; round += 1) {
      request = nextRequest(request)
      const data = { input: { text: `word${round}` }, position: 1, strategy: 'enqueue' }
      const events = [logEvent('s', request.record.lastSeq, { type: 'run.queued', data } as never)]
      await stores[round % stores.length]?.append([{ ...request, events }])
      expect(await find(`word${round}`)).toEqual([1, 1, 1])
    }
    expect(await find(Array.from({ length: 20 }, (_, round) => `word${round}`).join(' '))).toEqual([1, 1, 1])
    expect(await query(url, 'SELECT count(*)::int AS rows FROM search_text')).toEqual([{ rows: 1 }])
    await first?.deleteSession({ projectId, id: 's' })
    expect(await query(url, 'SELECT count(*)::int AS rows FROM search_text')).toEqual([{ rows: 0 }])
    await Promise.all(stores.map((store) => store.close()))
  })

  it('[D1] that open a new database at the same time bring it up to date once', async () => {
    const { url } = await server.createDatabase()
    const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgresqlStore({ url, access: 'shared' })))
    const [first] = stores
    expect(await first?.append([createRequest()])).toEqual([{ status: 'stored' }])
    for (const store of stores) {
      expect(await store.sessionOfTag({ projectId, tag: 'none' })).toBeNull()
      await store.close()
    }
  })

  it('[D2] that want it alone are told who has it and what to do, and let in when that one is dead', async () => {
    const { url } = await server.createDatabase()
    const store = await openPostgresqlStore({ url, access: 'alone' })
    const refused = openPostgresqlStore({ url, access: 'alone' })
    await expect(refused).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await expect(refused).rejects.toThrow(/in use by a server on .+, since 20.*: stop that one/)
    await (await openPostgresqlStore({ url, access: 'shared' })).close()
    // Death as the database sees it: the connection that holds the lock is gone.
    const holders = `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE l.locktype = 'advisory' AND d.datname = current_database()`
    expect((await query(url, holders)).length).toBe(1)
    await (await openPostgresqlStore({ url, access: 'alone' })).close()
    await store.close()
  })
})

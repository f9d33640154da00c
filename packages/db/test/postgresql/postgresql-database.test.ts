import {
  agentRecord,
  createRequest,
  logEvent,
  nextRequest,
  projectId,
  ruleRecord,
  stepRecord,
} from '@sojourn/core/testing/store-fixtures'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPostgresqlStore } from '../../src/postgresql/open-postgresql-store.ts'
import { PostgresqlDatabase } from '../../src/postgresql/postgresql-database.ts'
import { emptyDatabase, query, usePostgresql } from './use-postgresql.ts'

const server = usePostgresql()
let url: string
let store: Awaited<ReturnType<typeof openPostgresqlStore>>
beforeEach(async () => {
  url ??= (await server.createDatabase()).url
  store = await openPostgresqlStore({ url, access: 'shared' })
})
afterEach(async () => {
  await store.close()
  await emptyDatabase(url)
})

const nul = 'a\0b'

describe('texts that PostgreSQL has no place for', () => {
  it('[E2] are kept as they are in events and in everything that is JSON', async () => {
    const data = { level: 'info' as const, message: `${nul} \ud83d \\u0000 \\ud83d` }
    const event = logEvent('s1', 1, { data, raw: { nul } } as never)
    const request = { ...createRequest({ context: { nul } }), events: [event], steps: [stepRecord({ result: nul })] }
    expect(await store.append([request])).toEqual([{ status: 'stored' }])
    const [logged] = await store.readEvents({ sessionId: 's1', afterSeq: 0, limit: 5 })
    expect(logged?.json).toBe(JSON.stringify(event))
    expect((await store.getSession({ projectId, id: 's1' }))?.context).toEqual({ nul })
    expect((await store.getStep({ sessionId: 's1', runId: 'r1', key: 'fetch' }))?.result).toBe(nul)
  })

  it('[E2] are replaced letter by letter where they are a column, and harm nobody', async () => {
    const requests = [
      createRequest({ id: 's1', title: `${nul} half \ud83d` }),
      createRequest({ id: 's2', title: '🚀' }),
    ]
    expect(await store.append(requests)).toEqual([{ status: 'stored' }, { status: 'stored' }])
    expect((await store.getSession({ projectId, id: 's1' }))?.title).toBe('a\ufffdb half \ufffd')
    expect((await store.getSession({ projectId, id: 's2' }))?.title).toBe('🚀')
    const found = await store.listSessions({ projectId, limit: 5, filter: { text: nul } })
    expect(found.items.map(({ id }) => id)).toEqual(['s1'])
    expect(await store.sessionOfTag({ projectId, tag: nul })).toBeNull()
  })

  it('[E5] in a delta do not keep a replay from leaving deltas out', async () => {
    const delta = (seq: number, blockId: string) =>
      logEvent('s1', seq, { type: 'block.delta', data: { blockId, delta: `${nul} \ud83d` } } as never)
    const events = [delta(1, 'b1'), delta(2, 'b"2\0')]
    const { record } = createRequest({}, 2)
    expect(await store.append([{ ...createRequest(), record, events }])).toEqual([{ status: 'stored' }])
    const replay = { sessionId: 's1', afterSeq: 0, limit: 5, withoutDeltasExcept: ['b"2\0', 'b3'] }
    expect((await store.readEvents(replay)).map(({ seq }) => seq)).toEqual([2])
  })
})

describe('a flush', () => {
  it('[E1] a row that is in the way singles out its request: the others are stored', async () => {
    const [first, second] = [createRequest({ id: 's1' }), createRequest({ id: 's2' })]
    await store.append([first, second])
    await query(
      url,
      `INSERT INTO event ("sessionId", seq, id, ts, type, v, source, data) VALUES ('s1', 3, 'x', '', 'log', 1, 'user', '{}')`,
    )
    const results = await store.append([
      nextRequest(second),
      nextRequest(first, 2, { changes: { title: 'never' }, setTags: ['never'] }),
      createRequest({ id: 's3' }),
    ])
    expect(results.map((result) => result.status)).toEqual(['stored', 'conflict', 'stored'])
    expect(await store.getSession({ projectId, id: 's1' })).toMatchObject({ lastSeq: 1, title: null, tags: [] })
    expect(await store.append([nextRequest(first)])).toEqual([{ status: 'stored' }])
  })

  it('[E1] what is too large for an index singles out its request too', async () => {
    const first = createRequest({ id: 's1' })
    await store.append([first])
    const key = Array.from({ length: 3_000 }, (_, index) => ((index * 7_919) % 36 ** 3).toString(36)).join('')
    const results = await store.append([
      nextRequest(first, 1, { steps: [stepRecord({ key })] }),
      createRequest({ id: 's2' }),
    ])
    expect(results.map((result) => result.status)).toEqual(['conflict', 'stored'])
    expect((await store.getSession({ projectId, id: 's1' }))?.lastSeq).toBe(1)
  })

  it('[E1] many writers on the same sessions leave neither hole nor double, and nobody is refused without reason', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `s${index}`)
    await store.append(ids.map((id) => createRequest({ id })))
    const others = await Promise.all(Array.from({ length: 4 }, () => openPostgresqlStore({ url, access: 'shared' })))
    for (let round = 1; round <= 10; round += 1) {
      const request = (id: string) => nextRequest(createRequest({ id }, round))
      const answers = await Promise.all(
        others.map((other, index) => other.append([...ids.slice(index), ...ids.slice(0, index)].map(request))),
      )
      // All wrote the same events: those that came second are told that they are stored.
      expect(answers.flat().filter(({ status }) => status === 'stored').length).toBe(ids.length)
      expect(answers.flat().filter(({ status }) => status === 'duplicate').length).toBe(ids.length * 3)
    }
    for (const other of others) await other.close()
    const seqs = await query(url, 'SELECT count(*)::int AS events, max(seq) AS last FROM event')
    expect(seqs).toEqual([{ events: ids.length * 11, last: 11 }])
  })

  it('[E1] begins again when another transaction was in its way', async () => {
    await store.append([createRequest({ id: 's1' }), createRequest({ id: 's2' })])
    const database = new PostgresqlDatabase(url)
    let bothHaveOne = (): void => {}
    const met = new Promise<void>((resolve) => {
      bothHaveOne = resolve
    })
    let waiting = 0
    let tries = 0
    const lockBoth = (order: readonly string[]) =>
      database.transaction(async (statements) => {
        tries += 1
        const lock = (id: string | undefined) => statements.rows('SELECT 1 FROM session WHERE id = $1 FOR UPDATE', id)
        await lock(order[0])
        waiting += 1
        if (waiting === 2) bothHaveOne()
        await met
        await lock(order[1])
        return order[0]
      })
    expect(await Promise.all([lockBoth(['s1', 's2']), lockBoth(['s2', 's1'])])).toEqual(['s1', 's2'])
    // One of the two gives way, and on a slow machine once more.
    expect(tries).toBeGreaterThanOrEqual(3)
    await database.close()
  })
})

describe('the connection', () => {
  it('[E2] that breaks is replaced', async () => {
    await store.append([createRequest()])
    const others = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`
    await query(url, others)
    await expect
      .poll(async () => store.append([nextRequest(createRequest())]).catch(() => []), { timeout: 5_000 })
      .toEqual([expect.objectContaining({ status: expect.stringMatching(/stored|duplicate/) })])
    await store.insertAgent(agentRecord())
    expect(await store.countOpenSessions({ projectId, agentId: 'demo' })).toBe(1)
  })

  it('[D1] that cannot be made is explained, without the password', async () => {
    const refusalOf = async (address: string): Promise<string> => {
      const error: unknown = await openPostgresqlStore({ url: address, access: 'alone' }).catch(
        (caught: unknown) => caught,
      )
      expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE' })
      const { message, stack, cause } = error as Error
      const everything = `${message} ${stack} ${String(cause)} ${JSON.stringify(cause)}`
      expect(everything).not.toContain('hunter2')
      return message
    }
    expect(await refusalOf('postgresql://ada:hunter2@127.0.0.1:1/sessions')).toBe(
      'The database sessions at 127.0.0.1:1 cannot be reached, no server answers there: start it, or write another address',
    )
    const missing = new URL(url)
    missing.pathname = 'nowhere'
    expect(await refusalOf(missing.href)).toMatch(/^The database nowhere at .* does not exist: create it/)
    expect(await refusalOf('postgresql://ada:hunter2@[')).toMatch(/^The address of the database is none/)
  })

  it('[C6] a closed store answers nothing, and can be closed again', async () => {
    await store.getRun({ projectId, id: 'r1' })
    await store.close()
    await store.close()
    const closed = { code: 'STORE_UNAVAILABLE', message: 'The store is closed' }
    await expect(store.append([createRequest()])).rejects.toMatchObject(closed)
    await expect(store.readEvents({ sessionId: 's1', afterSeq: 0, limit: 1 })).rejects.toMatchObject(closed)
    await expect(store.getSession({ projectId, id: 's1' })).rejects.toMatchObject(closed)
    await expect(store.getRun({ projectId, id: 'r1' })).rejects.toMatchObject(closed)
  })

  it('[C6] close waits for what is under way', async () => {
    const writes = [
      ...Array.from({ length: 30 }, (_, index) => store.append([createRequest({ id: `s${index}` })])),
      ...Array.from({ length: 30 }, (_, index) => store.putRule(ruleRecord({ id: `rule${index}` }))),
    ]
    await store.close()
    await Promise.all(writes)
    expect(await query(url, 'SELECT count(*)::int AS sessions FROM session')).toEqual([{ sessions: 30 }])
    expect(await query(url, 'SELECT count(*)::int AS rules FROM rule')).toEqual([{ rules: 30 }])
  })
})

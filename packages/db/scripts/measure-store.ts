import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppendRequest, SessionStore } from '@sojourn/core/ports/session-store'
import { appendRequest, createRequest, logEvent, projectId, timeAt } from '@sojourn/core/testing/store-fixtures'
import { openPostgresqlStore } from '../src/postgresql/open-postgresql-store.ts'
import { openSqliteStore } from '../src/sqlite/open-sqlite-store.ts'
import { openPostgresqlServer } from '../src/testing/throw-away-postgresql.ts'

// What append, replay, load and list cost on this machine: pnpm --filter @sojourn/db measure

const since = (start: number): number => performance.now() - start
const print = (what: string, ...figures: string[]): void => {
  process.stdout.write(`${what.padEnd(44)} ${figures.join('  ')}\n`)
}

const delta = 'lorem ipsum dolor sit amet '.repeat(4)
let clock = 0
let sessionsSoFar = 0

/** The next `count` deltas of a session, as a running agent appends them. */
const deltas = (previous: AppendRequest, count: number): AppendRequest => {
  const { record } = previous
  clock += 1
  const events = Array.from({ length: count }, (_, index) =>
    logEvent(record.id, record.lastSeq + index + 1, {
      id: `01934567-89ab-7cde-8f01-${String(record.lastSeq + index).padStart(12, '0')}`,
      type: 'block.delta',
      runId: '01934567-89ab-7cde-8f01-23456789abcd',
      data: { blockId: '01934567-89ab-7cde-8f01-23456789abce', delta },
    }),
  )
  return appendRequest({ ...record, lastActivityAt: timeAt(clock), updatedAt: timeAt(clock) }, events)
}

const sessionId = (number: number): string => `01934567-89ab-7cde-8f01-a${String(number).padStart(11, '0')}`

const append = async (
  store: SessionStore,
  what: string,
  shape: { sessions: number; events: number; flushes: number },
) => {
  const { sessions, events, flushes } = shape
  const last = Array.from({ length: sessions }, () => createRequest({ id: sessionId(sessionsSoFar++) }))
  await store.append(last)
  const times: number[] = []
  const start = performance.now()
  for (let flush = 0; flush < flushes; flush += 1) {
    const requests = last.map((previous) => deltas(previous, events))
    const begin = performance.now()
    const results = await store.append(requests)
    times.push(since(begin))
    if (results.some((result) => result.status !== 'stored')) throw new Error('not stored')
    for (const [index, request] of requests.entries()) last[index] = request
  }
  const total = since(start)
  const sorted = times.toSorted((left, right) => left - right)
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0
  const sum = times.reduce((left, right) => left + right, 0)
  print(
    what,
    `${median.toFixed(3)} ms p50`,
    `${Math.round((sessions * events * flushes * 1000) / sum)} events/s`,
    `(${total.toFixed(0)} ms)`,
  )
}

const measure = async (name: string, open: () => Promise<SessionStore>): Promise<void> => {
  sessionsSoFar = 0
  let start = performance.now()
  let store = await open()
  print(`open, new database (${name})`, `${since(start).toFixed(1)} ms`)
  await append(store, 'append 50 sessions x 4 events', { sessions: 50, events: 4, flushes: 300 })
  await append(store, 'append 1 session x 1 event', { sessions: 1, events: 1, flushes: 3_000 })
  await append(store, 'append 1 session x 200 events', { sessions: 1, events: 200, flushes: 200 })
  await append(store, 'append 32 sessions x 1 event', { sessions: 32, events: 1, flushes: 500 })
  await store.close()
  start = performance.now()
  store = await open()
  print('open again', `${since(start).toFixed(1)} ms`)
  start = performance.now()
  const id = sessionId(51)
  let read = 0
  for (let round = 0; round < 50; round += 1) {
    read += (await store.readEvents({ sessionId: id, afterSeq: 500 + round * 10, limit: 1000 })).reduce(
      (sum, event) => sum + event.json.length,
      0,
    )
  }
  print('replay 1000 events', `${(since(start) / 50).toFixed(2)} ms`, `${Math.round(read / 50_000)} bytes an event`)
  start = performance.now()
  for (let round = 0; round < 200; round += 1) await store.loadSession({ projectId, id })
  print('load a session', `${(since(start) / 200).toFixed(3)} ms`)
  start = performance.now()
  await store.getRun({ projectId, id: 'none' })
  print('first typed query', `${since(start).toFixed(0)} ms`)
  start = performance.now()
  for (let round = 0; round < 300; round += 1) await store.getRun({ projectId, id: 'none' })
  print('typed query', `${(since(start) / 300).toFixed(3)} ms`)
  await store.close()
}

const measureSqlite = async (sync: 'full' | 'normal'): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-measure-'))
  await measure(`SQLite, ${sync}`, () => openSqliteStore({ file: join(folder, 'store.db'), sync }))
  await rm(folder, { recursive: true })
}

const measurePostgresql = async (): Promise<void> => {
  await using server = await openPostgresqlServer({ durable: true })
  await using database = await server.createDatabase()
  await measure('PostgreSQL', () => openPostgresqlStore({ url: database.url, access: 'alone' }))
}

await measureSqlite('full')
await measureSqlite('normal')
await measurePostgresql()

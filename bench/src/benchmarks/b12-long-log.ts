import { join } from 'node:path'
import type { SessionEvent } from '@sojourn/contract/event'
import type { SessionStore } from '@sojourn/core/ports/session-store'
import { openSqliteStore } from '@sojourn/db/sqlite/open-sqlite-store'
import Database from 'better-sqlite3'
import type { Benchmark, Measurement } from '../benchmark.ts'
import { SojournClient, script } from '../client/sojourn-client.ts'
import { everyDelta, startSojourn, temporaryDirectory, token } from '../processes/sojourn-server.ts'
import { inTurns, oneAfterAnother, timed } from '../rounds.ts'
import { median } from '../sample.ts'

const projectId = 'default'
const pageSize = 1_000

/** Writes a session whose log is about so long: blocks of a thousand pieces of text each. */
const writeLog = async (client: SojournClient, events: number): Promise<string> => {
  const { id } = await client.createSession()
  // Short, because an input has at most a million characters.
  const piece = 'All work'
  const blocks = Math.ceil(events / pageSize)
  const pieces = Math.ceil(events / blocks)
  await client.execute(
    id,
    script(...Array.from({ length: blocks }, () => ({ text: piece.repeat(pieces), chunks: pieces }))),
  )
  return id
}

interface Place {
  directory: string
  small: boolean
}

interface Logs {
  long: string
  short: string
}

/** What a server does with a long log over REST: one after another, because each leaves something behind. */
const measureServer = async ({ directory, small }: Place): Promise<{ logs: Logs; rows: Measurement[] }> => {
  await using server = await startSojourn({ ...everyDelta, SOJOURN_DATA: directory })
  const client = await SojournClient.open(server)
  const logs = { long: await writeLog(client, small ? 1_000 : 100_000), short: await writeLog(client, 10) }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const call = async (path: string, init: RequestInit = {}): Promise<void> => {
    const response = await fetch(`${server.url}/api/v1/sessions/${path}`, { headers, ...init })
    const body = await response.arrayBuffer()
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${Buffer.from(body)}`)
  }
  const times = small ? 2 : 5
  const forked = await oneAfterAnother(times, () => call(`${logs.long}/fork`, { method: 'POST', body: '{}' }))
  const exported = await oneAfterAnother(times, () => call(`${logs.long}/export`))
  client.close()
  const rows: Measurement[] = [
    { what: 'fork at the end', unit: 'ms', sojourn: median(forked), reference: null, goal: { atMost: 1_000 } },
    { what: 'export over HTTP', unit: 'ms', sojourn: median(exported), reference: null, goal: {} },
  ]
  return { logs, rows }
}

/** The same rows, read with one statement and nothing else. */
const rawReader = (file: string) => {
  const database = new Database(file, { readonly: true })
  const select = database.prepare<[string, number]>(
    `SELECT seq, id, ts, type, v, runId, source, data, raw FROM event WHERE sessionId = ? AND seq > ? ORDER BY seq LIMIT ${pageSize}`,
  )
  return {
    read: (sessionId: string, afterSeq: number): SessionEvent[] => select.all(sessionId, afterSeq) as SessionEvent[],
    [Symbol.dispose]: () => void database.close(),
  }
}

const measureStore = async (store: SessionStore, file: string, { logs, small }: { logs: Logs; small: boolean }) => {
  using raw = rawReader(file)
  const loaded = await inTurns(small ? 3 : 200, {
    sojourn: () => timed(() => store.loadSession({ projectId, id: logs.long })),
    reference: () => timed(() => store.loadSession({ projectId, id: logs.short })),
  })
  const middle = small ? 100 : 50_000
  const replayed = await inTurns(small ? 3 : 50, {
    sojourn: () => timed(() => store.readEvents({ sessionId: logs.long, afterSeq: middle, limit: pageSize })),
    reference: () => timed(async () => raw.read(logs.long, middle)),
  })
  const rows: Measurement[] = [
    {
      what: 'load a session; reference: one with a short log',
      unit: 'ms',
      sojourn: median(loaded.sojourn),
      reference: median(loaded.reference),
      goal: { atMost: 5 },
    },
    {
      what: `replay ${pageSize} events from the middle; reference: the bare SELECT`,
      unit: 'ms',
      sojourn: median(replayed.sojourn),
      reference: median(replayed.reference),
      goal: { share: 0.5 },
    },
  ]
  return rows
}

export const longLog: Benchmark = {
  id: 'b12',
  title: 'A log of 100,000 events: load its session, replay from the middle, fork at the end, export',
  async measure({ small }) {
    await using directory = await temporaryDirectory()
    const { logs, rows } = await measureServer({ directory: directory.path, small })
    const file = join(directory.path, 'sojourn.db')
    const store = await openSqliteStore({ file, sync: 'full' })
    const ofStore = await measureStore(store, file, { logs, small })
    await store.close()
    return [...ofStore, ...rows]
  },
}

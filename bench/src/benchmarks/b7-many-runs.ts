import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Benchmark } from '../benchmark.ts'
import { SojournClient, script } from '../client/sojourn-client.ts'
import { startSojourn, temporaryDirectory } from '../processes/sojourn-server.ts'
import { type RawEvent, RawLog } from '../references/raw-log.ts'
import { inTurns, timed } from '../rounds.ts'
import { median } from '../sample.ts'

const runs = 50

const writes = (events: number) =>
  script({ log: { level: 'info', message: 'All work and no play makes a dull agent.' }, repeat: events })

/** Runs `runs` sessions at once, each of which writes `events` events; milliseconds until all have settled. */
export const writeAtOnce = async (clients: readonly SojournClient[], events: number) => {
  const sessions = await Promise.all(clients.map((client) => client.createSession()))
  const input = writes(events)
  const ms = await timed(() =>
    Promise.all(clients.map((client, index) => client.execute(sessions[index]?.id ?? '', input))),
  )
  return { ms, sessionIds: sessions.map(({ id }) => id) }
}

export const openClients = (server: { url: string }): Promise<SojournClient[]> =>
  Promise.all(Array.from({ length: runs }, () => SojournClient.open(server)))

/**
 * The log in the batches in which it was written. Within one transaction a session has one place, so a session that
 * comes again begins the next. Where that says too little, batches are joined, to the good of the reference.
 */
export const batchesOf = (events: readonly RawEvent[]): RawEvent[][] => {
  const batches: RawEvent[][] = []
  let batch: RawEvent[] = []
  let seen = new Set<string>()
  let current = ''
  for (const event of events) {
    if (event.sessionId !== current && seen.has(event.sessionId)) {
      batches.push(batch)
      batch = []
      seen = new Set()
    }
    current = event.sessionId
    seen.add(current)
    batch.push(event)
  }
  return [...batches, batch]
}

const readLog = (databaseFile: string, sessionIds: readonly string[]): RawEvent[] => {
  const database = new Database(databaseFile, { readonly: true })
  const select = `SELECT sessionId, seq, id, ts, type, data FROM event
    WHERE seq > 1 AND sessionId IN (SELECT value FROM json_each(?)) ORDER BY rowid`
  const events = database.prepare<[string], RawEvent>(select).all(JSON.stringify(sessionIds))
  database.close()
  return events
}

/** Milliseconds that bare SQLite takes for the same batches. */
const appendRaw = async (batches: readonly RawEvent[][]): Promise<number> => {
  await using directory = await temporaryDirectory()
  using log = new RawLog(join(directory.path, 'reference.db'))
  return timed(async () => {
    for (const batch of batches) log.append(batch)
  })
}

export const manyRuns: Benchmark = {
  id: 'b7',
  title: '50 runs of 200 events at once, all durable; reference: the same batches appended to bare SQLite',
  async measure({ small }) {
    await using server = await startSojourn()
    const clients = await openClients(server)
    let written: RawEvent[] = []
    const rates = await inTurns(small ? 1 : 7, {
      sojourn: async () => {
        const { ms, sessionIds } = await writeAtOnce(clients, 200)
        written = readLog(server.databaseFile, sessionIds)
        return (written.length * 1000) / ms
      },
      reference: async () => (written.length * 1000) / (await appendRaw(batchesOf(written))),
    })
    for (const client of clients) client.close()
    return [
      {
        what: `${runs} runs × 200 events, durable`,
        unit: '/s',
        sojourn: median(rates.sojourn),
        reference: median(rates.reference),
        goal: { share: 0.3, atLeast: 50_000 },
      },
    ]
  },
}

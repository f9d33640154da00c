import { openPostgresqlServer } from '@sojourn/db/testing/throw-away-postgresql'
import type { Benchmark, Measurement } from '../benchmark.ts'
import { HttpConnection } from '../client/http-connection.ts'
import { emptyRun } from '../client/sojourn-client.ts'
import { startReference } from '../processes/reference-server.ts'
import { startSojourn } from '../processes/sojourn-server.ts'
import type { RawEvent } from '../references/raw-log.ts'
import { RawPostgresqlLog, readPostgresqlLog } from '../references/raw-postgresql-log.ts'
import { inTurns, oneAfterAnother, ratePerSecond, timed } from '../rounds.ts'
import { median } from '../sample.ts'
import { createSessions } from './b3-create-session.ts'
import { openWorkers, runsPerSecond } from './b4-empty-run.ts'
import { batchesOf, openClients, writeAtOnce } from './b7-many-runs.ts'

const atOnce = 32
const goal = { share: 0.5 }

/** B3 and B4: requests over HTTP beside a route that makes raw INSERTs. */
const measureRequests = async (urls: { sojourn: string; reference: string }, small: boolean) => {
  await using sojourn = await startSojourn({ DATABASE_URL: urls.sojourn })
  await using reference = await startReference('insert-server.ts', urls.reference)
  const workers = await openWorkers(sojourn, atOnce)
  const clients = workers.map(({ client }) => client)
  const connections = await Promise.all(Array.from(workers, () => HttpConnection.open(reference.url)))
  const send = (path: string, json: object) => (worker: number) =>
    connections[worker]?.send({ method: 'POST', path, json }) ?? Promise.reject()
  const insertSession = send('/sessions', { agentId: 'scripted', title: 'Benchmark' })
  const insertRun = send('/runs/execute', { input: emptyRun })
  const rounds = small ? 1 : 5
  const created = async (width: number): Promise<Pick<Measurement, 'sojourn' | 'reference'>> => {
    const load = { count: small ? 100 : 2_000, width }
    const { sojourn: ours, reference: theirs } = await inTurns(rounds, {
      sojourn: () => createSessions(clients, load),
      reference: () => ratePerSecond(load, insertSession),
    })
    return { sojourn: median(ours), reference: median(theirs) }
  }
  const single = await created(1)
  const many = await created(atOnce)
  const count = small ? 100 : 1_000
  const execute = () => workers[0]?.execute() ?? Promise.reject()
  await oneAfterAnother(count, execute)
  const settled = {
    sojourn: median(await oneAfterAnother(count, execute)),
    reference: median(await oneAfterAnother(count, () => insertRun(0))),
  }
  const runs = await inTurns(rounds, {
    sojourn: () => runsPerSecond(workers, count * 3),
    reference: () => ratePerSecond({ count: count * 3, width: atOnce }, insertRun),
  })
  for (const connection of [...clients, ...connections]) connection.close()
  const measurements: Measurement[] = [
    { what: 'create session, one after another', unit: '/s', ...single, goal },
    { what: `create session, ${atOnce} at once`, unit: '/s', ...many, goal },
    { what: 'submit → settled, p50', unit: 'ms', ...settled, goal },
    {
      what: `runs with ${atOnce} sessions`,
      unit: '/s',
      sojourn: median(runs.sojourn),
      reference: median(runs.reference),
      goal,
    },
  ]
  return measurements
}

/** B7: a flood of events beside the same batches appended to bare PostgreSQL. */
const measureAppends = async (urls: { sojourn: string; reference: string }, small: boolean): Promise<Measurement> => {
  await using server = await startSojourn({ DATABASE_URL: urls.sojourn })
  await using log = await RawPostgresqlLog.open(urls.reference)
  const clients = await openClients(server)
  let written: RawEvent[] = []
  const rates = await inTurns(small ? 1 : 7, {
    sojourn: async () => {
      const { ms, sessionIds } = await writeAtOnce(clients, 200)
      written = await readPostgresqlLog(urls.sojourn, sessionIds)
      return (written.length * 1000) / ms
    },
    reference: async () => {
      const batches = batchesOf(written)
      const ms = await timed(async () => {
        for (const batch of batches) await log.append(batch)
      })
      return (written.length * 1000) / ms
    },
  })
  for (const client of clients) client.close()
  return {
    what: '50 runs × 200 events, durable',
    unit: '/s',
    sojourn: median(rates.sojourn),
    reference: median(rates.reference),
    goal,
  }
}

export const onPostgresql: Benchmark = {
  id: 'b14',
  title: 'B3, B4 and B7 on PostgreSQL; reference: raw PostgreSQL behind the same routes, and the same batches',
  async measure({ small }) {
    await using server = await openPostgresqlServer({ durable: true })
    await using first = await server.createDatabase()
    await using second = await server.createDatabase()
    await using third = await server.createDatabase()
    await using fourth = await server.createDatabase()
    return [
      ...(await measureRequests({ sojourn: first.url, reference: second.url }, small)),
      await measureAppends({ sojourn: third.url, reference: fourth.url }, small),
    ]
  },
}

import type { Benchmark } from '../benchmark.ts'
import { HttpConnection } from '../client/http-connection.ts'
import { emptyRun, SojournClient } from '../client/sojourn-client.ts'
import { startReference } from '../processes/reference-server.ts'
import { startSojourn } from '../processes/sojourn-server.ts'
import { inTurns, oneAfterAnother, ratePerSecond } from '../rounds.ts'
import { median } from '../sample.ts'

const sessions = 32

/** A client and a session of its own, which runs the empty script again and again. */
export interface Worker {
  client: SojournClient
  execute(): Promise<unknown>
}

export const openWorkers = (server: { url: string }, count: number): Promise<Worker[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const client = await SojournClient.open(server)
      const { id } = await client.createSession()
      return { client, execute: () => client.execute(id, emptyRun) }
    }),
  )

/** Runs a second with every worker at it. */
export const runsPerSecond = (workers: readonly Worker[], count: number): Promise<number> =>
  ratePerSecond({ count, width: workers.length }, (worker) => workers[worker]?.execute() ?? Promise.reject())

export const executeEmptyRun: Benchmark = {
  id: 'b4',
  title: 'Submit to settled, empty run; reference: a Fastify route with two raw INSERTs, each durable',
  async measure({ small }) {
    await using sojourn = await startSojourn()
    await using reference = await startReference('insert-server.ts')
    const workers = await openWorkers(sojourn, sessions)
    const connections = await Promise.all(Array.from(workers, () => HttpConnection.open(reference.url)))
    const insert = (worker: number) =>
      connections[worker]?.send({ method: 'POST', path: '/runs/execute', json: { input: emptyRun } }) ??
      Promise.reject()
    const count = small ? 100 : 1_000
    const warmUp = await oneAfterAnother(count, () => workers[0]?.execute() ?? Promise.reject())
    await oneAfterAnother(warmUp.length, () => insert(0))
    const single = await oneAfterAnother(count, () => workers[0]?.execute() ?? Promise.reject())
    const singleReference = await oneAfterAnother(count, () => insert(0))
    const load = { count: count * 3, width: sessions }
    const many = await inTurns(small ? 1 : 5, {
      sojourn: () => runsPerSecond(workers, load.count),
      reference: () => ratePerSecond(load, insert),
    })
    for (const { client } of workers) client.close()
    for (const connection of connections) connection.close()
    return [
      {
        what: 'submit → settled, p50',
        unit: 'ms',
        sojourn: median(single),
        reference: median(singleReference),
        goal: { atMost: 4 },
      },
      {
        what: `runs with ${sessions} sessions`,
        unit: '/s',
        sojourn: median(many.sojourn),
        reference: median(many.reference),
        goal: { atLeast: 1_500 },
      },
    ]
  },
}

import type { Benchmark } from '../benchmark.ts'
import { HttpConnection } from '../client/http-connection.ts'
import { SojournClient } from '../client/sojourn-client.ts'
import { startReference } from '../processes/reference-server.ts'
import { startSojourn } from '../processes/sojourn-server.ts'
import { inTurns, ratePerSecond } from '../rounds.ts'
import { median } from '../sample.ts'

const atOnce = 32

const openAll = <Connection>(count: number, open: () => Promise<Connection>): Promise<Connection[]> =>
  Promise.all(Array.from({ length: count }, open))

/** Creates sessions over REST, `width` at once; how many a second. */
export const createSessions = (
  clients: readonly SojournClient[],
  load: { count: number; width: number },
): Promise<number> => ratePerSecond(load, (worker) => clients[worker]?.createSession() ?? Promise.reject())

export const createSession: Benchmark = {
  id: 'b3',
  title: 'Create sessions over REST, durable when answered; reference: a Fastify route with one raw INSERT',
  async measure({ small }) {
    await using sojourn = await startSojourn()
    await using reference = await startReference('insert-server.ts')
    const session = { agentId: 'scripted', title: 'Benchmark', context: { purpose: 'benchmark' } }
    const measureAt = async (width: number) => {
      // Opened for this load alone: a server closes connections that are idle for long.
      const clients = await openAll(width, () => SojournClient.open(sojourn))
      const connections = await openAll(width, () => HttpConnection.open(reference.url))
      const insert = (worker: number) =>
        connections[worker]?.send({ method: 'POST', path: '/sessions', json: session }) ?? Promise.reject()
      const load = { count: (small ? 100 : 2_000) * (width === 1 ? 1 : 2), width }
      const rates = await inTurns(small ? 1 : 5, {
        sojourn: () => createSessions(clients, load),
        reference: () => ratePerSecond(load, insert),
      })
      for (const connection of [...clients, ...connections]) connection.close()
      return rates
    }
    const single = await measureAt(1)
    const many = await measureAt(atOnce)
    return [
      {
        what: 'create session, one after another',
        unit: '/s',
        sojourn: median(single.sojourn),
        reference: median(single.reference),
        goal: { share: 0.5, atLeast: 2_000 },
      },
      {
        what: `create session, ${atOnce} at once`,
        unit: '/s',
        sojourn: median(many.sojourn),
        reference: median(many.reference),
        goal: { share: 0.5, atLeast: 5_000 },
      },
    ]
  },
}

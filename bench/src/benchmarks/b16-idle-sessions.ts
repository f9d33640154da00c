import { setTimeout as pause } from 'node:timers/promises'
import type { Benchmark } from '../benchmark.ts'
import { emptyRun, SojournClient } from '../client/sojourn-client.ts'
import { memoryOf, processorTimeOf } from '../processes/server-process.ts'
import { startSojourn } from '../processes/sojourn-server.ts'
import { ratePerSecond } from '../rounds.ts'
import { median } from '../sample.ts'

const few = 1_000
const many = 5_000

/** Sessions that have worked and now wait for input, in the server's memory. */
const loadSessions = async (server: { url: string }, count: number): Promise<void> => {
  // Opened anew each time: a server closes connections that are idle for long.
  const clients = await Promise.all(Array.from({ length: 16 }, () => SojournClient.open(server)))
  await ratePerSecond({ count, width: clients.length }, async (worker) => {
    const client = clients[worker]
    const session = await client?.createSession()
    if (session) await client?.execute(session.id, emptyRun)
  })
  for (const client of clients) client.close()
}

export const idleSessions: Benchmark = {
  id: 'b16',
  title: 'What loaded sessions cost in which nothing happens',
  async measure({ small }) {
    await using server = await startSojourn()
    const share = small ? 0.05 : 1
    // V8 tidies up when it has had nothing to do for a while.
    const calm = () => pause(small ? 1_000 : 60_000)
    await loadSessions(server, few * share)
    await calm()
    const memoryOfFew = memoryOf(server.pid)
    const idleMs = small ? 2_000 : 30_000
    const before = processorTimeOf(server.pid)
    await pause(idleMs)
    const idle = (100 * (processorTimeOf(server.pid) - before)) / idleMs
    await loadSessions(server, (many - few) * share)
    await calm()
    const memoryOfMany = memoryOf(server.pid)
    const each = (1024 * (memoryOfMany - memoryOfFew)) / ((many - few) * share)
    const row = { reference: null } as const
    return [
      {
        ...row,
        what: `${few.toLocaleString('en-US')} idle sessions, of one core`,
        unit: '%',
        sojourn: median([idle]),
        goal: { atMost: 1 },
      },
      {
        ...row,
        what: `memory of a loaded session, from ${few.toLocaleString('en-US')} to ${many.toLocaleString('en-US')} of them`,
        unit: 'kB',
        sojourn: median([each]),
        goal: { atMost: 20 },
      },
    ]
  },
}

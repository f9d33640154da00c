import { setTimeout as pause } from 'node:timers/promises'
import type { Benchmark } from '../benchmark.ts'
import { deltas, SojournClient } from '../client/sojourn-client.ts'
import { memoryOf } from '../processes/server-process.ts'
import { everyDelta, startSojourn } from '../processes/sojourn-server.ts'
import { median } from '../sample.ts'
import { createSessions } from './b3-create-session.ts'
import { openWorkers, runsPerSecond } from './b4-empty-run.ts'
import { streamDeltas } from './b6-one-stream.ts'
import { openClients, writeAtOnce } from './b7-many-runs.ts'
import { fanOut } from './b8-fan-out.ts'

/** What B3 to B8 do, once each. */
const doEverything = async (server: { url: string }, share: number): Promise<void> => {
  const client = await SojournClient.open(server)
  const clients = await openClients(server)
  const workers = await openWorkers(server, 32)
  await createSessions(clients, { count: 10_000 * share, width: 32 })
  await runsPerSecond(workers, 5_000 * share)
  await streamDeltas(client, await client.createSession(), 10_000 * share)
  for (let round = 0; round < 5; round += 1) await writeAtOnce(clients, 200 * share)
  await fanOut(client, deltas(5_000 * share))
  for (const open of [client, ...clients, ...workers.map((worker) => worker.client)]) open.close()
}

export const memory: Benchmark = {
  id: 'b2',
  title: 'Resident memory of the server, idle after its start, and after the load of B3 to B8',
  async measure({ small }) {
    await using server = await startSojourn(everyDelta)
    const wait = (seconds: number) => pause(small ? 1_000 : seconds * 1_000)
    await wait(10)
    const idle = memoryOf(server.pid)
    await doEverything(server, small ? 0.05 : 1)
    await wait(10)
    const loaded = memoryOf(server.pid)
    // V8 tidies up when it has had nothing to do for a while.
    await wait(110)
    const calm = memoryOf(server.pid)
    const row = { unit: 'MiB', reference: null } as const
    return [
      { ...row, what: 'memory, idle', sojourn: median([idle]), goal: { atMost: 120 } },
      { ...row, what: '10 s after the load of B3–B8', sojourn: median([loaded]), goal: { atMost: 250 } },
      { ...row, what: '2 min after the load of B3–B8', sojourn: median([calm]), goal: { atMost: 250 } },
    ]
  },
}

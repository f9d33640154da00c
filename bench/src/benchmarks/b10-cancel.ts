import type { Benchmark } from '../benchmark.ts'
import { SojournClient, script } from '../client/sojourn-client.ts'
import { startSojourn } from '../processes/sojourn-server.ts'
import { median, p99 } from '../sample.ts'

const sleeps = script({ sleep: 60_000 })

/** Milliseconds from each cancel to the follower's news that the run has ended. */
const cancelRuns = async (client: SojournClient, count: number): Promise<number[]> => {
  const session = await client.createSession()
  let begun = Promise.withResolvers<void>()
  let ended = Promise.withResolvers<number>()
  const stream = await client.follow(session, (frame, at) => {
    if (frame.includes('event: run.started')) begun.resolve()
    if (frame.includes('event: run.cancelled')) ended.resolve(at)
  })
  const times: number[] = []
  for (let run = 0; run < count; run += 1) {
    begun = Promise.withResolvers()
    ended = Promise.withResolvers()
    const { runId } = await client.submit(session.id, sleeps)
    await begun.promise
    const start = performance.now()
    await client.cancel(runId ?? '')
    times.push((await ended.promise) - start)
  }
  stream.close()
  return times
}

export const cancel: Benchmark = {
  id: 'b10',
  title: 'Cancel to the end of the run at a follower: the signal, the runner’s return and the commit of it',
  async measure({ small }) {
    await using server = await startSojourn()
    const client = await SojournClient.open(server)
    const count = small ? 20 : 500
    await cancelRuns(client, count)
    const times = await cancelRuns(client, count)
    client.close()
    return [
      { what: 'cancel → run ended, p50', unit: 'ms', sojourn: median(times), reference: null, goal: { atMost: 5 } },
      { what: 'cancel → run ended, p99', unit: 'ms', sojourn: p99(times), reference: null, goal: {} },
    ]
  },
}

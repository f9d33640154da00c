import type { CommittedSession } from '@sojourn/contract/session'
import type { Benchmark } from '../benchmark.ts'
import { EventStream } from '../client/event-stream.ts'
import { HttpConnection } from '../client/http-connection.ts'
import { deltas, SojournClient } from '../client/sojourn-client.ts'
import { startReference } from '../processes/reference-server.ts'
import { startSojourn } from '../processes/sojourn-server.ts'
import { median, p99 } from '../sample.ts'

const input = deltas(1)

/** Milliseconds from a submit to its first event at a follower, `run.queued`, and to the first delta. */
const followRuns = async (client: SojournClient, session: CommittedSession, count: number) => {
  const first: number[] = []
  const delta: number[] = []
  let submitted = 0
  const stream = await client.follow(session, (frame, at) => {
    if (frame.includes('event: run.queued')) first.push(at - submitted)
    if (frame.includes('event: block.delta')) delta.push(at - submitted)
  })
  for (let run = 0; run < count; run += 1) {
    submitted = performance.now()
    await client.execute(session.id, input)
  }
  stream.close()
  return { first, delta }
}

const followInserts = async (url: string, count: number): Promise<number[]> => {
  const connection = await HttpConnection.open(url)
  const stream = await EventStream.open({ url, path: '/stream' })
  await stream.reached(1)
  const times: number[] = []
  for (let event = 0; event < count; event += 1) {
    const submitted = performance.now()
    const arrived = stream.reached(stream.frames + 1)
    await connection.send({ method: 'POST', path: '/sessions', json: { input } })
    times.push((await arrived) - submitted)
  }
  stream.close()
  connection.close()
  return times
}

export const firstEvent: Benchmark = {
  id: 'b5',
  title: 'Submit to first event at a follower; reference: a Fastify route, one raw INSERT, one raw SSE frame',
  async measure({ small }) {
    await using sojourn = await startSojourn()
    await using reference = await startReference('insert-server.ts')
    const client = await SojournClient.open(sojourn)
    const count = small ? 50 : 1_000
    await followRuns(client, await client.createSession(), count)
    await followInserts(reference.url, count)
    const { first, delta } = await followRuns(client, await client.createSession(), count)
    const inserts = await followInserts(reference.url, count)
    client.close()
    const row = { unit: 'ms', reference: median(inserts) } as const
    return [
      { ...row, what: 'submit → first event, p50', sojourn: median(first), goal: { atMost: 3 } },
      {
        ...row,
        what: 'submit → first event, p99',
        sojourn: p99(first),
        reference: p99(inserts),
        goal: { atMost: 10 },
      },
      { ...row, what: 'submit → first delta, p50', sojourn: median(delta), reference: null, goal: {} },
    ]
  },
}

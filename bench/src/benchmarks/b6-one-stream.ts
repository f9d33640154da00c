import type { CommittedSession } from '@sojourn/contract/session'
import type { Benchmark } from '../benchmark.ts'
import { EventStream } from '../client/event-stream.ts'
import { HttpConnection } from '../client/http-connection.ts'
import { deltas, SojournClient } from '../client/sojourn-client.ts'
import { startReference } from '../processes/reference-server.ts'
import { everyDelta, startSojourn } from '../processes/sojourn-server.ts'
import { inTurns } from '../rounds.ts'
import { median } from '../sample.ts'

/** Streams `count` deltas to one follower; how many a second, from the submit to the last one delivered. */
export const streamDeltas = async (
  client: SojournClient,
  session: CommittedSession,
  count: number,
): Promise<number> => {
  let seen = 0
  const last = Promise.withResolvers<number>()
  const stream = await client.follow(session, (frame, at) => {
    if (frame.includes('\nevent: block.delta\n')) seen += 1
    if (seen === count) last.resolve(at)
  })
  const start = performance.now()
  await client.submit(session.id, deltas(count))
  const end = await last.promise
  stream.close()
  return (count * 1000) / (end - start)
}

/** The same number of frames from the bare server. */
const streamFrames = async (url: string, query: string, count: number): Promise<number> => {
  const connection = await HttpConnection.open(url)
  const stream = await EventStream.open({ url, path: '/stream', onFrame: () => {} })
  await stream.reached(1)
  const start = performance.now()
  const arrived = stream.reached(count + 1)
  await connection.send({ method: 'POST', path: `/burst?${query}` })
  const end = await arrived
  stream.close()
  connection.close()
  return (count * 1000) / (end - start)
}

export const oneStream: Benchmark = {
  id: 'b6',
  title:
    'One run of 10,000 deltas to one follower, coalescing off; references: bare node:http, a write for each frame; the same after bare SQLite',
  async measure({ small }) {
    await using sojourn = await startSojourn(everyDelta)
    await using reference = await startReference('frame-server.ts')
    const client = await SojournClient.open(sojourn)
    const count = small ? 1_000 : 10_000
    const measureBeside = (query: string) =>
      inTurns(small ? 1 : 7, {
        sojourn: async () => streamDeltas(client, await client.createSession(), count),
        reference: () => streamFrames(reference.url, query, count),
      })
    const frames = await measureBeside(`count=${count}`)
    const durable = await measureBeside(`count=${count}&durable=true`)
    client.close()
    const what = `${count.toLocaleString('en-US')} deltas to one follower`
    return [
      {
        what,
        unit: '/s',
        sojourn: median(frames.sojourn),
        reference: median(frames.reference),
        goal: { share: 0.35, atLeast: 60_000 },
      },
      {
        what: `${what}, beside a durable reference`,
        unit: '/s',
        sojourn: median(durable.sojourn),
        reference: median(durable.reference),
        goal: {},
      },
    ]
  },
}

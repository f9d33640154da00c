import type { CommittedSession } from '@sojourn/contract/session'
import type { Benchmark } from '../benchmark.ts'
import { HttpConnection } from '../client/http-connection.ts'
import { SocketFollower } from '../client/socket-follower.ts'
import { deltas, SojournClient } from '../client/sojourn-client.ts'
import { startReference } from '../processes/reference-server.ts'
import { everyDelta, startSojourn, token } from '../processes/sojourn-server.ts'
import { inTurns } from '../rounds.ts'
import { median } from '../sample.ts'

const followers = 200

const openAll = (open: () => Promise<SocketFollower>): Promise<SocketFollower[]> =>
  Promise.all(Array.from({ length: followers }, open))

const allReached = async (open: readonly SocketFollower[], seq: number): Promise<number> =>
  Math.max(...(await Promise.all(open.map((follower) => follower.reached(seq)))))

const numberIn = (pattern: RegExp) => (message: Buffer) => {
  const found = pattern.exec(message.toString('latin1', 0, 200))?.[1]
  return found === undefined ? null : Number(found)
}

/** The id of a tracked batch is the seq of its last event; `synced` brings nothing new but says where the follower is. */
const seqOfBatch = numberIn(/"(?:data":\{"id":"|synced":)(\d+)/)
const seqOfEvent = numberIn(/"seq":(\d+)/)

const follow = (url: string, { id, lastSeq }: CommittedSession): Promise<SocketFollower> =>
  SocketFollower.open({
    url: `${url}/trpc`,
    token,
    hello: {
      id: 1,
      method: 'subscription',
      params: { path: 'events.follow', input: { sessionId: id, after: lastSeq } },
    },
    seqOf: seqOfBatch,
  })

const fanOut = async (url: string, client: SojournClient, count: number): Promise<number> => {
  const session = await client.createSession()
  const open = await openAll(() => follow(url, session))
  await allReached(open, session.lastSeq)
  const start = performance.now()
  await client.execute(session.id, deltas(count))
  const { lastSeq } = await client.session(session.id)
  const end = await allReached(open, lastSeq)
  for (const follower of open) follower.close()
  return ((lastSeq - session.lastSeq) * followers * 1000) / (end - start)
}

const rawFanOut = async (url: string, count: number): Promise<number> => {
  const connection = await HttpConnection.open(url)
  const open = await openAll(() => SocketFollower.open({ url, seqOf: seqOfEvent }))
  await allReached(open, 0)
  const start = performance.now()
  await connection.send({ method: 'POST', path: `/burst?count=${count}` })
  const end = await allReached(open, count)
  for (const follower of open) follower.close()
  connection.close()
  return (count * followers * 1000) / (end - start)
}

export const fanOutToSockets: Benchmark = {
  id: 'b9',
  title: '200 WebSocket tRPC followers of one run, coalescing off; reference: bare ws, encoded for each follower',
  async measure({ small }) {
    await using sojourn = await startSojourn(everyDelta)
    await using reference = await startReference('socket-server.ts')
    const client = await SojournClient.open(sojourn)
    const count = small ? 200 : 2_000
    const rates = await inTurns(small ? 1 : 5, {
      sojourn: () => fanOut(sojourn.url, client, count),
      reference: () => rawFanOut(reference.url, count),
    })
    client.close()
    return [
      {
        what: `deliveries to ${followers} WebSocket followers`,
        unit: '/s',
        sojourn: median(rates.sojourn),
        reference: median(rates.reference),
        goal: { share: 0.5 },
      },
    ]
  },
}

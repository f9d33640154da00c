import type { Benchmark } from '../benchmark.ts'
import { EventStream } from '../client/event-stream.ts'
import { HttpConnection } from '../client/http-connection.ts'
import { deltas, SojournClient } from '../client/sojourn-client.ts'
import { startReference } from '../processes/reference-server.ts'
import { everyDelta, startSojourn } from '../processes/sojourn-server.ts'
import { inTurns } from '../rounds.ts'
import { median, p99, type Sample } from '../sample.ts'

const followers = 200
/** Milliseconds between two events of the calm stream: 200 a second. */
const calmDelayMs = 5

/** Milliseconds from the time in an event to now. Times in events are whole milliseconds, so up to one too many. */
const lagOf = (frame: string, at: number): number | null => {
  const ts = /"ts":"([^"]+)"/.exec(frame)?.[1]
  return ts === undefined || !frame.includes('event: block.delta') ? null : performance.timeOrigin + at - Date.parse(ts)
}

interface Gathered {
  deliveriesPerSecond: number
  lags: number[]
}

/** Streams `input` to all followers of a new session; deliveries a second until the last follower has the last event. */
export const fanOut = async (
  client: SojournClient,
  input: { text: string },
  { withLags = false } = {},
): Promise<Gathered> => {
  const session = await client.createSession()
  const lags: number[] = []
  const noteLag = (frame: string, at: number) => {
    const lag = lagOf(frame, at)
    if (lag !== null) lags.push(lag)
  }
  const streams = await Promise.all(
    Array.from({ length: followers }, () => client.follow(session, withLags ? noteLag : undefined)),
  )
  const start = performance.now()
  await client.execute(session.id, input)
  // One look at the log's end tells how many events every follower gets, beside `synced`.
  const { lastSeq } = await client.session(session.id)
  const frames = lastSeq - session.lastSeq + 1
  const end = Math.max(...(await Promise.all(streams.map((stream) => stream.reached(frames)))))
  for (const stream of streams) stream.close()
  return { deliveriesPerSecond: ((frames - 1) * followers * 1000) / (end - start), lags }
}

/** The same from the bare server. */
const rawFanOut = async (
  url: string,
  path: string,
  { count, withLags = false }: { count: number; withLags?: boolean },
) => {
  const connection = await HttpConnection.open(url)
  const lags: number[] = []
  const noteLag = (frame: string, at: number) => {
    const lag = lagOf(frame, at)
    if (lag !== null) lags.push(lag)
  }
  const streams = await Promise.all(
    Array.from({ length: followers }, () =>
      EventStream.open({ url, path: '/stream', ...(withLags && { onFrame: noteLag }) }),
    ),
  )
  await Promise.all(streams.map((stream) => stream.reached(1)))
  const start = performance.now()
  const arrived = Promise.all(streams.map((stream) => stream.reached(count + 1)))
  await connection.send({ method: 'POST', path })
  const end = Math.max(...(await arrived))
  for (const stream of streams) stream.close()
  connection.close()
  return { deliveriesPerSecond: (count * followers * 1000) / (end - start), lags }
}

const measureLag = async (
  client: SojournClient,
  url: string,
  count: number,
): Promise<{ sojourn: Sample; reference: Sample }> => {
  const calm = await fanOut(client, deltas(count, { delayMs: calmDelayMs }), { withLags: true })
  const raw = await rawFanOut(url, `/paced?count=${count}&delayMs=${calmDelayMs}`, { count, withLags: true })
  return { sojourn: p99(calm.lags), reference: p99(raw.lags) }
}

export const fanOutToFollowers: Benchmark = {
  id: 'b8',
  title:
    '200 SSE followers of one run, coalescing off; reference: bare node:http, encoded once, a write for each frame',
  async measure({ small }) {
    await using sojourn = await startSojourn(everyDelta)
    await using reference = await startReference('frame-server.ts')
    const client = await SojournClient.open(sojourn)
    const count = small ? 200 : 5_000
    const rates = await inTurns(small ? 1 : 5, {
      sojourn: async () => (await fanOut(client, deltas(count))).deliveriesPerSecond,
      reference: async () => (await rawFanOut(reference.url, `/burst?count=${count}`, { count })).deliveriesPerSecond,
    })
    const lag = await measureLag(client, reference.url, small ? 100 : 1_000)
    client.close()
    return [
      {
        what: `deliveries to ${followers} SSE followers`,
        unit: '/s',
        sojourn: median(rates.sojourn),
        reference: median(rates.reference),
        goal: { share: 0.6, atLeast: 200_000 },
      },
      { what: 'lag at 200 events/s, p99', unit: 'ms', ...lag, goal: { atMost: 10 } },
    ]
  },
}

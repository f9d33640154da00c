import { SojournError } from '@sojourn/contract/error'
import type { SessionEvent } from '@sojourn/contract/event'
import { expect, test } from 'vitest'
import { createSojourn } from '../src/create-sojourn.ts'
import type { ConnectionState } from '../src/stream/follow.ts'
import type { EventsOptions } from '../src/stream/session-events.ts'
import { deadUrl, eventAt, hangUp, type Route, refusal, result, scriptedServer, streamOf } from './scripted-server.ts'

const backoff = { firstMs: 1, maxMs: 4 }
const gone = new SojournError('SESSION_NOT_FOUND', 'There is no session s').toProblem()

const follow = async (routes: readonly Route[], upto: number, options: EventsOptions & { silenceMs?: number } = {}) => {
  const { url, requests } = await scriptedServer(routes)
  const states: ConnectionState[] = []
  const sojourn = createSojourn({ url, backoff, silenceMs: options.silenceMs })
  const seqs: number[] = []
  const events = sojourn.session('s').events({ ...options, onConnection: (state) => states.push(state) })
  for await (const event of events) {
    seqs.push(event.seq)
    if (event.seq === upto) break
  }
  return { seqs, states: states.map((state) => state.state), paths: requests.map((request) => request.url) }
}

test('[K4] a stream that breaks off goes on after the last event, with no gap and no duplicate', async () => {
  const { seqs, states, paths } = await follow([streamOf([1, 2, 3], 'break'), hangUp, streamOf([4, 5], 'stay')], 5)
  expect(seqs).toEqual([1, 2, 3, 4, 5])
  expect(paths.map((path) => path?.split('?')[1])).toEqual(['after=0', 'after=3', 'after=3'])
  expect(states).toEqual(['connecting', 'open', 'waiting', 'connecting', 'waiting', 'connecting', 'open', 'closed'])
})

test('[K4] a stream that the server ends is opened again', async () => {
  const { seqs } = await follow([streamOf([1], 'end'), streamOf([2], 'end'), streamOf([3], 'stay')], 3)
  expect(seqs).toEqual([1, 2, 3])
})

test('[K4] what a new connection repeats is dropped', async () => {
  const { seqs } = await follow([streamOf([1, 2, 3], 'break'), streamOf([1, 2, 3, 4], 'stay')], 4)
  expect(seqs).toEqual([1, 2, 3, 4])
})

test('[K4] what a connection leaves out is read from the log', async () => {
  const missing = { events: [1, 2, 3, 4, 5].map(eventAt), nextAfter: 5, hasMore: false }
  const { seqs, paths } = await follow([streamOf([1, 5], 'stay'), result(missing)], 5)
  expect(seqs).toEqual([1, 2, 3, 4, 5])
  expect(decodeURIComponent(paths[1] ?? '')).toContain('"after":0')
})

test('[K4] with compacted deltas a hole is meant to be there', async () => {
  const { seqs, paths } = await follow([streamOf([1, 5, 9], 'stay')], 9, { compactDeltas: true })
  expect(seqs).toEqual([1, 5, 9])
  expect(paths).toEqual(['/api/v1/sessions/s/events/stream?after=0&compactDeltas=true'])
})

test('[K4] a connection that has gone silent is given up and opened again', async () => {
  const { seqs } = await follow([streamOf([1], 'stay'), streamOf([2], 'stay')], 2, { silenceMs: 50 })
  expect(seqs).toEqual([1, 2])
})

test('[K4] `live` tells the watermark, after the events before it', async () => {
  const { url } = await scriptedServer([streamOf([1, 2], 'stay', 2)])
  const order: string[] = []
  const stop = new AbortController()
  const options: EventsOptions = {
    signal: stop.signal,
    onConnection: (state) => {
      order.push(state.state === 'live' ? `live ${state.seq}` : state.state)
      if (state.state === 'live') stop.abort()
    },
  }
  for await (const event of createSojourn({ url }).session('s').events(options)) order.push(String(event.seq))
  expect(order).toEqual(['connecting', 'open', '1', '2', 'live 2', 'closed'])
})

test('[K3] an abort ends the stream quietly, also while it waits for its next try', async () => {
  const { url } = await scriptedServer([streamOf([1], 'break'), hangUp])
  const stop = new AbortController()
  const seen: SessionEvent[] = []
  const events = createSojourn({ url, backoff: { firstMs: 60_000, maxMs: 60_000 } })
    .session('s')
    .events({ signal: stop.signal, onConnection: (state) => state.state === 'waiting' && stop.abort() })
  for await (const event of events) seen.push(event)
  expect(seen).toHaveLength(1)
})

test('[K4] a stream to a server that has answered a call waits for it from the first try on', async () => {
  const { url } = await scriptedServer([
    result({ items: [], nextCursor: null }),
    ...[hangUp, hangUp, hangUp, hangUp, hangUp, hangUp],
    streamOf([1], 'stay'),
  ])
  const sojourn = createSojourn({ url, backoff })
  await sojourn.sessions.list({})
  const first = await sojourn.session('s').events()[Symbol.asyncIterator]().next()
  expect(first.value).toMatchObject({ seq: 1 })
})

test('[K1] a refusal ends the stream with the error of the catalogue', async () => {
  await expect(follow([streamOf([1], 'break'), refusal(404, gone)], 2)).rejects.toMatchObject({
    code: 'SESSION_NOT_FOUND',
  })
})

test('[K4] a server that was never there is an error, not a wait without end', async () => {
  const unreachable = createSojourn({ url: await deadUrl(), backoff })
    .session('s')
    .events()
  await expect(unreachable[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: 'SERVER_UNREACHABLE',
    message: expect.stringContaining('nothing listens there'),
  })
})

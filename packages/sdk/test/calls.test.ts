import { SojournError } from '@sojourn/contract/error'
import { expect, test } from 'vitest'
import { createSojourn } from '../src/create-sojourn.ts'
import { deadUrl, hangUp, refusal, result, scriptedServer } from './scripted-server.ts'

const backoff = { firstMs: 1, maxMs: 4 }
const away = new SojournError('STORE_UNAVAILABLE', 'The database is away').toProblem()
const stopping = new SojournError('SHUTTING_DOWN', 'The server is stopping').toProblem()
const submitted = { runId: 'r1', position: 1, seq: 4 }

test('[K2] with a key, a submit whose answer was lost is sent again under the same key', async () => {
  const { url, requests } = await scriptedServer([hangUp, refusal(503, away), result(submitted)])
  const session = createSojourn({ url, backoff }).session('s')
  const run = await session.send('Hello', { idempotencyKey: 'k1' })
  expect(run).toMatchObject({ id: 'r1', sessionId: 's', position: 1, seq: 4 })
  expect(requests.map((request) => request.headers['idempotency-key'])).toEqual(['k1', 'k1', 'k1'])
})

test('[K2] without a key, a mutation whose answer was lost is not sent again: it may have happened', async () => {
  const { url, requests } = await scriptedServer([hangUp, result({})])
  const pause = createSojourn({ url, backoff }).session('s').pause()
  await expect(pause).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' })
  expect(requests).toHaveLength(1)
})

test('[K2] a mutation of which the server says that nothing has happened is sent again', async () => {
  const { url, requests } = await scriptedServer([refusal(503, away), refusal(503, stopping), result(submitted)])
  await createSojourn({ url, backoff }).session('s').send('Hello')
  expect(requests).toHaveLength(3)
})

test('[K2] a mutation that could not be sent is tried again', async () => {
  const { url } = await scriptedServer([result(submitted)])
  const dead = await deadUrl()
  const tries: string[] = []
  const refusing: typeof fetch = (input, init) => {
    tries.push(String(input))
    return fetch(tries.length < 3 ? dead : input, init)
  }
  await createSojourn({ url, backoff, fetch: refusing }).session('s').send('Hello')
  expect(tries).toHaveLength(3)
})

test('[K2] a query whose answer was lost is sent again', async () => {
  const { url, requests } = await scriptedServer([hangUp, result({ items: [], nextCursor: null })])
  await createSojourn({ url, backoff }).sessions.list({})
  expect(requests).toHaveLength(2)
})

test('[K2] a refusal is not sent again', async () => {
  const full = new SojournError('QUEUE_FULL', 'The queue is full').toProblem()
  const { url, requests } = await scriptedServer([refusal(429, full)])
  await expect(createSojourn({ url, backoff }).session('s').send('x')).rejects.toMatchObject({ code: 'QUEUE_FULL' })
  expect(requests).toHaveLength(1)
})

test('[K9] the token goes into the header, never into the address', async () => {
  const { url, requests } = await scriptedServer([result({ items: [], nextCursor: null })])
  await createSojourn({ url: `${url}/`, token: 'secret' }).sessions.list({ text: 'a b&c' })
  expect(requests[0]?.headers.authorization).toBe('Bearer secret')
  expect(requests[0]?.url).toBe('/trpc/sessions.list?input=%7B%22text%22%3A%22a%20b%26c%22%7D')
})

test('[K3] an aborted call rejects with the reason of its signal', async () => {
  const { url } = await scriptedServer([() => undefined])
  const sojourn = createSojourn({ url })
  const stop = new AbortController()
  const pending = sojourn.session('s').get({ signal: stop.signal })
  stop.abort(new Error('enough'))
  await expect(pending).rejects.toThrow('enough')
  await expect(sojourn.session('s').get({ signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before')
})

test('[K5] a result waits through timeouts and lost connections', async () => {
  const timeout = new SojournError('AWAIT_TIMEOUT', 'The run goes on').toProblem()
  const settled = { id: 'r1', status: 'completed' }
  const { url, requests } = await scriptedServer([
    result(submitted),
    refusal(408, timeout),
    ...[hangUp, hangUp, hangUp, hangUp, hangUp],
    result(settled),
  ])
  const run = await createSojourn({ url, backoff }).session('s').send('Hello')
  await expect(run.result()).resolves.toEqual(settled)
  expect(requests).toHaveLength(8)
})

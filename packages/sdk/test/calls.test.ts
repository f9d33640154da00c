import { SojournError } from '@sojourn/contract/error'
import { expect, test } from 'vitest'
import { createSojourn } from '../src/create-sojourn.ts'
import { hangUp, refusal, result, scriptedServer } from './scripted-server.ts'

const backoff = { firstMs: 1, maxMs: 4 }
const busy = new SojournError('STORE_UNAVAILABLE', 'The database is away').toProblem()
const submitted = { runId: 'r1', position: 1, seq: 4 }

test('[R11] a submit whose answer was lost is sent again under the same key', async () => {
  const { url, requests } = await scriptedServer([hangUp, refusal(503, busy), result(submitted)])
  const run = await createSojourn({ url, backoff }).session('s').send('Hello')
  expect(run).toMatchObject({ id: 'r1', sessionId: 's', position: 1, seq: 4 })
  const keys = requests.map((request) => request.headers['idempotency-key'])
  expect(keys).toHaveLength(3)
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(new Set(keys).size).toBe(1)
})

test('[R11] a mutation without a key is sent once', async () => {
  const { url, requests } = await scriptedServer([hangUp, result({})])
  const pause = createSojourn({ url, backoff }).session('s').pause()
  await expect(pause).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' })
  expect(requests).toHaveLength(1)
})

test('[R11] a refusal is not sent again', async () => {
  const full = new SojournError('QUEUE_FULL', 'The queue is full').toProblem()
  const { url, requests } = await scriptedServer([refusal(429, full)])
  await expect(createSojourn({ url, backoff }).session('s').send('x')).rejects.toMatchObject({ code: 'QUEUE_FULL' })
  expect(requests).toHaveLength(1)
})

test('[X1] the token goes into the header, never into the address', async () => {
  const { url, requests } = await scriptedServer([result({ items: [], nextCursor: null })])
  await createSojourn({ url: `${url}/`, token: 'secret' }).sessions.list({ text: 'a b&c' })
  expect(requests[0]?.headers.authorization).toBe('Bearer secret')
  expect(requests[0]?.url).toBe('/trpc/sessions.list?input=%7B%22text%22%3A%22a%20b%26c%22%7D')
})

test('[X1] an aborted call rejects with the reason of its signal', async () => {
  const { url } = await scriptedServer([() => undefined])
  const sojourn = createSojourn({ url })
  const stop = new AbortController()
  const pending = sojourn.session('s').get({ signal: stop.signal })
  stop.abort(new Error('enough'))
  await expect(pending).rejects.toThrow('enough')
  await expect(sojourn.session('s').get({ signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before')
})

test('[R4] a result waits through timeouts and lost connections', async () => {
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

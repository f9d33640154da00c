import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTRPCClient, createWSClient, httpBatchLink, wsLink } from '@trpc/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AppRouter } from '../src/router-types.ts'
import { startServerProcess } from './support/server-process.ts'
import { startTestServer, type TestServer } from './support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const create = (key: string, json: unknown = {}) =>
  server.call<{ id: string; code: string }>('/api/v1/sessions', {
    method: 'POST',
    json,
    headers: { 'idempotency-key': key },
  })

describe('Idempotency-Key', () => {
  it('[R11] gives the first answer again, status and ETag included', async () => {
    const first = await create('one', { title: 'A', context: { b: 1, a: 2 } })
    const again = await create('one', { context: { a: 2, b: 1 }, title: 'A' })
    expect(again.body).toEqual(first.body)
    expect([again.status, again.headers.get('etag')]).toEqual([201, first.headers.get('etag')])
    expect(await create('one', { title: 'B' })).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_MISMATCH' } })
    expect((await create('two', { title: 'A' })).body.id).not.toBe(first.body.id)
  })

  it('[R11] does the work once for ten at the same time', async () => {
    const { body: session } = await create('ten')
    const submit = () =>
      server.call<{ runId: string }>(`/api/v1/sessions/${session.id}/runs`, {
        json: { input: { text: 'hello' } },
        headers: { 'idempotency-key': 'ten-runs' },
      })
    const answers = await Promise.all(Array.from({ length: 10 }, submit))
    expect(new Set(answers.map(({ body }) => body.runId)).size).toBe(1)
    const { body } = await server.get<{ items: unknown[] }>(`/sessions/${session.id}/runs`)
    expect(body.items.length).toBe(1)
  })

  it.each(['', 'with space', 'x'.repeat(256)])('[R11] %j is no key', async (key) => {
    expect(await create(key)).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } })
  })

  it('[R11] is taken over tRPC too: as a header, or beside the input', async () => {
    const headers = { authorization: `Bearer ${server.token}`, 'idempotency-key': 'trpc' }
    const batch = createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${server.url}/trpc`, headers })] })
    const both = () => Promise.all([batch.sessions.create.mutate({}), batch.sessions.create.mutate({})])
    const [first, second] = await both()
    expect(first.id).not.toBe(second.id)
    expect((await both()).map(({ id }) => id)).toEqual([first.id, second.id])
    const client = createWSClient({
      url: `${server.url.replace('http', 'ws')}/trpc`,
      connectionParams: { token: server.token },
    })
    const socket = createTRPCClient<AppRouter>({ links: [wsLink({ client })] })
    const input = { title: 'Socket', idempotencyKey: 'socket' }
    expect((await socket.sessions.create.mutate(input)).id).toBe((await socket.sessions.create.mutate(input)).id)
    await client.close()
  })

  it('[R11] holds over a restart after a kill', async () => {
    await using first = await startServerProcess()
    const post = async (url: string, token: string) => {
      const headers = { authorization: `Bearer ${token}`, 'idempotency-key': 'restart' }
      return (await fetch(`${url}/api/v1/sessions`, { method: 'POST', headers })).json()
    }
    const made = await post(first.url, first.token)
    first.kill('SIGKILL')
    await first.exited
    const data = join(first.directory, '.sojourn')
    await using second = await startServerProcess({ SOJOURN_DATA: data })
    expect(await post(second.url, (await readFile(join(data, 'token'), 'utf8')).trim())).toEqual(made)
  })
})

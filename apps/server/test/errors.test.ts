import type { Problem } from '@sojourn/contract/error'
import { errorCatalogue } from '@sojourn/contract/error'
import type { SessionStore } from '@sojourn/core/ports/session-store'
import { MemoryStore } from '@sojourn/core/store/memory-store'
import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AppRouter } from '../src/router-types.ts'
import type { TestServer } from './support/test-server.ts'
import { script, startTestServer } from './support/test-server.ts'

const clientOf = (server: TestServer) =>
  createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url: `${server.url}/trpc`, headers: { authorization: `Bearer ${server.token}` } })],
  })

/** The problem that a tRPC call is refused with. */
const refusalOf = async (call: Promise<unknown>): Promise<Problem> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(TRPCClientError)
  const { data } = error as TRPCClientError<AppRouter>
  expect(data?.code).toBe(data?.problem.code)
  expect(data?.httpStatus).toBe(data?.problem.status)
  return data?.problem as Problem
}

describe('errors', () => {
  let server: TestServer
  let client: ReturnType<typeof clientOf>
  beforeAll(async () => {
    server = await startTestServer()
    client = clientOf(server)
  })
  afterAll(() => server[Symbol.asyncDispose]())

  it('are the same over REST and tRPC, with the catalogue’s status', async () => {
    const { id } = await server.createSession({ title: 'Taken' })
    await server.post(`/sessions/${id}/archive`)
    const pairs = [
      [server.get('/sessions/none'), () => client.sessions.get.query({ sessionId: 'none' })],
      [server.get('/runs/none'), () => client.runs.get.query({ runId: 'none' })],
      [server.get('/permissions/none'), () => client.permissions.get.query({ permissionId: 'none' })],
      [server.get('/agents/none'), () => client.agents.get.query({ agentId: 'none' })],
      [server.post('/sessions', { id }), () => client.sessions.create.mutate({ id })],
      [server.post('/sessions', { title: '' }), () => client.sessions.create.mutate({ title: '' })],
      [
        server.post(`/sessions/${id}/runs`, { input: { text: 'x' } }),
        () => client.runs.submit.mutate({ sessionId: id, input: { text: 'x' } }),
      ],
      [
        server.call(`/api/v1/sessions/${id}`, { method: 'PATCH', json: { ifVersion: 99, title: 'x' } }),
        () => client.sessions.update.mutate({ sessionId: id, ifVersion: 99, title: 'x' }),
      ],
    ] as const
    for (const [rest, trpc] of pairs) {
      const answer = await rest
      const problem = await refusalOf(trpc())
      expect(answer.body).toEqual(problem)
      expect(answer.status).toBe(errorCatalogue[problem.code].status)
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    }
  })

  it('[R4] say that waiting for a run took too long, and the run goes on', async () => {
    const { id } = await server.createSession()
    const input = script({ sleep: 60_000 })
    const answer = await server.post(`/sessions/${id}/runs/execute?timeoutMs=20`, { input })
    expect(answer).toMatchObject({ status: 408, body: { code: 'AWAIT_TIMEOUT', retryable: true } })
    expect((await server.get(`/sessions/${id}`)).body).toMatchObject({ state: 'running' })
    await server.post(`/sessions/${id}/terminate`)
  })

  it('of the server itself say nothing but a request id, under which the log has the cause', async () => {
    const lines: string[] = []
    const store: SessionStore = new MemoryStore()
    await using broken = await startTestServer(
      {},
      { store, logger: pino({ level: 'error' }, { write: (line) => void lines.push(line) }) },
    )
    store.listSessions = () => Promise.reject(new Error('disk secret-detail is on fire'))
    const answer = await broken.get<Problem>('/sessions')
    const problem = await refusalOf(clientOf(broken).sessions.list.query({}))
    for (const { code, detail, meta } of [answer.body, problem]) {
      expect(code).toBe('INTERNAL')
      expect(detail).not.toContain('secret-detail')
      const requestId = String(meta?.requestId)
      const line = lines.find((entry) => entry.includes(requestId))
      expect(line).toContain('secret-detail')
    }
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { script, startTestServer, type TestServer } from './support/test-server.ts'

interface Session {
  id: string
  agent_id: string
  status: string
  context: Record<string, unknown>
  [field: string]: unknown
}

const agentId = '550e8400-e29b-41d4-a716-446655440000'
const id = '660e8400-e29b-41d4-a716-446655440001'
const json = { 'content-type': 'application/json' }
/** What curl says of `-d` when nobody tells it otherwise. */
const form = { 'content-type': 'application/x-www-form-urlencoded' }

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const send = (method: string, path: string, [body, headers]: [body?: object, headers?: Record<string, string>] = []) =>
  server.call<Session>(path, {
    method,
    ...(body ? { text: JSON.stringify(body, null, 2), headers: headers ?? json } : {}),
  })
const get = <Body = Session>(path: string) => server.call<Body>(path)
const patch = (body: object, headers = form, query = '') => send('PATCH', `/sessions/${id}${query}`, [body, headers])

const development = {
  agent_id: agentId,
  session_type: 'development',
  context: {
    working_directory: '/project',
    current_task: 'Implement the dialog',
    files_open: ['Dialog.tsx', 'animations.ts'],
  },
  runtime_backend: 'local',
  runtime_metadata: { terminal_id: 'term-123', pid: 12345 },
}

describe('sessions with snake_case names', () => {
  it('are created, for an agent that is registered on the fly', async () => {
    const { status, body } = await send('POST', '/sessions/', [{ id, ...development }])
    expect(status).toBe(201)
    expect(body).toEqual({
      id,
      ...development,
      status: 'active',
      checkpoint: null,
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    })
    expect((await server.get(`/agents/${agentId}`)).body).toMatchObject({ id: agentId, runner: 'scripted' })
    const plain = await send('POST', '/sessions/', [
      { agent_id: agentId, session_type: 'conversation', context: {} },
      form,
    ])
    expect(plain).toMatchObject({ status: 201, body: { runtime_backend: 'unknown', runtime_metadata: {} } })
    const atOnce = await Promise.all([1, 2, 3].map(() => send('POST', '/sessions/', [{ agent_id: 'new-one' }])))
    expect(atOnce.map(({ status: code }) => code)).toEqual([201, 201, 201])
  })

  it('are read, and unknown ones are 404', async () => {
    expect((await get(`/sessions/${id}`)).body).toMatchObject({ id, ...development })
    expect(await get('/sessions/unknown')).toMatchObject({ status: 404, body: { code: 'SESSION_NOT_FOUND' } })
    expect((await server.call(`/sessions/${id}`, { anonymous: true })).status).toBe(401)
  })

  it('[C1] take a checkpoint, and let it be cleared', async () => {
    const checkpoint = { step: 5, state: { files: ['a.ts'] }, resume_prompt: 'Continue from step 5' }
    expect((await patch({ checkpoint })).body).toMatchObject({ checkpoint, context: development.context })
    expect((await get(`/sessions/${id}`)).body.checkpoint).toEqual(checkpoint)
    expect((await patch({ checkpoint: null })).body.checkpoint).toBeNull()
    expect((await patch({ checkpoint: { step: 6 } }, json)).body.checkpoint).toEqual({ step: 6 })
  })

  it('[S7] replace their context, or merge it when asked', async () => {
    const context = { working_directory: '/project', progress: 0.75 }
    expect((await patch({ context }, json)).body.context).toEqual(context)
    const merged = await patch({ context: { progress: null, current_task: 'Test' } }, json, '?merge=true')
    expect(merged.body.context).toEqual({ working_directory: '/project', current_task: 'Test' })
    const metadata = await patch({ runtime_metadata: { pid: 2 } }, json, '?merge=true')
    expect(metadata.body.runtime_metadata).toEqual({ terminal_id: 'term-123', pid: 2 })
  })

  it('pause, resume, complete and crash by setting the status', async () => {
    for (const status of [
      'paused',
      'active',
      'active',
      'completed',
      'crashed',
      'active',
      'completed',
      'paused',
      'crashed',
      'paused',
      'active',
    ]) {
      expect(await patch({ status })).toMatchObject({ status: 200, body: { status } })
    }
    expect(await patch({ status: 'sleeping' })).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } })
    const both = await patch({ status: 'paused', context: { a: 1 } })
    expect(both.body).toMatchObject({ status: 'paused', context: { a: 1 } })
    await server.post(`/sessions/${id}/runs`, { input: { text: 'waits' } })
    await patch({ status: 'crashed' })
    // What is refused has changed nothing.
    expect(await patch({ status: 'paused', context: {} })).toMatchObject({ status: 409 })
    expect((await get(`/sessions/${id}`)).body).toMatchObject({ status: 'crashed', context: { a: 1 } })
    const { body: waiting } = await server.get<{ items: { id: string }[] }>(`/sessions/${id}/runs?status=queued`)
    for (const run of waiting.items) await server.post(`/runs/${run.id}/cancel`)
  })

  it('[S11] are listed by agent, status and time, empty ones too', async () => {
    const list = async (query: string) => (await get<Session[]>(`/sessions/?${query}`)).body
    expect((await list('limit=20')).length).toBeGreaterThanOrEqual(5)
    const ofAgent = await list(`agent_id=${agentId}&limit=10`)
    expect(ofAgent.map((session) => session.agent_id)).toEqual([agentId, agentId])
    expect(ofAgent.find((session) => session.id === id)).toEqual((await get(`/sessions/${id}`)).body)
    expect((await list(`agent_id=${agentId}`)).length).toBe(2)
    expect((await list(`agent_id=${agentId}&limit=1`)).length).toBe(1)
    expect((await list(`agent_id=${agentId}&status=crashed`)).map((session) => session.id)).toEqual([id])
    expect(await list('created_before=2020-01-01')).toEqual([])
    expect((await list('created_after=2020-01-01T00:00:00Z')).length).toBeGreaterThanOrEqual(5)
    expect((await get('/sessions/?limit=0')).status).toBe(400)
    expect((await get('/sessions/?agent_id=nobody')).body).toEqual([])
  })

  it('[S14] tell their metrics', async () => {
    await patch({ status: 'active' })
    const { body } = await get(`/sessions/${id}/metrics`)
    expect(body).toMatchObject({ session_id: id, active_ms: 0, runs: { completed: 0, timed_out: 0 }, tool_calls: 0 })
    expect(body.duration_ms).toEqual(expect.any(Number))
  })

  it('[C3] are recovered after a crash', async () => {
    await patch({ status: 'crashed' })
    const recovered = await send('POST', `/sessions/${id}/recover`)
    expect(recovered).toMatchObject({ status: 200, body: { status: 'active', checkpoint: { step: 6 } } })
    expect((await send('POST', `/sessions/${id}/recover`)).status).toBe(409)
  })

  it('[R11] are created once under a key', async () => {
    const headers = { ...json, 'idempotency-key': 'snake' }
    const body = { agent_id: 'once', checkpoint: { step: 1 } }
    const first = await send('POST', '/sessions/', [body, headers])
    expect(first.body).toMatchObject({ agent_id: 'once', checkpoint: { step: 1 } })
    expect((await send('POST', '/sessions/', [body, headers])).body).toEqual(first.body)
  })

  it('[S12] are deleted, running ones only by force', async () => {
    expect((await send('DELETE', `/sessions/${id}`)).body).toEqual({ id, deleted: true })
    expect((await get(`/sessions/${id}`)).status).toBe(404)
    const { body: busy } = await send('POST', '/sessions/', [{ agent_id: agentId, id: 'busy' }])
    const ask = { ask: { prompt: 'Which one?', schema: { type: 'string' } } }
    await server.post(`/sessions/${busy.id}/runs`, { input: script(ask) })
    expect(await send('DELETE', '/sessions/busy')).toMatchObject({ status: 409, body: { code: 'SESSION_RUNNING' } })
    expect((await send('DELETE', '/sessions/busy?force=true')).status).toBe(200)
  })

  it('[S13] are cleaned up, completed ones unless told otherwise', async () => {
    await send('POST', '/sessions/', [{ id: 'done', agent_id: 'cleaner' }])
    await send('POST', '/sessions/', [{ id: 'open', agent_id: 'cleaner' }])
    await send('PATCH', '/sessions/done', [{ status: 'completed' }])
    const cleanup = { older_than: new Date(Date.now() + 60_000).toISOString(), agent_id: 'cleaner' }
    const dry = await send('POST', '/sessions/cleanup', [{ ...cleanup, dry_run: true }])
    expect(dry.body).toMatchObject({ dry_run: true, sessions: [{ id: 'done' }], skipped_running: 0 })
    expect((await send('POST', '/sessions/cleanup', [cleanup])).body).toMatchObject({ sessions: [{ id: 'done' }] })
    expect((await get('/sessions/done')).status).toBe(404)
    expect((await get('/sessions/open')).status).toBe(200)
    expect((await send('POST', '/sessions/cleanup', [{}])).status).toBe(400)
  })
})

import type { Problem } from '@sojourn/contract/error'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from './support/test-server.ts'
import { startTestServer } from './support/test-server.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const deep = (depth: number): string => `{"context":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`

describe('requests over REST', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ SOJOURN_MAX_BODY_BYTES: '4096', SOJOURN_MAX_INPUT_BYTES: '65536' })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const create = (text: string, headers: Record<string, string> = JSON_TYPE) =>
    server.call<Problem>('/api/v1/sessions', { text, headers })

  it('may leave out the content type, or say what curl and fetch say', async () => {
    for (const headers of [
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'text/plain;charset=UTF-8' },
      { 'content-type': 'application/json; charset=utf-8' },
      { 'content-type': 'application/vnd.sojourn+json' },
    ]) {
      expect(await create('{"title":"T"}', headers)).toMatchObject({ status: 201, body: { title: 'T' } })
    }
    const bytes = new TextEncoder().encode('{"title":"T"}')
    const headers = { authorization: `Bearer ${server.token}` }
    expect((await fetch(`${server.url}/api/v1/sessions`, { method: 'POST', body: bytes, headers })).status).toBe(201)
  })

  it('are refused with 415 when the body is something else', async () => {
    const answer = await create('<a/>', { 'content-type': 'application/xml' })
    expect(answer).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } })
  })

  it.each(['{', '[]', '"text"', '12', '{"title":"a"}{}'])('are refused with 400 when the body is %s', async (text) => {
    expect(await create(text)).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } })
  })

  it('are refused with 400 and the wrong paths, and have changed nothing', async () => {
    const { body, status } = await create('{"title":"","labels":["a",3],"limits":{"maxConcurrentRuns":2}}')
    expect(status).toBe(400)
    expect(body.issues?.map(({ path }) => path)).toEqual(['title', 'labels.1', 'limits.maxConcurrentRuns'])
    expect(body.detail).toMatch(/^title: /)
  })

  it('name what is wrong inside the closest alternative', async () => {
    const { id } = await server.createSession()
    const { body } = await server.post<Problem>(`/sessions/${id}/runs`, { input: { text: '' } })
    expect(body.issues?.map(({ path }) => path)).toEqual(['input.text'])
  })

  it('are not converted: a number in a string stays a string', async () => {
    expect((await create('{"limits":{"maxQueuedRuns":"5"}}')).status).toBe(400)
    expect((await create('{"title":5}')).status).toBe(400)
  })

  it('are refused with 400 when they are too deep, 413 when they are too large', async () => {
    expect(await create(deep(100))).toMatchObject({ status: 400, body: { code: 'BODY_TOO_DEEP' } })
    expect((await create(deep(60))).status).toBe(201)
    const large = JSON.stringify({ context: { text: 'x'.repeat(5000) } })
    expect(await create(large)).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } })
  })

  it('may be larger where they carry input', async () => {
    const { id } = await server.createSession()
    const input = { text: 'x'.repeat(20_000) }
    expect((await server.post(`/sessions/${id}/runs`, { input })).status).toBe(201)
    expect((await server.post(`/sessions/${id}/runs`, { input: { text: 'x'.repeat(70_000) } })).status).toBe(413)
  })

  it('are answered with 404 where there is nothing', async () => {
    expect(await server.get('/nothing')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
    expect(await server.get('/sessions/none')).toMatchObject({ status: 404, body: { code: 'SESSION_NOT_FOUND' } })
    expect(await server.call('/nothing', { method: 'POST' })).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    })
  })

  it('are answered with 405 and what is allowed', async () => {
    const answer = await server.call('/api/v1/sessions', { method: 'DELETE' })
    expect(answer).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED' } })
    expect(answer.headers.get('allow')).toBe('POST, GET')
    expect(answer.headers.get('content-type')).toMatch('application/problem+json')
  })

  it('are refused with 400 when the address is malformed', async () => {
    expect(await server.get('/sessions/%ff')).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } })
    expect(await server.get(`/sessions/${'x'.repeat(200)}`)).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED' },
    })
  })

  it('convert queries by the schema and refuse what does not fit', async () => {
    expect((await server.get('/sessions?limit=1&empty=true')).status).toBe(200)
    expect(await server.get('/sessions?limit=ten')).toMatchObject({
      status: 400,
      body: { issues: [{ path: 'limit' }] },
    })
    expect((await server.get('/sessions?limit=1&limit=2')).status).toBe(400)
    expect((await server.get('/sessions?cursor=made-up')).status).toBe(400)
    const { id } = await server.createSession()
    expect((await server.get(`/sessions/${id}/events?after=soon`)).status).toBe(400)
    expect((await server.get(`/sessions/${id}/events?after=2020-01-01T00:00:00Z`)).status).toBe(200)
  })

  it('[S7] compare versions: ETag on answers, If-Match on changes', async () => {
    const { id, version } = await server.createSession()
    const patch = (etag: string) =>
      server.call(`/api/v1/sessions/${id}`, { method: 'PATCH', json: { title: 'New' }, headers: { 'if-match': etag } })
    const changed = await patch(`"${version}"`)
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).not.toBe(`"${version}"`)
    expect(await patch(`"${version}"`)).toMatchObject({ status: 412, body: { code: 'VERSION_MISMATCH' } })
    expect((await patch('*')).status).toBe(200)
    expect((await patch('"soon"')).status).toBe(400)
  })

  it('do not let a body say another id than the path', async () => {
    const { id } = await server.createSession()
    const other = await server.createSession()
    await server.call(`/api/v1/sessions/${id}`, { method: 'PATCH', json: { sessionId: other.id, title: 'Mine' } })
    expect((await server.get(`/sessions/${id}`)).body).toMatchObject({ title: 'Mine' })
  })

  it('over tRPC are bounded as well', async () => {
    const call = (path: string, text: string) => server.call(`/trpc/${path}`, { text, headers: JSON_TYPE })
    expect(await call('sessions.create', deep(100))).toMatchObject({
      status: 400,
      body: { error: { data: { code: 'BODY_TOO_DEEP' } } },
    })
    expect(await call('sessions.create', JSON.stringify({ title: 'x'.repeat(70_000) }))).toMatchObject({
      status: 413,
      body: { error: { data: { code: 'BODY_TOO_LARGE' } } },
    })
    const many = Array.from({ length: 101 }, () => 'system.info').join(',')
    expect((await server.call(`/trpc/${many}?batch=1`)).status).toBe(400)
  })
})

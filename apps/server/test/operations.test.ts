import { readFile } from 'node:fs/promises'
import { errorCodes } from '@sojourn/contract/error'
import type { Operations } from '@sojourn/contract/operations'
import { MemoryStore } from '@sojourn/core/store/memory-store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildDocument } from '../src/openapi/build-document.ts'
import { restRoutes } from '../src/rest/routes.ts'
import { readFrames } from './support/read-frames.ts'
import type { TestServer } from './support/test-server.ts'
import { startTestServer } from './support/test-server.ts'

interface Document {
  openapi: string
  paths: Record<string, Record<string, { operationId: string; summary?: string }>>
}

describe('what operators use', () => {
  let server: TestServer
  const store = new MemoryStore()
  beforeAll(async () => {
    server = await startTestServer({}, { store })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  it('/health tells whether the server lives and can do its work', async () => {
    expect(await server.call('/health/live', { anonymous: true })).toMatchObject({ status: 200 })
    expect(await server.call('/health/ready', { anonymous: true })).toMatchObject({
      status: 200,
      body: { status: 'ok' },
    })
    const { sessionOfTag } = store
    store.sessionOfTag = () => Promise.reject(new Error('gone'))
    expect(await server.call('/health/ready', { anonymous: true })).toMatchObject({ status: 503 })
    expect(await server.call('/health/live', { anonymous: true })).toMatchObject({ status: 200 })
    store.sessionOfTag = sessionOfTag
  })

  it('/metrics counts requests by route, and what the runtime does', async () => {
    await server.call('/metrics')
    await server.createSession()
    const { headers, body } = await server.call<string>('/metrics')
    expect(headers.get('content-type')).toMatch('text/plain')
    expect(body).toMatch(/^sojourn_loaded_sessions \d/m)
    expect(body).toMatch(
      /^sojourn_http_request_seconds_count\{method="POST",route="\/api\/v1\/sessions",status="201"\} 1$/m,
    )
    expect(body).toContain('process_resident_memory_bytes')
    expect(body).toMatch(/^sojourn_store_append_seconds\{quantile="0.99"} 0\.\d/m)
    expect(body).toMatch(/^sojourn_maintenance_failures 0$/m)
  })

  it('/operations tells how the host, its process and the clients that follow are doing', async () => {
    const { id } = await server.createSession()
    const headers = { authorization: `Bearer ${server.token}` }
    const stream = await fetch(`${server.url}/api/v1/sessions/${id}/events/stream`, { headers })
    const frames = readFrames(stream)
    while ((await frames.next()).value?.event !== 'synced');
    const { status, body } = await server.get<Operations>('/operations?limit=1')
    expect(status).toBe(200)
    expect(body.hosts).toMatchObject([{ healthy: true, process: { eventLoopDelay: { p50Ms: expect.any(Number) } } }])
    expect(body.hosts[0]?.process?.residentBytes).toBeGreaterThan(10_000_000)
    expect(body.subscribers).toMatchObject({ total: 1, items: [{ sessionId: id, transport: 'sse', behind: 0 }] })
    expect(body.store.appends?.count).toBeGreaterThan(0)
    await frames.return(undefined)
    expect(await server.get('/operations?limit=201')).toMatchObject({ status: 400 })
  })

  it('/openapi.json has every row of the route table', async () => {
    const { body } = await server.call<Document>('/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    for (const { method, path, procedure } of restRoutes) {
      const operation = body.paths[`/api/v1${path.replaceAll(/:(\w+)/g, '{$1}')}`]?.[method.toLowerCase()]
      expect(operation?.operationId).toBe(procedure.replace(/\.(\w)/, (_, letter: string) => letter.toUpperCase()))
      expect(operation?.summary, procedure).toBeTruthy()
    }
  })

  it('openapi.json in the repository is what the server answers', async () => {
    const committed = await readFile(new URL('../openapi.json', import.meta.url), 'utf8')
    expect(JSON.parse(committed), 'run `pnpm --filter @sojourn/server documents`').toEqual(
      JSON.parse(JSON.stringify(buildDocument())),
    )
  })

  it('openapi.json refers only to schemas that it has', () => {
    const text = JSON.stringify(buildDocument())
    const { components } = JSON.parse(text) as { components: { schemas: object } }
    for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      expect(components.schemas).toHaveProperty(name)
    }
  })

  it('/docs shows every route and every error, and runs no script', async () => {
    const { headers, body } = await server.call<string>('/docs')
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    for (const { method, path } of restRoutes) {
      const shown = `>${method}</span> /api/v1${path.replaceAll(/:(\w+)/g, '{$1}')}<`
      expect(body).toContain(shown)
    }
    for (const code of errorCodes) expect(body).toContain(`id="error-${code}"`)
    for (const [, target = ''] of body.matchAll(/href="#([^"]+)"/g)) expect(body).toContain(`id="${target}"`)
    expect(body).not.toContain('<script')
  })

  it('/docs sends a browser to the log-in and back', async () => {
    const { status, headers } = await server.call('/docs', { headers: { accept: 'text/html' }, anonymous: true })
    expect(status).toBe(303)
    expect(headers.get('location')).toBe('/login?next=/docs')
  })

  it('answers carry headers that keep browsers from guessing', async () => {
    const { headers } = await server.get('/info')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })
})

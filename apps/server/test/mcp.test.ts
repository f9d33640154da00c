import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Call, startTestServer, type TestServer } from './support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
}
const ask = (call: Call = {}, to: TestServer = server) =>
  to.call<string>('/mcp', {
    json: initialize,
    ...call,
    headers: { accept: 'application/json, text/event-stream', ...call.headers },
  })

it('[T6] /mcp answers whoever has the token, and nobody else', async () => {
  const known = await ask()
  expect(known.status).toBe(200)
  expect(known.body).toContain('"serverInfo":{"name":"sojourn"')
  expect(known.headers.get('x-content-type-options')).toBe('nosniff')
  expect(await ask({ anonymous: true })).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } })
  expect(await ask({ headers: { authorization: 'Bearer wrong' } })).toMatchObject({ status: 401 })
})

it('[T6] pages of other sites are refused, even with the token; the server’s own and allowed ones are not', async () => {
  const foreign = await ask({ headers: { origin: 'https://evil.example' } })
  expect(foreign).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
  expect((await ask({ headers: { origin: server.url } })).status).toBe(200)
  await using open = await startTestServer({ SOJOURN_AUTH: 'off' })
  expect((await ask({ anonymous: true }, open)).status).toBe(200)
  const rebound = { anonymous: true, headers: { origin: 'http://evil.example', host: 'evil.example' } } as const
  expect((await ask(rebound, open)).status).toBe(403)
})

it('[T6] what is no request of the protocol is refused before anything happens', async () => {
  expect((await server.call('/mcp', { method: 'GET', headers: { accept: 'text/event-stream' } })).status).toBe(405)
  expect((await server.call('/mcp', { text: '{', headers: { 'content-type': 'application/json' } })).status).toBe(400)
  const deep = `${'['.repeat(100)}${']'.repeat(100)}`
  expect((await server.call('/mcp', { text: deep, headers: { 'content-type': 'application/json' } })).status).toBe(400)
  const large = JSON.stringify({ ...initialize, filler: 'x'.repeat(17_000_000) })
  expect((await server.call('/mcp', { text: large, headers: { 'content-type': 'application/json' } })).status).toBe(413)
})

import { stat } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import type { Problem } from '@sojourn/contract/error'
import type { JsonObject } from '@sojourn/contract/json'
import type { CommittedSession } from '@sojourn/contract/session'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { restRoutes } from '../src/rest/routes.ts'
import type { TestServer } from './support/test-server.ts'
import { startTestServer } from './support/test-server.ts'

const fill = (path: string): string => path.replaceAll(/:\w+/g, 'unknown')

const otherClosedRoutes = [
  'GET /openapi.json',
  'HEAD /openapi.json',
  'GET /docs',
  'GET /metrics',
  'GET /trpc/sessions.list',
  'POST /trpc/sessions.create',
  'GET /trpc/sessions.list,system.info?batch=1',
  'GET /trpc/no.such',
  'GET /api/v1/unknown',
  'GET /api/v2/sessions',
  'GET /api',
  'HEAD /api/v1/sessions/x/events/stream',
  'OPTIONS /api/v1/sessions',
  'POST /login/links',
  'POST /logout',
  'POST /',
  'DELETE /anything',
]

/** What fetch does not let one set: the `Host` header. */
const withHost = (url: string, headers: Record<string, string>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })

describe('access', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const logIn = async (): Promise<string> => {
    const answer = await server.call('/login', { json: { token: server.token }, anonymous: true })
    return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  }
  const withCookie = async <Body = JsonObject>(path: string, method: string, headers: Record<string, string> = {}) =>
    server.call<Body>(path, {
      method,
      anonymous: true,
      headers: { cookie: await logIn(), ...headers },
    })

  const closed = [...restRoutes.map(({ method, path }) => `${method} /api/v1${fill(path)}`), ...otherClosedRoutes]
  it.each(closed)('[X1] %s answers 401 without a valid token', async (route) => {
    const [method = '', path = ''] = route.split(' ')
    const bodies = method === 'GET' || method === 'HEAD' ? {} : { text: '{not json' }
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: `Basic ${server.token}` },
      { cookie: 'sojourn=1' },
    ]) {
      const answer = await server.call(path, {
        method,
        headers: headers as Record<string, string>,
        anonymous: true,
        ...bodies,
      })
      expect(answer.status, JSON.stringify(headers)).toBe(401)
    }
  })

  it.each(['/health/live', '/health/ready', '/login', '/login/script.js', '/'])(
    '%s answers everybody',
    async (path) => {
      expect((await server.call(path, { anonymous: true })).status).not.toBe(401)
    },
  )

  it('says how to get in', async () => {
    const answer = await server.call<Problem>('/api/v1/info', { anonymous: true })
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
    expect(answer.headers.get('content-type')).toMatch('application/problem+json')
    expect(answer.body).toMatchObject({ code: 'UNAUTHORIZED', status: 401, retryable: false })
  })

  it('[X1] keeps the token in a file that only its owner can read', async () => {
    const { mode } = await stat(join(server.directory, 'token'))
    expect(mode & 0o777).toBe(0o600)
  })

  it('takes the token from SOJOURN_TOKEN', async () => {
    await using other = await startTestServer({ SOJOURN_TOKEN: 'a-token-of-my-own-choice' })
    const headers = { authorization: 'bearer a-token-of-my-own-choice' }
    expect((await other.call('/api/v1/info', { headers, anonymous: true })).status).toBe(200)
    await expect(stat(join(other.directory, 'token'))).rejects.toThrow('ENOENT')
  })

  it('[X2] records which kind of credential acted', async () => {
    expect((await server.createSession()).createdBy).toBe('token')
    expect((await withCookie<CommittedSession>('/api/v1/sessions', 'POST')).body.createdBy).toBe('console')
  })

  describe('log-in', () => {
    it('exchanges the code of a link for a cookie, once', async () => {
      const [page = '', code = ''] = server.loginLink().split('#code=')
      expect(page).toBe(`${server.url}/login`)
      const first = await server.call('/login', { json: { code }, anonymous: true })
      expect(first.status).toBe(204)
      expect(first.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict$/)
      expect(first.headers.get('set-cookie')).not.toContain(server.token)
      const second = await server.call('/login', { json: { code }, anonymous: true })
      expect(second).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } })
      expect(second.headers.get('set-cookie')).toBeNull()
    })

    it('takes the token from the form, and sends the browser on', async () => {
      const answer = await server.call('/login', {
        text: new URLSearchParams({ token: server.token }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        anonymous: true,
      })
      expect(answer.status).toBe(303)
      expect(answer.headers.get('location')).toBe('/')
      expect(answer.headers.get('set-cookie')).toMatch(/^sojourn_/)
    })

    it.each([{ token: 'wrong' }, { code: 'wrong' }])('refuses %j', async (json) => {
      expect((await server.call('/login', { json, anonymous: true })).status).toBe(401)
    })

    it.each([{}, { token: 1 }, { token: 'a', code: 'b' }, []])('refuses %j as malformed', async (json) => {
      expect((await server.call('/login', { json, anonymous: true })).status).toBe(400)
    })

    it('makes another link for whoever has the token', async () => {
      const { status, body } = await server.call<{ path: string }>('/login/links', { method: 'POST' })
      expect(status).toBe(201)
      const code = body.path.split('#code=')[1]
      expect((await server.call('/login', { json: { code }, anonymous: true })).status).toBe(204)
    })

    it('logs out', async () => {
      const answer = await withCookie('/logout', 'POST')
      expect(answer.headers.get('set-cookie')).toMatch(/=; Max-Age=0;/)
    })

    it('gives the page no inline script, and a policy that allows none', async () => {
      const page = await server.call<string>('/login', { anonymous: true })
      expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';/)
      expect(page.body).not.toMatch(/<script(?![^>]*src=)/)
    })
  })

  describe('cookie', () => {
    it('lets a page of this server act', async () => {
      const headers = { origin: server.url, 'sec-fetch-site': 'same-origin' }
      expect((await withCookie('/api/v1/sessions', 'POST', headers)).status).toBe(201)
    })

    it.each<Record<string, string>>([
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:1' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ])('does not let another site act: %j', async (headers) => {
      const answer = await withCookie('/api/v1/sessions', 'POST', headers)
      expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
    })

    it('refuses a log-in that another site started', async () => {
      const headers = { origin: 'https://evil.example' }
      const answer = await server.call('/login', { json: { token: server.token }, headers, anonymous: true })
      expect(answer.status).toBe(403)
    })

    it('is worth nothing under a name that is not this server’s (DNS rebinding)', async () => {
      const cookie = await logIn()
      expect(await withHost(`${server.url}/api/v1/info`, { cookie, host: 'evil.example' })).toBe(403)
      expect(await withHost(`${server.url}/api/v1/info`, { cookie, host: 'localhost:3000' })).toBe(200)
    })

    it('is worth nothing when it has been changed', async () => {
      const cookie = await logIn()
      const later = cookie.replace(/=(\d+)\./, (_, time: string) => `=${Number(time) + 1}.`)
      for (const changed of [
        later,
        cookie.slice(0, -1),
        `${cookie}x`,
        cookie.replace(/\..*/, '.'),
        cookie.replace(/=.*/, '='),
      ]) {
        expect((await server.call('/api/v1/info', { headers: { cookie: changed }, anonymous: true })).status).toBe(401)
      }
    })

    it('does not make up for a wrong token', async () => {
      expect((await withCookie('/api/v1/info', 'GET', { authorization: 'Bearer wrong' })).status).toBe(401)
    })

    it('may be used from the origins and hosts of the configuration', async () => {
      await using other = await startTestServer({
        SOJOURN_ALLOWED_ORIGINS: 'https://sojourn.example.com',
        SOJOURN_ALLOWED_HOSTS: 'sojourn.example.com',
      })
      const login = await other.call('/login', { json: { token: other.token }, anonymous: true })
      expect(login.headers.get('set-cookie')).toMatch(/; Secure$/)
      const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
      const headers = { cookie, host: 'sojourn.example.com', origin: 'https://sojourn.example.com' }
      expect(await withHost(`${other.url}/api/v1/info`, headers)).toBe(200)
    })
  })

  describe('SOJOURN_AUTH=off', () => {
    it('lets programs of this machine in, and no page of another site', async () => {
      await using open = await startTestServer({ SOJOURN_AUTH: 'off' })
      const call = (headers: Record<string, string>) =>
        open.call('/api/v1/sessions', { method: 'POST', headers, anonymous: true })
      expect((await call({})).status).toBe(201)
      expect((await call({ origin: open.url })).status).toBe(201)
      expect((await call({ origin: 'https://evil.example' })).status).toBe(403)
      expect(await withHost(`${open.url}/api/v1/info`, { host: 'evil.example' })).toBe(403)
    })
  })
})

import { once } from 'node:events'
import type { CommittedSession } from '@sojourn/contract/session'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { readFrames } from './support/read-frames.ts'
import type { ServerProcess } from './support/server-process.ts'
import { startServerProcess } from './support/server-process.ts'
import { script } from './support/test-server.ts'

const call = async <Body>(server: ServerProcess, path: string, json?: unknown): Promise<Body> => {
  const response = await fetch(`${server.url}${path}`, {
    method: json === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  })
  return (await response.json()) as Body
}

const openStream = (server: ServerProcess, sessionId: string): Promise<Response> =>
  fetch(`${server.url}/api/v1/sessions/${sessionId}/events/stream`, {
    headers: { authorization: `Bearer ${server.token}` },
  })

describe('the server as a process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '[C6] ends streams, sockets and runs on %s, and exits with 0',
    async (signal) => {
      await using server = await startServerProcess()
      const { id } = await call<CommittedSession>(server, '/api/v1/sessions', { limits: { graceMs: 100 } })
      await call(server, `/api/v1/sessions/${id}/runs`, { input: script({ sleep: 60_000 }) })
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/trpc`, {
        headers: { authorization: `Bearer ${server.token}` },
      })
      await once(socket, 'open')
      const closed = once(socket, 'close')
      const types: string[] = []
      for await (const { event } of readFrames(await openStream(server, id))) {
        types.push(event)
        if (event === 'synced') server.kill(signal)
      }
      expect(types).toContain('run.requeued')
      await closed
      expect(await server.exited).toBe(0)
      expect(server.output()).not.toContain('"level":50')
    },
  )

  it('goes at once on a second signal', async () => {
    await using server = await startServerProcess()
    const { id } = await call<CommittedSession>(server, '/api/v1/sessions', { limits: { graceMs: 60_000 } })
    // A runner that does not listen to its signal would hold the server for as long as its grace lasts.
    await call(server, `/api/v1/sessions/${id}/runs`, { input: script({ sleep: 60_000 }) })
    server.kill('SIGTERM')
    server.kill('SIGINT')
    expect(await server.exited).not.toBeNull()
  })

  it('keeps its data between starts, and makes the token once', async () => {
    await using first = await startServerProcess()
    const { id } = await call<CommittedSession>(first, '/api/v1/sessions', { title: 'Kept' })
    first.kill('SIGTERM')
    await first.exited
    await using second = await startServerProcess({ SOJOURN_DATA: `${first.directory}/.sojourn` })
    expect(second.token).toBe(first.token)
    const session = await call<CommittedSession>(second, `/api/v1/sessions/${id}`)
    expect(session.title).toBe('Kept')
  })

  it('says what is wrong with the configuration, and exits with 1', async () => {
    await using server = await startServerProcess({ PORT: 'http', SOJOURN_AUTH: 'maybe' })
    expect(await server.exited).toBe(1)
    expect(server.output()).toBe(
      [
        'PORT: "http" is not valid; write a whole number from 0 to 65535, for example PORT=3000.',
        'SOJOURN_AUTH: "maybe" is not valid; write on or off, for example SOJOURN_AUTH=on.',
        '',
      ].join('\n'),
    )
  })

  it('says that the port is taken', async () => {
    await using first = await startServerProcess()
    await using second = await startServerProcess({ PORT: new URL(first.url).port })
    expect(await second.exited).toBe(1)
    expect(second.output()).toMatch(/^PORT: another program listens there already/m)
  })

  it('logs no secret, whatever the level', async () => {
    await using server = await startServerProcess()
    const { pathname } = new URL(/http\S+#code=[\w-]+/.exec(server.output())?.[0] ?? '')
    const login = await fetch(`${server.url}${pathname}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: server.token }),
    })
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect(cookie).toContain('=')
    const context = { password: 'hunter2-in-context' }
    await call(server, '/api/v1/sessions', { context })
    await fetch(`${server.url}/api/v1/info`, { headers: { cookie } })
    await fetch(`${server.url}/api/v1/sessions?text=typed-by-a-person`, { headers: { cookie } })
    await fetch(`${server.url}/api/v1/info`, { headers: { authorization: 'Bearer guessed-token-value' } })
    server.kill('SIGTERM')
    await server.exited
    const output = server.output()
    expect(output).toContain('"route":"/api/v1/sessions"')
    for (const secret of [
      server.token,
      cookie.split('=')[1] ?? '',
      'hunter2',
      'typed-by-a-person',
      'guessed-token-value',
    ]) {
      expect(output).not.toContain(secret)
    }
  })
})

import { connect } from 'node:net'
import type { Problem } from '@sojourn/contract/error'
import type { SessionEvent } from '@sojourn/contract/event'
import { EventSource } from 'eventsource'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StreamFrame } from './support/read-frames.ts'
import { readFrames } from './support/read-frames.ts'
import type { TestServer } from './support/test-server.ts'
import { script, startTestServer } from './support/test-server.ts'

describe('the event stream over REST', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const open = (sessionId: string, query = '', headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.url}/api/v1/sessions/${sessionId}/events/stream${query}`, {
      headers: { authorization: `Bearer ${server.token}`, ...headers },
    })

  const collect = async (response: Response, until: (frame: StreamFrame) => boolean): Promise<StreamFrame[]> => {
    const frames: StreamFrame[] = []
    for await (const frame of readFrames(response)) {
      frames.push(frame)
      if (until(frame)) break
    }
    return frames
  }

  const sessionWithRun = async (): Promise<string> => {
    const { id } = await server.createSession()
    await server.post(`/sessions/${id}/runs/execute`, { input: script({ text: 'one two three', chunks: 3 }) })
    return id
  }

  const isSynced = ({ event }: StreamFrame): boolean => event === 'synced'

  it('[E3] replays, says where it has caught up, and goes on live', async () => {
    const id = await sessionWithRun()
    const { body } = await server.get<{ events: SessionEvent[] }>(`/sessions/${id}/events`)
    const response = await open(id)
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('cache-control')).toContain('no-store')
    const frames: StreamFrame[] = []
    for await (const frame of readFrames(response)) {
      frames.push(frame)
      if (isSynced(frame)) await server.post(`/sessions/${id}/pause`)
      if (frame.event === 'session.status_changed') break
    }
    const synced = frames.findIndex(isSynced)
    const replayed = frames.slice(0, synced)
    expect(replayed.map(({ data }) => JSON.parse(data))).toEqual(body.events)
    expect(replayed.map((frame) => frame.id)).toEqual(body.events.map(({ seq }) => String(seq)))
    expect(replayed.map(({ event }) => event)).toEqual(body.events.map(({ type }) => type))
    expect(frames[synced]).toMatchObject({ id: undefined })
    expect(JSON.parse(frames[synced]?.data ?? '')).toEqual({ type: 'synced', seq: body.events.length })
    expect(frames.at(-1)?.id).toBe(String(body.events.length + 1))
  })

  it('[E3] resumes after Last-Event-ID, which wins over the query', async () => {
    const id = await sessionWithRun()
    const all = await collect(await open(id), isSynced)
    const rest = await collect(await open(id, '?after=1', { 'last-event-id': '4' }), isSynced)
    expect(rest).toEqual(all.slice(4))
    const afterOne = await collect(await open(id, '?after=1'), isSynced)
    expect(afterOne).toEqual(all.slice(1))
  })

  it('[E5] leaves out the deltas of blocks that are complete when asked', async () => {
    const id = await sessionWithRun()
    const frames = await collect(await open(id, '?compactDeltas=true'), isSynced)
    const types = frames.map(({ event }) => event)
    expect(types).toContain('block.completed')
    expect(types).not.toContain('block.delta')
  })

  it('refuses an unknown session and a bad position before it begins', async () => {
    for (const [response, status] of [
      [await open('none'), 404],
      [await open('none', '?after=soon'), 400],
      [await open('none', '?after=-1'), 400],
    ] as const) {
      expect(response.status).toBe(status)
      expect(response.headers.get('content-type')).toContain('application/problem+json')
      expect(((await response.json()) as Problem).status).toBe(status)
    }
  })

  it('ends when its session is deleted', async () => {
    const { id } = await server.createSession()
    const frames: StreamFrame[] = []
    for await (const frame of readFrames(await open(id))) {
      frames.push(frame)
      if (isSynced(frame)) await server.call(`/api/v1/sessions/${id}`, { method: 'DELETE' })
    }
    expect(frames.some(isSynced)).toBe(true)
  })

  it('works with a standard client', async () => {
    const id = await sessionWithRun()
    const source = new EventSource(`${server.url}/api/v1/sessions/${id}/events/stream?after=2`, {
      fetch: (url, init) =>
        fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${server.token}` } }),
    })
    const { lastEventId, data } = await new Promise<MessageEvent>((resolve) =>
      source.addEventListener('run.started', resolve),
    )
    source.close()
    expect(JSON.parse(data).seq).toBe(Number(lastEventId))
  })

  it('[E4] does not fill memory for a client that does not read, which misses nothing', async () => {
    const { id } = await server.createSession()
    const line = 'x'.repeat(9_000)
    const log = script({ log: { level: 'info', message: line }, repeat: 4_000 })
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname).pause()
    socket.write(
      `GET /api/v1/sessions/${id}/events/stream HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${server.token}\r\n\r\n`,
    )
    const before = process.memoryUsage().arrayBuffers
    await server.post(`/sessions/${id}/runs/execute`, { input: log })
    // The socket's own buffers hold a little; 36 MB of log must not be waiting in the process.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(12_000_000)
    const { body } = await server.get<{ lastSeq: number }>(`/sessions/${id}`)
    let text = ''
    for await (const chunk of socket) {
      text = text.slice(-20_000) + String(chunk)
      if (text.includes(`id: ${body.lastSeq}\n`)) break
    }
    expect(text).toContain('event: session.state_changed')
  })
})

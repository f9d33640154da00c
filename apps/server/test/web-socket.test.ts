import { once } from 'node:events'
import type { FollowBatch } from '@sojourn/contract/event-query'
import type { TRPCClient } from '@trpc/client'
import { createTRPCClient, createWSClient, httpSubscriptionLink, wsLink } from '@trpc/client'
import { EventSource } from 'eventsource'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { AppRouter } from '../src/router-types.ts'
import type { TestServer } from './support/test-server.ts'
import { script, startTestServer } from './support/test-server.ts'

type Client = TRPCClient<AppRouter>
type Received = { id: string; data: Extract<FollowBatch, { events: unknown }> } | { synced: number }

const webSocketUrl = (server: TestServer): string => `${server.url.replace('http', 'ws')}/trpc`

describe('tRPC subscriptions', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const overWebSocket = async (use: (client: Client) => Promise<void>): Promise<void> => {
    const client = createWSClient({ url: webSocketUrl(server), connectionParams: { token: server.token } })
    await use(createTRPCClient<AppRouter>({ links: [wsLink({ client })] }))
    await client.close()
  }
  const overEvents = async (use: (client: Client) => Promise<void>): Promise<void> => {
    const withToken = (url: string | URL, init?: RequestInit) =>
      fetch(url, { ...init, headers: { ...init?.headers, authorization: `Bearer ${server.token}` } })
    const link = httpSubscriptionLink({
      url: `${server.url}/trpc`,
      EventSource,
      eventSourceOptions: () => ({ fetch: withToken }),
    })
    await use(createTRPCClient<AppRouter>({ links: [link] }))
  }

  const sessionWithRun = async (): Promise<string> => {
    const { id } = await server.createSession()
    await server.post(`/sessions/${id}/runs/execute`, { input: script({ text: 'one two three', chunks: 3 }) })
    return id
  }

  /** Everything up to and including the item that `until` accepts. */
  const follow = (
    client: Client,
    input: { sessionId: string; after?: number; lastEventId?: string },
    until: (item: Received) => boolean,
  ): Promise<Received[]> =>
    new Promise((resolve, reject) => {
      const received: Received[] = []
      const subscription = client.events.follow.subscribe(input, {
        onData: (item) => {
          received.push(item)
          if (!until(item)) return
          subscription.unsubscribe()
          resolve(received)
        },
        onError: reject,
      })
    })

  const seqsOf = (items: Received[]): number[] =>
    items.flatMap((item) => ('data' in item ? item.data.events.map(({ seq }) => seq) : []))
  const isSynced = (item: Received): boolean => 'synced' in item
  const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1)

  describe.each([
    ['WebSocket', overWebSocket],
    ['server-sent events', overEvents],
  ])('over %s', (_, connected) => {
    it('[E3] replay in batches that carry their last seq, and say once where they have caught up', async () => {
      const sessionId = await sessionWithRun()
      const { body } = await server.get<{ lastSeq: number }>(`/sessions/${sessionId}`)
      await connected(async (client) => {
        const items = await follow(client, { sessionId }, isSynced)
        expect(seqsOf(items)).toEqual(upTo(body.lastSeq))
        expect(items.at(-1)).toEqual({ synced: body.lastSeq })
        for (const item of items) if ('data' in item) expect(item.id).toBe(String(item.data.events.at(-1)?.seq))
      })
    })

    it('[E3] resume after the last batch, which wins over `after`', async () => {
      const sessionId = await sessionWithRun()
      const { body } = await server.get<{ lastSeq: number }>(`/sessions/${sessionId}`)
      await connected(async (client) => {
        const items = await follow(client, { sessionId, after: 1, lastEventId: '5' }, isSynced)
        expect(seqsOf(items)).toEqual(upTo(body.lastSeq).slice(5))
      })
    })

    it('go on live', async () => {
      const { id: sessionId } = await server.createSession()
      await connected(async (client) => {
        const items = follow(client, { sessionId }, (item) => {
          if (isSynced(item)) void server.post(`/sessions/${sessionId}/runs`, { input: script({ text: 'Hello' }) })
          return 'data' in item && item.data.events.some(({ type }) => type === 'run.completed')
        })
        const seqs = seqsOf(await items)
        expect(seqs).toEqual(upTo(seqs.length))
      })
    })

    it('refuse an unknown session', async () => {
      await connected(async (client) => {
        const refused = follow(client, { sessionId: 'none' }, () => false)
        await expect(refused).rejects.toMatchObject({ data: { code: 'SESSION_NOT_FOUND' } })
      })
    })
  })

  it('tell which sessions change', async () => {
    await overWebSocket(async (client) => {
      const changed = new Promise((resolve) => {
        client.sessions.changes.subscribe(undefined, {
          onStarted: () => void server.createSession({ id: 'watched' }),
          onData: ({ changes }) => {
            if (changes.some((change) => change.kind === 'changed' && change.summary.id === 'watched')) resolve(true)
          },
        })
      })
      expect(await changed).toBe(true)
    })
  })

  describe('a WebSocket', () => {
    const info = JSON.stringify({ id: 1, method: 'query', params: { path: 'system.info' } })

    /** Says `messages` and answers with what it hears until it is sent away or has heard an answer to call 1. */
    const talk = async (options: { url?: string; headers?: Record<string, string>; messages: string[] }) => {
      const socket = new WebSocket(options.url ?? webSocketUrl(server), { headers: options.headers ?? {} })
      const heard: string[] = []
      const closed = once(socket, 'close')
      const answered = new Promise<void>((resolve) => {
        socket.on('message', (data) => {
          heard.push(String(data))
          if (String(data).includes('"id":1,"result"')) resolve()
        })
      })
      await once(socket, 'open')
      for (const message of options.messages) socket.send(message)
      const sentAway = await Promise.race([closed.then(() => true), answered.then(() => false)])
      socket.terminate()
      return { heard: heard.join('\n'), sentAway }
    }
    const withParams = () => `${webSocketUrl(server)}?connectionParams=1`
    const introduction = (token: string) => JSON.stringify({ method: 'connectionParams', data: { token } })

    const cookie = async (): Promise<string> => {
      const answer = await server.call('/login', { json: { token: server.token }, anonymous: true })
      return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    }

    it('[X1] is closed without a valid token', async () => {
      for (const given of [
        { messages: [info] },
        { messages: [], headers: { authorization: 'Bearer wrong' } },
        { url: withParams(), messages: [introduction('wrong'), info] },
        { url: withParams(), messages: [info] },
        { url: withParams(), messages: ['nonsense', info] },
      ]) {
        const { heard, sentAway } = await talk(given)
        expect(sentAway, JSON.stringify(given)).toBe(true)
        expect(heard).toContain('"error"')
        expect(heard).not.toContain('hostId')
      }
    })

    it('[X1] is let in with a token in the first message, a header, or the cookie', async () => {
      for (const given of [
        { url: withParams(), messages: [introduction(server.token), info] },
        { headers: { authorization: `Bearer ${server.token}` }, messages: [info] },
        { headers: { cookie: await cookie(), origin: server.url }, messages: [info] },
      ]) {
        const { heard, sentAway } = await talk(given)
        expect(sentAway).toBe(false)
        expect(heard).toContain('hostId')
      }
    })

    it('of another site’s page may not use the cookie', async () => {
      const { heard, sentAway } = await talk({
        headers: { cookie: await cookie(), origin: 'https://evil.example' },
        messages: [info],
      })
      expect(sentAway).toBe(true)
      expect(heard).toContain('FORBIDDEN')
    })

    it('is opened at /trpc only', async () => {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1`)
      const [error] = await once(socket, 'error').catch((reason: unknown) => [reason])
      expect(String(error)).toContain('404')
    })

    it('is refused what is too deep, too much or no JSON, and stays open', async () => {
      const headers = { authorization: `Bearer ${server.token}` }
      const deep = `${'['.repeat(100)}${']'.repeat(100)}`
      const many = JSON.stringify(Array.from({ length: 101 }, () => JSON.parse(info)))
      const { heard, sentAway } = await talk({ headers, messages: [deep, many, '{', info] })
      expect(sentAway).toBe(false)
      expect(heard).toContain('BODY_TOO_DEEP')
      expect(heard.match(/VALIDATION_FAILED/g)?.length).toBeGreaterThanOrEqual(2)
    })

    it('is closed by a message that is too large', async () => {
      await using small = await startTestServer({ SOJOURN_MAX_INPUT_BYTES: '2048' })
      const headers = { authorization: `Bearer ${small.token}` }
      const { sentAway } = await talk({ url: webSocketUrl(small), headers, messages: ['x'.repeat(4096)] })
      expect(sentAway).toBe(true)
    })
  })
})

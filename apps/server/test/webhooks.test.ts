import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it, vi } from 'vitest'
import { HttpWebhookSender } from '../src/webhooks/http-webhook-sender.ts'
import { isPublicAddress, lookUpPublicAddress } from '../src/webhooks/public-address.ts'
import { startTestServer } from './support/test-server.ts'

interface Received {
  headers: IncomingHttpHeaders
  body: string
}

interface AnswerHead {
  status: number
  headers?: Record<string, string>
}

/** A receiver on this machine. */
const startReceiver = async () => {
  const received: Received[] = []
  const waiting = new Set<() => void>()
  const replies: (AnswerHead | 'never')[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    received.push({ headers: request.headers, body })
    for (const resolve of waiting) resolve()
    waiting.clear()
    const reply = replies.shift() ?? { status: 204 }
    if (reply !== 'never') response.writeHead(reply.status, reply.headers).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    /** What it answers next; 204 when there is nothing. */
    replies,
    async got(count: number): Promise<void> {
      while (received.length < count) await new Promise<void>((resolve) => waiting.add(resolve))
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const allowed = { SOJOURN_WEBHOOK_PRIVATE: 'allow' }

describe('webhooks', () => {
  it('[WH4] what arrives verifies with the library of Standard Webhooks', async () => {
    await using receiver = await startReceiver()
    await using server = await startTestServer(allowed)
    const { body: made } = await server.post<{ id: string; secret: string }>('/webhooks', {
      url: receiver.url,
      types: ['session.created'],
    })
    const session = await server.createSession({ title: 'Ä “quoted”' })
    await receiver.got(1)
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.received
    const payload = new Webhook(made.secret).verify(body, headers as Record<string, string>)
    expect(payload).toMatchObject({ type: 'session.created', data: { sessionId: session.id, seq: 1 } })
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^sojourn\//),
    })
    expect(() => new Webhook(made.secret).verify(`${body} `, headers as Record<string, string>)).toThrow()
  })

  it('[WH2] what was under way when the server went is sent by the next one, under the same id', async () => {
    await using receiver = await startReceiver()
    const directory = await mkdtemp(join(tmpdir(), 'sojourn-webhooks-'))
    const environment = { ...allowed, DATABASE_URL: `file:${join(directory, 'sojourn.db')}` }
    receiver.replies.push('never')
    const deliveries = await (async () => {
      await using first = await startTestServer(environment)
      const { body } = await first.post<{ id: string }>('/webhooks', { url: receiver.url, types: ['session.created'] })
      await first.createSession()
      await receiver.got(1)
      return `/webhooks/${body.id}/deliveries`
    })()
    await using second = await startTestServer(environment)
    await receiver.got(2)
    const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
    expect(new Set(ids).size).toBe(1)
    await vi.waitUntil(async () => {
      const { body } = await second.get<{ items: { id: string; status: string }[] }>(deliveries)
      return body.items.every(({ id, status }) => id === ids[0] && status === 'delivered')
    })
    await rm(directory, { recursive: true })
  })

  it('[WH6] follows no redirect', async () => {
    await using receiver = await startReceiver()
    await using server = await startTestServer(allowed)
    const { body } = await server.post<{ id: string }>('/webhooks', { url: receiver.url })
    receiver.replies.push({ status: 302, headers: { location: `${receiver.url}/elsewhere` } })
    const tested = await server.post(`/webhooks/${body.id}/test`)
    expect(tested.body).toMatchObject({ ok: false, status: 302, error: 'It answered with status 302.' })
    expect(receiver.received).toHaveLength(1)
  })

  it.each([
    ['https://127.0.0.1/hook', 'private address'],
    ['https://[::1]/hook', 'private address'],
    ['https://0x7f000001/hook', 'private address'],
    ['https://2130706433/hook', 'private address'],
    ['https://api.localhost/hook', 'private address'],
    ['http://example.com/hook', 'Use https'],
    ['https://me:secret@example.com/', 'user and password'],
    ['file:///etc/passwd', 'Use https'],
    ['example.com', 'whole address'],
  ])('[WH6] %s is refused unless private addresses are allowed', async (url, words) => {
    await using server = await startTestServer()
    const { status, body } = await server.post('/webhooks', { url })
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } })
    expect(JSON.stringify(body)).toContain(words)
    expect((await server.get('/webhooks')).body).toEqual({ items: [] })
  })

  it('[WH6] a name that leads to a private address is refused when it is looked up for the connection', async () => {
    const answer = await new Promise((resolve) =>
      lookUpPublicAddress('localhost', { all: true }, (error, addresses) => resolve(error ?? addresses)),
    )
    expect(answer).toMatchObject({ message: expect.stringContaining('private address') })
    const sender = new HttpWebhookSender({ privateAddresses: 'refuse', version: 'test' })
    const message = { url: 'https://127.0.0.1/', headers: {}, body: '' }
    await expect(sender.send(message, new AbortController().signal)).rejects.toThrow('private address')
  })
})

describe('addresses of webhooks', () => {
  it.each([
    ['127.0.0.1', false],
    ['10.1.2.3', false],
    ['172.16.0.1', false],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['224.0.0.1', false],
    ['::1', false],
    ['::', false],
    ['fe80::1', false],
    ['fc00::1', false],
    ['::ffff:127.0.0.1', false],
    ['64:ff9b::7f00:1', false],
    ['not an address', false],
    ['93.184.215.14', true],
    ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', true],
  ])('[WH6] %s is public: %s', (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic)
  })
})

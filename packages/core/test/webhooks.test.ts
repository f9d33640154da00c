import { createHmac } from 'node:crypto'
import type { Delivery } from '@sojourn/contract/webhook'
import { describe, expect, it } from 'vitest'
import { MemoryStore } from '../src/store/memory-store.ts'
import { StoreLink } from '../src/testing/store-link.ts'
import { startTestRuntime, type TestRuntime, tester } from '../src/testing/test-runtime.ts'
import { RecordingSender } from './recording-sender.ts'

const url = 'https://example.com/hook'
const day = 24 * 3_600_000

const start = async (options: Parameters<typeof startTestRuntime>[0] = {}) => {
  const sender = new RecordingSender()
  return { sender, ...(await startTestRuntime({ webhookSender: sender, ...options })) }
}

/** A store that lives on when its runtime has stopped. */
const lasting = (): MemoryStore => Object.assign(new MemoryStore(), { close: async () => {} })

const rename = async ({ runtime }: Pick<TestRuntime, 'runtime'>, sessionId: string, ...titles: string[]) => {
  for (const title of titles) await runtime.sessions.update(tester, { sessionId, title })
}

/** Resolves when a delivery is as the test wants it. */
const deliveryWhen = async (
  { runtime, store }: Pick<TestRuntime, 'runtime' | 'store'>,
  webhookId: string,
  condition: (delivery: Delivery) => boolean,
): Promise<Delivery> => {
  while (true) {
    const { items } = await runtime.webhooks.deliveries(tester, { webhookId })
    const found = items.find(condition)
    if (found) return found
    // Everything here is in memory: the next turn of the loop is later.
    await store.listWebhooks({})
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

describe('webhooks', () => {
  it('[WH1] sends what is wanted of every session from the creation of the webhook on, each event once', async () => {
    const { sender, runtime } = await start()
    const before = await runtime.sessions.create(tester, {})
    await rename({ runtime }, before.id, 'before')
    await runtime.webhooks.create(tester, { url, types: ['session.updated', 'run.*'] })
    await rename({ runtime }, before.id, 'after')
    await runtime.runs.execute(tester, { sessionId: before.id, input: { text: 'hello' } })
    await sender.sent(4)
    const bodies = sender.messages.map(({ body }) => JSON.parse(body))
    expect(bodies.map(({ type }) => type).toSorted()).toEqual([
      'run.completed',
      'run.queued',
      'run.started',
      'session.updated',
    ])
    expect(bodies.find(({ type }) => type === 'session.updated')).toMatchObject({
      data: { sessionId: before.id, data: { values: { title: 'after' } } },
    })
    await runtime.shutdown()
    expect(sender.messages).toHaveLength(4)
  })

  it('[WH1] keeps to its session or agent, and sends no streamed text', async () => {
    const { sender, runtime } = await start()
    const [one, two] = [await runtime.sessions.create(tester, {}), await runtime.sessions.create(tester, {})]
    await runtime.webhooks.create(tester, { url: `${url}/one`, sessionId: one.id, types: ['session.*'] })
    await runtime.webhooks.create(tester, { url: `${url}/agent`, agentId: 'test', types: ['session.*'] })
    await rename({ runtime }, one.id, 'a')
    await rename({ runtime }, two.id, 'b')
    await sender.sent(3)
    expect(sender.typesTo(`${url}/one`)).toEqual(['session.updated'])
    expect(sender.typesTo(`${url}/agent`)).toHaveLength(2)
    await expect(runtime.webhooks.create(tester, { url, sessionId: 'nobody' })).rejects.toMatchObject({
      code: 'SESSION_NOT_FOUND',
    })
    await runtime.shutdown()
  })

  it('[WH1] [X1] events of a project go to its own webhooks only', async () => {
    const { sender, runtime } = await start()
    const foreigner = { ...tester, projectId: 'other' }
    const { id } = await runtime.webhooks.create(foreigner, { url: `${url}/theirs` })
    await runtime.webhooks.create(tester, { url, types: ['session.created'] })
    await runtime.sessions.create(tester, {})
    await sender.sent(1)
    await runtime.shutdown()
    expect(sender.messages.map((message) => message.url)).toEqual([url])
    await expect(runtime.webhooks.get(tester, { webhookId: id })).rejects.toMatchObject({ code: 'WEBHOOK_NOT_FOUND' })
  })

  it('[WH1] without webhooks nothing of the log is read, and the last one that goes takes the bridge with it', async () => {
    const link = new StoreLink(new MemoryStore())
    const { sender, runtime } = await start({ store: link.store })
    await runtime.sessions.create(tester, {})
    expect(runtime.system.info().bridges).toEqual([])
    expect(link.calls('sessionsBehind')).toBe(0)
    const { id } = await runtime.webhooks.create(tester, { url, types: ['session.created'] })
    expect(runtime.system.info().bridges.map(({ name }) => name)).toEqual(['webhooks'])
    await runtime.webhooks.remove(tester, { webhookId: id })
    expect(runtime.system.info().bridges).toEqual([])
    await runtime.sessions.create(tester, {})
    await runtime.webhooks.create(tester, { url, types: ['session.created'] })
    const after = await runtime.sessions.create(tester, {})
    await sender.sent(1)
    await runtime.shutdown()
    expect(sender.messages.map(({ body }) => JSON.parse(body).data.sessionId)).toEqual([after.id])
  })

  it('[WH2] what was committed before a crash is sent after the restart, under the same ids', async () => {
    const store = lasting()
    const first = await start({ store })
    first.sender.reply = () => Promise.reject(new Error('Nobody answers.'))
    const { id } = await first.runtime.webhooks.create(tester, { url, types: ['session.created'] })
    await first.runtime.sessions.create(tester, {})
    await first.sender.sent(1)
    await deliveryWhen(first, id, ({ attempts }) => attempts === 1)
    await first.runtime.shutdown()
    const second = await start({ store, clock: first.clock })
    first.clock.advance(5_000)
    await second.sender.sent(1)
    const idOf = ({ messages }: RecordingSender) => messages.map(({ headers }) => headers['webhook-id'])
    expect(idOf(second.sender)).toEqual(idOf(first.sender))
    const delivered = await deliveryWhen(second, id, ({ status }) => status === 'delivered')
    expect(delivered).toMatchObject({ attempts: 2, lastStatus: 204, lastError: null, nextAttemptAt: null })
    await second.runtime.shutdown()
  })

  it('[WH3] tries again, later each time, for a day; then it is a dead letter that can be sent again', async () => {
    const { sender, runtime, clock, store } = await start()
    sender.reply = () => ({ status: 500 })
    const { id } = await runtime.webhooks.create(tester, { url, types: ['session.created'] })
    await runtime.sessions.create(tester, {})
    const waits: number[] = []
    let delivery = await deliveryWhen({ runtime, store }, id, ({ attempts }) => attempts === 1)
    while (delivery.status === 'pending') {
      const wait = Date.parse(delivery.nextAttemptAt ?? '') - clock.now()
      waits.push(wait / 1_000)
      // The lane may rest a little longer than the delivery.
      clock.advance(Math.max(wait, 300_000))
      const tried = delivery.attempts
      delivery = await deliveryWhen({ runtime, store }, id, ({ attempts }) => attempts > tried)
    }
    expect(waits.slice(0, 8)).toEqual([5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400])
    expect(delivery).toMatchObject({ status: 'dead', lastStatus: 500, nextAttemptAt: null })
    expect(clock.now() - Date.parse(delivery.createdAt)).toBeLessThanOrEqual(day)
    expect((await runtime.webhooks.get(tester, { webhookId: id })).deliveries).toEqual({
      pending: 0,
      delivered: 0,
      dead: 1,
    })
    sender.reply = () => ({ status: 200 })
    expect(await runtime.webhooks.resendDead(tester, { webhookId: id })).toEqual({ resent: 1 })
    await deliveryWhen({ runtime, store }, id, ({ status }) => status === 'delivered')
    const again = await runtime.webhooks.resend(tester, { deliveryId: delivery.id })
    expect(again).toMatchObject({ status: 'pending', attempts: 0 })
    await deliveryWhen({ runtime, store }, id, ({ status }) => status === 'delivered')
    await expect(runtime.webhooks.resend(tester, { deliveryId: 'none' })).rejects.toMatchObject({
      code: 'DELIVERY_NOT_FOUND',
    })
    await runtime.shutdown()
  })

  it('[WH3] a receiver that hangs or fails delays neither sessions nor another webhook, and is given up after 15 s', async () => {
    const { sender, runtime, clock, store } = await start()
    sender.reply = (message, signal) =>
      message.url.endsWith('hangs')
        ? new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        : { status: 204 }
    const hanging = await runtime.webhooks.create(tester, { url: `${url}/hangs`, types: ['session.created'] })
    await runtime.webhooks.create(tester, { url, types: ['session.created'] })
    await runtime.sessions.create(tester, {})
    await sender.sent(2)
    clock.advance(15_000)
    const failed = await deliveryWhen({ runtime, store }, hanging.id, ({ attempts }) => attempts === 1)
    expect(failed).toMatchObject({ status: 'pending', lastStatus: null, lastError: 'No answer within 15 s.' })
    await runtime.shutdown()
  })

  it('[WH3] waits as long as the receiver asks, and disables a webhook that says it is gone', async () => {
    const { sender, runtime, clock, store } = await start()
    sender.reply = () => ({ status: 503, retryAfterMs: 3_600_000 })
    const { id } = await runtime.webhooks.create(tester, { url, types: ['session.created'] })
    await runtime.sessions.create(tester, {})
    const delivery = await deliveryWhen({ runtime, store }, id, ({ attempts }) => attempts === 1)
    expect(Date.parse(delivery.nextAttemptAt ?? '') - clock.now()).toBe(3_600_000)
    sender.reply = () => ({ status: 410 })
    clock.advance(3_600_000)
    await deliveryWhen({ runtime, store }, id, ({ status }) => status === 'dead')
    while ((await runtime.webhooks.get(tester, { webhookId: id })).enabled) await store.listWebhooks({})
    expect(await runtime.webhooks.get(tester, { webhookId: id })).toMatchObject({
      disabledReason: 'It answered with status 410 (gone).',
    })
    const enabled = await runtime.webhooks.update(tester, { webhookId: id, enabled: true })
    expect(enabled).toMatchObject({ enabled: true, disabledReason: null })
    await runtime.shutdown()
  })

  it('[WH3] a store that fails delays deliveries and loses none', async () => {
    const link = new StoreLink(new MemoryStore())
    const { sender, runtime, clock } = await start({ store: link.store })
    await runtime.webhooks.create(tester, { url, types: ['session.created'] })
    link.fail('nextDeliveries')
    const calls = link.calls('nextDeliveries')
    await runtime.sessions.create(tester, {})
    await link.untilCalled('nextDeliveries', calls + 1)
    while (sender.messages.length === 0) {
      clock.advance(1_000)
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    await runtime.shutdown()
  })

  it('[WH3] what a session said goes with it: its deliveries are dead letters', async () => {
    const { sender, runtime, store, clock } = await start()
    sender.reply = () => ({ status: 500 })
    const { id } = await runtime.webhooks.create(tester, { url, types: ['session.created'] })
    const session = await runtime.sessions.create(tester, {})
    await deliveryWhen({ runtime, store }, id, ({ attempts }) => attempts === 1)
    await runtime.sessions.delete(tester, { sessionId: session.id })
    clock.advance(300_000)
    const dead = await deliveryWhen({ runtime, store }, id, ({ status }) => status === 'dead')
    expect(dead.lastError).toBe('Its session was deleted.')
    await runtime.shutdown()
    expect(sender.messages).toHaveLength(1)
  })

  it('[WH4] signs with the secret, and after a rotation with both for a day; no other answer has it', async () => {
    const { sender, runtime, clock } = await start()
    const { secret, id, ...made } = await runtime.webhooks.create(tester, { url, types: ['session.created'] })
    expect(made).not.toHaveProperty('previousSecret')
    const rotated = await runtime.webhooks.rotateSecret(tester, { webhookId: id })
    const sign = (key: string, message: { headers: Readonly<Record<string, string>>; body: string }) => {
      const content = `${message.headers['webhook-id']}.${message.headers['webhook-timestamp']}.${message.body}`
      const bytes = Buffer.from(key.replace('whsec_', ''), 'base64')
      return `v1,${createHmac('sha256', bytes).update(content).digest('base64')}`
    }
    expect(await runtime.webhooks.test(tester, { webhookId: id })).toMatchObject({ ok: true, status: 204, error: null })
    clock.advance(day)
    await runtime.webhooks.test(tester, { webhookId: id })
    const [both, one] = sender.messages
    if (!both || !one) throw new Error('Nothing was sent.')
    expect(both.headers['webhook-signature']).toBe(`${sign(rotated.secret, both)} ${sign(secret, both)}`)
    expect(one.headers['webhook-signature']).toBe(sign(rotated.secret, one))
    for (const answer of [await runtime.webhooks.get(tester, { webhookId: id }), await runtime.webhooks.list(tester)]) {
      expect(JSON.stringify(answer)).not.toContain('whsec_')
    }
    await runtime.shutdown()
  })

  it('[WH6] an address that the sender refuses is refused, and so is every address without a sender', async () => {
    const { runtime } = await start()
    const refused = { code: 'VALIDATION_FAILED', issues: [{ path: 'url' }] }
    await expect(runtime.webhooks.create(tester, { url: 'http://example.com' })).rejects.toMatchObject(refused)
    const { id } = await runtime.webhooks.create(tester, { url })
    await expect(runtime.webhooks.update(tester, { webhookId: id, url: 'http://example.com' })).rejects.toMatchObject(
      refused,
    )
    expect((await runtime.webhooks.get(tester, { webhookId: id })).url).toBe(url)
    await runtime.shutdown()
    const without = await startTestRuntime()
    await expect(without.runtime.webhooks.create(tester, { url })).rejects.toMatchObject(refused)
    await without.runtime.shutdown()
  })

  it('[R11] creating under a key makes one webhook and answers with its secret again', async () => {
    const { runtime } = await start()
    const call = { key: 'k', operation: 'webhooks.create', input: { url } }
    const create = () => runtime.once(tester, call, (actor) => runtime.webhooks.create(actor, { url }))
    const [first, second] = [await create(), await create()]
    expect(second).toEqual(first)
    expect((await runtime.webhooks.list(tester)).items).toHaveLength(1)
    await runtime.shutdown()
  })
})

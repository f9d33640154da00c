import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '@sojourn/core/ports/clock'
import { systemClock } from '@sojourn/core/ports/system-clock'
import { MemoryStore } from '@sojourn/core/store/memory-store'
import { ScriptedTurns } from '@sojourn/core/testing/scripted-turns'
import { LogBook, startTestRuntime, tester } from '@sojourn/core/testing/test-runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PublishedEvents } from '../src/lifecycle-messages.ts'
import { eventsChannel, RedisEventsBridge } from '../src/redis-events-bridge.ts'
import { openThrowAwayRedis, type ThrowAwayRedis } from '../src/testing/throw-away-redis.ts'

let redis: ThrowAwayRedis
beforeAll(async () => {
  redis = await openThrowAwayRedis()
})
afterAll(async () => {
  await redis[Symbol.asyncDispose]()
})

/** The machine's clock, but no two commits have the same time: those that do count as one change. */
const risingClock = (): Clock => {
  let last = 0
  const now = (): number => {
    last = Math.max(last + 1, systemClock.now())
    return last
  }
  return { ...systemClock, now }
}

const start = async (published: PublishedEvents = 'lifecycle', store = new MemoryStore()) => {
  const runner = new ScriptedTurns().on('save', async (turn) => void (await turn.saveCheckpoint({ step: 1 })))
  const logger = new LogBook()
  const bridge = new RedisEventsBridge({ url: redis.url, published, logger })
  return { logger, ...(await startTestRuntime({ bridges: [bridge], store, runner, clock: risingClock() })) }
}

const message = (event_type: string, aggregate_id: string, payload: object) => ({
  event_type,
  aggregate_type: 'session',
  aggregate_id,
  payload,
})

describe('Redis events', () => {
  it('[RE1] session.created and session.updated have exactly their documented form', async () => {
    const { runtime } = await start()
    await using listener = await redis.listen(eventsChannel)
    const sessionType = 'development'
    const { id } = await runtime.sessions.create(tester, { sessionType, runtimeBackend: 'kubernetes' })
    const sessionId = id
    await runtime.sessions.pause(tester, { sessionId })
    await runtime.sessions.update(tester, { sessionId, context: { a: 1 }, runtimeMetadata: { pod: 'x' } })
    await runtime.sessions.update(tester, { sessionId, checkpoint: { step: 3 }, labels: ['x'] })
    await runtime.sessions.update(tester, { sessionId, checkpoint: null })
    await runtime.sessions.complete(tester, { sessionId })
    await listener.until((heard) => heard.length >= 6)
    const updated = (status: string, ...updates: string[]) =>
      message('session.updated', id, { agent_id: 'test', status, updates })
    expect(listener.heard).toEqual([
      message('session.created', id, { agent_id: 'test', session_type: sessionType, runtime_backend: 'kubernetes' }),
      updated('paused', 'status'),
      updated('paused', 'context', 'runtime_metadata'),
      updated('paused', 'checkpoint', 'labels'),
      updated('paused', 'checkpoint'),
      updated('completed', 'status'),
    ])
    await runtime.shutdown()
  })

  it('[RE1] what is changed together is one message, with the status first', async () => {
    const { runtime } = await start()
    await using listener = await redis.listen(eventsChannel)
    const { id: sessionId } = await runtime.sessions.create(tester, {})
    await runtime.sessions.get(tester, { sessionId })
    await Promise.all([
      runtime.sessions.update(tester, { sessionId, checkpoint: { step: 3 } }),
      runtime.sessions.pause(tester, { sessionId }),
    ])
    await listener.until((heard) => heard.length >= 2)
    const payload = { agent_id: 'test', status: 'paused', updates: ['status', 'checkpoint'] }
    expect(listener.heard[1]).toEqual(message('session.updated', sessionId, payload))
    await runtime.shutdown()
  })

  it('[RE2] a run adds nothing but its checkpoints, unless all events are asked for: then each under its own name', async () => {
    await using listener = await redis.listen(eventsChannel)
    const few = await start()
    const { id: first } = await few.runtime.sessions.create(tester, {})
    await few.runtime.runs.execute(tester, { sessionId: first, input: { text: 'save' } })
    await few.runtime.shutdown()
    await listener.until((heard) => heard.length >= 2)
    expect(listener.heard.map(({ event_type }) => event_type)).toEqual(['session.created', 'session.updated'])
    const all = await start('all')
    const { id } = await all.runtime.sessions.create(tester, { id: 'of-all' })
    await all.runtime.runs.execute(tester, { sessionId: id, input: { text: 'save' } })
    const log = await all.eventsOf(id)
    await all.runtime.shutdown()
    const own = () => listener.heard.filter((heard) => heard.aggregate_id === id)
    await listener.until(() => own().length >= log.length + 1)
    expect(own().map(({ event_type }) => event_type)).toEqual(
      log.flatMap(({ type }) => (type === 'checkpoint.saved' ? [type, 'session.updated'] : [type])),
    )
    const completed = log.find(({ type }) => type === 'run.completed')
    expect(own().some((heard) => isDeepStrictEqual(heard.payload, completed?.data))).toBe(true)
  })

  it('[RE3] while Redis is away nothing fails or waits, and afterwards everything comes, in order', async () => {
    const { runtime, logger } = await start()
    const { id: sessionId } = await runtime.sessions.create(tester, {})
    await redis.stop()
    for (const title of ['a', 'b', 'c']) await runtime.sessions.update(tester, { sessionId, title })
    await runtime.sessions.pause(tester, { sessionId })
    await expect(runtime.runs.submit(tester, { sessionId, input: { text: 'hello' } })).resolves.toBeDefined()
    await redis.start()
    await using listener = await redis.listen(eventsChannel)
    await redis.open()
    await listener.until((heard) => heard.some(({ payload }) => isDeepStrictEqual(payload.updates, ['status'])))
    const updates = listener.heard.filter(({ event_type }) => event_type === 'session.updated')
    expect(updates.map(({ payload }) => payload.updates)).toEqual([['title'], ['title'], ['title'], ['status']])
    expect(logger.lines.filter(({ message: line }) => line.startsWith('Redis'))).toMatchObject([
      { level: 'warn' },
      { level: 'info' },
    ])
    await runtime.shutdown()
  }, 20_000)

  it('[RE3] a server without Redis starts, works and stops', async () => {
    await redis.stop()
    const { runtime } = await start()
    const { id: sessionId } = await runtime.sessions.create(tester, {})
    await runtime.runs.execute(tester, { sessionId, input: { text: 'hello' } })
    await runtime.shutdown()
    await redis.start()
    await redis.open()
  })
})

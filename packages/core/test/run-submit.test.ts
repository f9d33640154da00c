import { submitRunInput } from '@sojourn/contract/run'
import { createSessionInput } from '@sojourn/contract/session'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, refusal, SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

const runner = () => new ScriptedTurns().on('wait', untilAborted)
let driver: SessionDriver

beforeEach(async () => {
  driver = await SessionDriver.open({ runner: runner() })
})
afterEach(() => driver.runtime.shutdown())

const limit = (maxQueuedRuns: number) =>
  driver.runtime.sessions.update(tester, { ...driver.ref, limits: { maxQueuedRuns } })

describe('submit', () => {
  it('[R1] runs are worked off in the order of their input, one at a time', async () => {
    let executing = 0
    let most = 0
    const order: string[] = []
    const counting = new ScriptedTurns()
    for (const text of ['a', 'b', 'c', 'd'])
      counting.on(text, async (turn) => {
        executing += 1
        most = Math.max(most, executing)
        order.push(turn.text)
        await turn.say(text)
        executing -= 1
      })
    const own = await SessionDriver.open({ runner: counting })
    const ids = await Promise.all(['a', 'b', 'c', 'd'].map((text) => own.submit(text)))
    await Promise.all(ids.map((runId) => own.settled(runId)))
    expect({ order, most }).toEqual({ order: ['a', 'b', 'c', 'd'], most: 1 })
    await own.runtime.shutdown()
  })

  it('[R1] maxConcurrentRuns is fixed at 1', () => {
    const given = (maxConcurrentRuns: number) => createSessionInput.safeParse({ limits: { maxConcurrentRuns } }).success
    expect([given(1), given(2), given(0)]).toEqual([true, false, false])
  })

  it('[R2] [E8] answers once the input is durable, with its place and the seq to read from', async () => {
    const first = await driver.runtime.runs.submit(tester, { ...driver.ref, input: { text: 'wait' } })
    const log = await driver.events()
    const queued = log.find((event) => event.type === 'run.queued' && event.runId === first.runId)
    expect(first).toEqual({ runId: expect.any(String), position: 1, seq: queued?.seq })
    const second = await driver.runtime.runs.submit(tester, { ...driver.ref, input: { text: 'b' } })
    const third = await driver.runtime.runs.submit(tester, { ...driver.ref, input: { text: 'c' } })
    expect([second.position, third.position]).toEqual([1, 2])
    expect((await driver.eventsOfType('run.queued')).map(({ data }) => data.position)).toEqual([1, 1, 2])
  })

  it('[R2] a full queue is 429 QUEUE_FULL and creates nothing', async () => {
    await limit(1)
    await driver.submit('wait')
    await driver.submit('fits')
    const error = await driver.refused(() => driver.submit('too many'), 'QUEUE_FULL')
    expect(error).toMatchObject({ status: 429, retryable: true, meta: { maxQueuedRuns: 1 } })
    await driver.refused(() => driver.submit('too many', { strategy: 'interrupt' }), 'QUEUE_FULL')
  })

  it('[R2] with maxQueuedRuns 0 only a run that starts at once is taken', async () => {
    await limit(0)
    const { runtime } = driver
    await driver.refused(() => driver.submit('later', { runAt: '2026-01-01T01:00:00.000Z' }), 'QUEUE_FULL')
    await runtime.sessions.pause(tester, driver.ref)
    await driver.refused(() => driver.submit('paused'), 'QUEUE_FULL')
    await runtime.sessions.resume(tester, driver.ref)
    expect((await driver.run('now')).status).toBe('completed')
    await driver.submit('wait')
    await driver.refused(() => driver.submit('busy'), 'QUEUE_FULL')
  })

  it('[R2] concurrent submits do not overfill the queue', async () => {
    await limit(2)
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => driver.submit('wait')))
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual([true, true, true, false, false, false])
    expect((await driver.session()).queueDepth).toBe(2)
  })

  it('[R3] reject refuses while a run executes or would be overtaken, and only then', async () => {
    await driver.submit('later', { runAt: '2026-01-01T01:00:00.000Z' })
    const waiting = await driver.submit('wait', { strategy: 'reject' })
    const error = await driver.refused(() => driver.submit('b', { strategy: 'reject' }), 'SESSION_BUSY')
    expect(error.retryable).toBe(true)
    await driver.runtime.runs.cancel(tester, { runId: waiting })
    await driver.settled(waiting)
    await driver.runtime.sessions.pause(tester, driver.ref)
    await driver.submit('waits', { strategy: 'reject' })
    await driver.refused(() => driver.submit('c', { strategy: 'reject' }), 'SESSION_BUSY')
  })

  it('[R3] interrupt cancels the executing run and goes to the front', async () => {
    const executing = await driver.submit('wait')
    const queued = await driver.submit('queued')
    const urgent = await driver.submit('urgent', { strategy: 'interrupt' })
    expect(await driver.settled(executing)).toMatchObject({
      status: 'cancelled',
      by: 'tester',
      reason: 'interrupted by new input',
    })
    await driver.settled(queued)
    expect(driver.on.runner.turns.map(({ text }) => text)).toEqual(['wait', 'urgent', 'queued'])
    expect((await driver.settled(urgent)).status).toBe('completed')
  })

  it('[R3] a second interrupt goes before the first, and the run is cancelled once', async () => {
    const stubborn = Promise.withResolvers<void>()
    driver.on.runner.on('stubborn', () => stubborn.promise)
    await driver.submit('stubborn')
    await driver.submit('first', { strategy: 'interrupt' })
    await driver.submit('second', { strategy: 'interrupt' })
    stubborn.resolve()
    await driver.until('run.completed', 2)
    expect(driver.on.runner.turns.map(({ text }) => text)).toEqual(['stubborn', 'second', 'first'])
    const interrupts = (await driver.eventsOfType('session.state_changed')).filter(
      ({ data }) => data.trigger === 'interrupt',
    )
    expect(interrupts).toHaveLength(1)
  })

  it('[R3] interrupt with nothing executing is an ordinary submit at the front', async () => {
    await driver.runtime.sessions.pause(tester, driver.ref)
    const waiting = await driver.submit('waiting')
    const urgent = await driver.submit('urgent', { strategy: 'interrupt' })
    expect(await driver.queue()).toEqual([urgent, waiting])
  })

  it('[R12] delayed input does not block what is due, and starts when its time has come', async () => {
    const later = await driver.submit('later', { runAt: '2026-01-01T00:10:00.000Z' })
    const sooner = await driver.submit('sooner', { runAt: '2026-01-01T00:05:00.000Z' })
    expect((await driver.run('now')).status).toBe('completed')
    driver.clock.advance(5 * 60_000 - 1)
    await quiet()
    expect(await driver.queue()).toEqual([later, sooner])
    driver.clock.advance(1)
    expect((await driver.settled(sooner)).status).toBe('completed')
    driver.clock.advance(5 * 60_000)
    expect((await driver.settled(later)).status).toBe('completed')
  })

  it('[R12] a runAt that has passed is due at once', async () => {
    expect((await driver.run('now', { runAt: '2020-01-01T00:00:00.000Z' })).status).toBe('completed')
  })

  it('[R8] metadata, timeout, strategy and author are kept with the run', async () => {
    await driver.runtime.sessions.pause(tester, driver.ref)
    const runId = await driver.submit('x', { timeoutMs: 7, metadata: { a: 1 }, strategy: 'interrupt' })
    expect(await driver.runtime.runs.get(tester, { runId })).toMatchObject({
      status: 'queued',
      position: 1,
      timeoutMs: 7,
      metadata: { a: 1 },
      strategy: 'interrupt',
      createdBy: 'tester',
      attempt: 0,
      version: 1,
    })
  })

  it('[S12] an unknown session is 404', async () => {
    expect((await refusal(driver.submit('x', { sessionId: 'nobody' }))).code).toBe('SESSION_NOT_FOUND')
    expect(submitRunInput.safeParse({ sessionId: 'a', input: { text: '' } }).success).toBe(false)
  })
})

import { SojournError } from '@sojourn/contract/error'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

let driver: SessionDriver
let runner: ScriptedTurns

/** Breaks with an error that says that trying again may help. */
const passing = () => {
  throw new SojournError('RUNNER_CRASHED', 'The model was away.')
}

beforeEach(async () => {
  runner = new ScriptedTurns().on('wait', untilAborted).on('passing', passing)
  driver = await SessionDriver.open({ runner, retryBackoffMs: 500 })
})
afterEach(() => driver.runtime.shutdown())

describe('retry', () => {
  it('[R12] a failure that may pass is tried again with backoff, up to maxAttempts, then the run has failed', async () => {
    const runId = await driver.submit('passing')
    const waits: number[] = []
    for (const wait of [500, 1_000]) {
      const { data } = await driver.until('run.requeued', waits.length + 1)
      expect(data).toMatchObject({
        reason: 'retry',
        attempt: waits.length + 2,
        error: { code: 'RUNNER_CRASHED', message: 'The model was away.', retryable: true },
      })
      waits.push(Date.parse(data.notBefore ?? '') - driver.clock.now())
      expect(await driver.session()).toMatchObject({ state: 'error', blockedOn: 'retry_at', queueDepth: 1 })
      driver.clock.advance(wait - 1)
      await quiet()
      expect(runner.turns).toHaveLength(waits.length)
      driver.clock.advance(1)
      await driver.until('run.started', waits.length + 1)
    }
    expect(waits).toEqual([500, 1_000])
    expect(await driver.settled(runId)).toMatchObject({
      status: 'failed',
      attempt: 3,
      doneReason: 'error',
      error: { code: 'RUNNER_CRASHED', retryable: true },
    })
    expect(runner.turns.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
    expect(await driver.eventsOfType('run.failed')).toHaveLength(1)
  })

  it('[R12] a retry that succeeds completes the run, and its input is said once', async () => {
    runner.on('once', async (turn) => (turn.attempt === 1 ? passing() : turn.say('Fine')))
    const runId = await driver.submit('once')
    await driver.until('run.requeued')
    driver.clock.advance(500)
    expect(await driver.settled(runId)).toMatchObject({ status: 'completed', attempt: 2, output: 'Fine' })
    const messages = (await driver.eventsOfType('block.completed')).filter(
      ({ data }) => data.block.kind === 'user_message',
    )
    expect(messages).toHaveLength(1)
    expect((await driver.session()).state).toBe('awaiting_input')
  })

  it('[R12] while a retry waits, what is due behind it goes first; the retry is at the front when its time comes', async () => {
    const retried = await driver.submit('passing')
    await driver.until('run.requeued')
    expect((await driver.run('due')).status).toBe('completed')
    const blocking = await driver.submit('wait')
    const behind = await driver.submit('behind')
    driver.clock.advance(500)
    expect(await driver.queue()).toEqual([retried, behind])
    await driver.runtime.runs.cancel(tester, { runId: blocking })
    await driver.until('run.requeued', 2)
    expect(runner.turns.map(({ text }) => text)).toEqual(['passing', 'due', 'wait', 'passing', 'behind'])
  })

  it('[R12] an outcome that says retryable is tried again like an error that was thrown', async () => {
    runner.on('says so', async () => ({
      status: 'failed',
      error: { code: 'MODEL_OVERLOADED', message: '529', retryable: true },
    }))
    await driver.submit('says so')
    expect((await driver.until('run.requeued')).data.error?.code).toBe('MODEL_OVERLOADED')
  })

  it.each([
    ['is waited for', 90_000, 90_000],
    ['counts for an hour at most', 86_400_000, 3_600_000],
    ['does not shorten the backoff', 1, 500],
  ])('[R12] the time that an error asks for %s', async (_, retryAfterMs, waited) => {
    runner.on('limited', () => {
      throw new SojournError('MODEL_RATE_LIMITED', 'Later', { meta: { retryAfterMs } })
    })
    await driver.submit('limited')
    const { data } = await driver.until('run.requeued')
    expect(data.error).toEqual({ code: 'MODEL_RATE_LIMITED', message: 'Later', retryable: true, retryAfterMs })
    expect(Date.parse(data.notBefore ?? '') - driver.clock.now()).toBe(waited)
  })

  it('[R12] what will not pass is not tried again', async () => {
    runner.on('broken', () => {
      throw new TypeError('undefined is not a function')
    })
    expect(await driver.run('broken')).toMatchObject({
      status: 'failed',
      attempt: 1,
      error: { code: 'RUNNER_FAILED', message: 'undefined is not a function', retryable: false },
    })
  })

  it('[R12] with manual recovery nothing is tried again by itself', async () => {
    await driver.runtime.sessions.update(tester, { ...driver.ref, policy: { recovery: 'manual' } })
    expect(await driver.run('passing')).toMatchObject({ status: 'failed', attempt: 1 })
  })

  it('[R6] a retry that waits can be cancelled, edited and moved like any queued run', async () => {
    const runId = await driver.submit('passing')
    await driver.until('run.requeued')
    const edited = await driver.runtime.runs.edit(tester, { runId, version: 1, input: { text: 'better' } })
    expect(edited).toMatchObject({ status: 'queued', attempt: 1, version: 2, notBefore: '2026-01-01T00:00:00.500Z' })
    expect(await driver.runtime.runs.cancel(tester, { runId })).toMatchObject({ status: 'cancelled', attempt: 1 })
    driver.clock.advance(10_000)
    await quiet()
    expect(runner.turns).toHaveLength(1)
  })

  it('[R6] a cancelled run is not tried again, however its runner broke', async () => {
    runner.on('breaks late', async (turn) => {
      await untilAborted(turn)
      passing()
    })
    const runId = await driver.submit('breaks late')
    await driver.runtime.runs.cancel(tester, { runId })
    expect(await driver.settled(runId)).toMatchObject({ status: 'cancelled', attempt: 1 })
  })

  it('[C4] a write that was executing when the attempt broke off is in doubt, not silently repeated', async () => {
    let wrote = 0
    runner.on('writes', async (turn) => {
      const writing = turn.tool({ toolCallId: 'w', toolId: 'fs', operation: 'write', toolInput: {} }, async () => {
        wrote += 1
        return new Promise(() => {})
      })
      writing.catch(() => {})
      await driver.until('tool.started')
      passing()
    })
    const rule = { scope: 'everyone', toolId: '*', operation: '*', decision: 'allow' } as const
    await driver.runtime.permissions.addRule(tester, rule)
    await driver.submit('writes')
    await driver.until('run.requeued')
    expect(await driver.session()).toMatchObject({
      inDoubtCalls: 1,
      blockedOn: 'in_doubt',
      activity: 'requires_action',
    })
    driver.clock.advance(10_000)
    await quiet()
    expect(wrote).toBe(1)
  })
})

describe('timeout', () => {
  it('[R8] a run that takes too long is interrupted and has timed out, and the queue goes on', async () => {
    const runId = await driver.submit('wait', { timeoutMs: 2_000 })
    const next = await driver.submit('next')
    driver.clock.advance(1_999)
    await quiet()
    expect((await driver.session()).state).toBe('running')
    driver.clock.advance(1)
    expect(await driver.settled(runId)).toMatchObject({
      status: 'timed_out',
      doneReason: 'timed_out',
      durationMs: 2_000,
    })
    expect((await driver.eventsOfType('run.timed_out')).map(({ data }) => data.timeoutMs)).toEqual([2_000])
    expect((await driver.settled(next)).status).toBe('completed')
  })

  it('[R8] the session’s runTimeoutMs holds where the run names none', async () => {
    await driver.runtime.sessions.update(tester, { ...driver.ref, limits: { runTimeoutMs: 100 } })
    const [own, theirs] = [await driver.submit('wait', { timeoutMs: 300 }), await driver.submit('wait')]
    driver.clock.advance(299)
    await quiet()
    expect((await driver.session()).state).toBe('running')
    driver.clock.advance(1)
    await driver.settled(own)
    driver.clock.advance(100)
    expect(await driver.settled(theirs)).toMatchObject({ status: 'timed_out', durationMs: 100 })
  })

  it('[R8] a runner that ignores the signal of a timeout is detached after its grace', async () => {
    runner.on('stubborn', () => new Promise<void>(() => {}))
    const runId = await driver.submit('stubborn', { timeoutMs: 100 })
    driver.clock.advance(100)
    await driver.until('session.state_changed', 2)
    driver.clock.advance(5_000)
    expect((await driver.settled(runId)).status).toBe('timed_out')
  })

  it('[R5] the first of timeout and cancel stands', async () => {
    runner.on('stubborn', () => new Promise<void>(() => {}))
    const first = await driver.submit('stubborn', { timeoutMs: 100 })
    driver.clock.advance(100)
    await driver.until('session.state_changed', 2)
    await driver.runtime.runs.cancel(tester, { runId: first })
    driver.clock.advance(5_000)
    expect((await driver.settled(first)).status).toBe('timed_out')
    const second = await driver.submit('stubborn', { timeoutMs: 100 })
    await driver.runtime.runs.cancel(tester, { runId: second })
    driver.clock.advance(5_000)
    expect((await driver.settled(second)).status).toBe('cancelled')
  })

  it('[R8] the time of an attempt begins with that attempt', async () => {
    runner.on('second waits', async (turn) => (turn.attempt === 1 ? passing() : untilAborted(turn)))
    const runId = await driver.submit('second waits', { timeoutMs: 1_000 })
    await driver.until('run.requeued')
    driver.clock.advance(500)
    await driver.until('run.started', 2)
    driver.clock.advance(999)
    await quiet()
    expect((await driver.session()).state).toBe('running')
    driver.clock.advance(1)
    expect((await driver.settled(runId)).status).toBe('timed_out')
  })

  it('[R8] a timeout that the store could not take at first still comes', async () => {
    const { store } = driver.on
    const append = store.append.bind(store)
    const runId = await driver.submit('wait', { timeoutMs: 100 })
    let failures = 1
    store.append = (requests) => {
      failures -= 1
      return failures >= 0 ? Promise.reject(new SojournError('STORE_UNAVAILABLE', 'away')) : append(requests)
    }
    driver.clock.advance(100)
    await quiet()
    driver.clock.advance(2_000)
    expect((await driver.settled(runId)).status).toBe('timed_out')
  })
})

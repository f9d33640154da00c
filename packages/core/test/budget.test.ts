import type { UsageRecord } from '@sojourn/contract/usage'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AttemptAborted } from '../src/runs/attempt-context.ts'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

let driver: SessionDriver
let runner: ScriptedTurns

beforeEach(async () => {
  runner = new ScriptedTurns()
  driver = await SessionDriver.open({ runner }, { limits: { budget: { costUsd: 0.3, tokens: 1_000 } } })
})
afterEach(() => driver.runtime.shutdown())

const spend = (text: string, record: UsageRecord, play = async () => {}) =>
  runner.on(text, async (turn) => {
    await turn.usage(record)
    await play()
  })

const raise = (budget: { costUsd?: number; tokens?: number } | null) =>
  driver.runtime.sessions.update(tester, { ...driver.ref, limits: { budget } })

describe('a budget', () => {
  it('[R13] reached exactly: the run completes, the next waits until the budget is raised', async () => {
    spend('third', { costUsd: 0.1 })
    for (let run = 0; run < 3; run += 1) expect((await driver.run('third')).status).toBe('completed')
    const runId = await driver.submit('third')
    await quiet()
    expect(runner.turns).toHaveLength(3)
    const budget = { costUsd: 0.3, tokens: 1_000 }
    const since = '2026-01-01T00:00:00.000Z'
    expect(await driver.session()).toMatchObject({
      activity: 'idle',
      blocked: { reason: 'budget', since, until: null, runId, budget },
    })
    await raise({ costUsd: 0.4 })
    expect((await driver.settled(runId)).status).toBe('completed')
    expect((await driver.session()).usage.costUsd).toBe(0.4)
  })

  it('[R13] exceeded: the run is interrupted in the same commit and has failed with doneReason budget', async () => {
    runner.on('spender', async (turn) => {
      await turn.usage({ inputTokens: 900, outputTokens: 101 })
      await untilAborted(turn)
      expect(turn.signal.reason).toBeInstanceOf(AttemptAborted)
    })
    const behind = await driver.runtime.sessions.pause(tester, driver.ref)
    expect(behind.status).toBe('paused')
    const runId = await driver.submit('spender')
    const next = await driver.submit('next')
    await driver.runtime.sessions.resume(tester, driver.ref)
    expect(await driver.settled(runId)).toMatchObject({
      status: 'failed',
      doneReason: 'budget',
      error: { code: 'BUDGET_EXCEEDED', retryable: false },
    })
    const events = await driver.events()
    const at = events.findIndex(({ type }) => type === 'usage.recorded')
    expect(events[at + 1]).toMatchObject({
      type: 'session.state_changed',
      ts: events[at]?.ts,
      data: { to: 'interrupting', cause: 'budget' },
    })
    expect(await driver.session()).toMatchObject({ state: 'error', doneReason: 'budget', blockedOn: 'budget' })
    await raise(null)
    expect((await driver.settled(next)).status).toBe('completed')
  })

  it('[R13] exceeded: it is not tried again, whatever the runner says, and its requests are closed', async () => {
    runner.on('spender', async (turn) => {
      const asked = turn.ask({ prompt: 'Go on?', schema: {} })
      await driver.until('question.asked')
      await turn.usage({ costUsd: 0.31 })
      await asked
    })
    const runId = await driver.submit('spender')
    expect(await driver.settled(runId)).toMatchObject({ status: 'failed', doneReason: 'budget', attempt: 1 })
    expect((await driver.eventsOfType('question.answered'))[0]?.data.outcome).toBe('cancelled')
  })

  it('[R13] [R5] the first end stands: a cancel before the budget is exceeded, an excess before a cancel', async () => {
    runner.on('cancelled', async (turn) => {
      await untilAborted(turn)
      await turn.usage({ costUsd: 5 })
    })
    const cancelled = await driver.submit('cancelled')
    await driver.until('run.started')
    await driver.runtime.runs.cancel(tester, { runId: cancelled })
    expect((await driver.settled(cancelled)).status).toBe('cancelled')
    await raise({ costUsd: 6 })
    const gate = Promise.withResolvers<void>()
    spend('excess', { costUsd: 2 }, () => gate.promise)
    const excess = await driver.submit('excess')
    await driver.until('usage.recorded', 2)
    await driver.runtime.runs.cancel(tester, { runId: excess })
    gate.resolve()
    expect(await driver.settled(excess)).toMatchObject({ status: 'failed', doneReason: 'budget' })
  })

  it('[R13] a run that waits can be cancelled, and a budget of nothing lets nothing start', async () => {
    await raise({ tokens: 0 })
    const runId = await driver.submit('free')
    await quiet()
    expect((await driver.session()).blockedOn).toBe('budget')
    await driver.runtime.runs.cancel(tester, { runId })
    expect((await driver.session()).blockedOn).toBeNull()
    expect(runner.turns).toEqual([])
  })

  it('[R13] [F1] what a fork inherits does not count', async () => {
    spend('all', { costUsd: 0.3 })
    await driver.run('all')
    const { id } = await driver.runtime.sessions.fork(tester, driver.ref)
    const fork = new SessionDriver(driver.on, id)
    expect((await fork.run('all')).status).toBe('completed')
    await fork.submit('all')
    expect((await fork.session()).blockedOn).toBe('budget')
  })

  it('[R13] [S7] an update of other limits leaves it; null takes it away', async () => {
    const { sessions } = driver.runtime
    const other = await sessions.update(tester, { ...driver.ref, limits: { graceMs: 1 } })
    expect(other.limits).toMatchObject({ graceMs: 1, budget: { costUsd: 0.3, tokens: 1_000 } })
    expect((await raise(null)).limits.budget).toBeNull()
  })
})

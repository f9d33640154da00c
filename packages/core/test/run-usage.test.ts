import { addUsage, noUsage, type UsageRecord } from '@sojourn/contract/usage'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { SessionDriver } from '../src/testing/session-driver.ts'

let driver: SessionDriver
let runner: ScriptedTurns

beforeEach(async () => {
  runner = new ScriptedTurns()
  driver = await SessionDriver.open({ runner })
})
afterEach(() => driver.runtime.shutdown())

const record = (records: unknown[]) =>
  runner.on('spend', async (turn) => {
    for (const item of records) await turn.usage(item as UsageRecord)
  })

describe('usage', () => {
  it('[R10] is kept per run and per session, each record once', async () => {
    record([
      { model: 'm', inputTokens: 3, outputTokens: 4, cacheReadTokens: 5, cacheWriteTokens: 6, reasoningTokens: 7 },
      { costUsd: 0.5 },
    ])
    const totals = {
      inputTokens: 3,
      outputTokens: 4,
      cacheReadTokens: 5,
      cacheWriteTokens: 6,
      reasoningTokens: 7,
      costUsd: 0.5,
    }
    const first = await driver.run('spend')
    expect('usage' in first && first.usage).toEqual(totals)
    await driver.run('spend')
    expect((await driver.session()).usage).toEqual({
      inputTokens: 6,
      outputTokens: 8,
      cacheReadTokens: 10,
      cacheWriteTokens: 12,
      reasoningTokens: 14,
      costUsd: 1,
    })
    expect((await driver.eventsOfType('run.completed'))[0]?.data.usage).toEqual(totals)
  })

  it('[R10] bad records are skipped and said so; the run goes on and the good ones count', async () => {
    record([
      { inputTokens: -1 },
      { inputTokens: 1.5 },
      { outputTokens: Number.NaN },
      { costUsd: Number.POSITIVE_INFINITY },
      { costUsd: -0.1 },
      { inputTokens: '3' },
      null,
      'three',
      { inputTokens: 1 },
    ])
    expect((await driver.run('spend')).status).toBe('completed')
    expect((await driver.session()).usage).toEqual({ ...noUsage, inputTokens: 1 })
    expect(await driver.eventsOfType('usage.recorded')).toHaveLength(1)
    expect((await driver.eventsOfType('log')).map(({ data }) => data.level)).toEqual(Array(8).fill('warn'))
  })

  it('[R10] cost is summed in micro-dollars, so that it does not drift', () => {
    let totals = noUsage
    for (let count = 0; count < 1_000; count += 1) totals = addUsage(totals, { costUsd: 0.000_1 })
    expect(totals.costUsd).toBe(0.1)
    expect(addUsage({ ...noUsage, costUsd: 0.1 }, { costUsd: 0.2 }).costUsd).toBe(0.3)
    expect(addUsage(noUsage, { costUsd: 0.000_000_4 }).costUsd).toBe(0)
    expect(addUsage(noUsage, {})).toEqual(noUsage)
  })

  it('[Trap 10] usage survives a reload: it is in the row, not only in the log', async () => {
    record([{ inputTokens: 3, costUsd: 0.000_001 }])
    await driver.run('spend')
    const stored = await driver.on.store.getSession({ projectId: 'default', id: driver.sessionId })
    expect(stored?.usage).toEqual({ ...noUsage, inputTokens: 3, costUsd: 0.000_001 })
  })

  it('[R10] usage of a run that fails or is tried again still counts, over all its attempts', async () => {
    runner.on('spend', async (turn) => {
      await turn.usage({ inputTokens: 10 })
      return {
        status: 'failed',
        error: { code: 'X', message: 'Away', retryable: turn.attempt < 2 },
      }
    })
    const runId = await driver.submit('spend')
    await driver.until('run.requeued')
    driver.clock.advance(500)
    expect(await driver.settled(runId)).toMatchObject({ status: 'failed', attempt: 2, usage: { inputTokens: 20 } })
    expect((await driver.session()).usage.inputTokens).toBe(20)
  })
})

import { addUsage, noUsage, type UsageRecord, type UsageTotals } from '@sojourn/contract/usage'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exportLines } from '../src/runtime/export-session.ts'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { startTestRuntime, type TestRuntime, tester } from '../src/testing/test-runtime.ts'
import { priced, pricesOf } from '../src/usage/price-table.ts'

const day = 86_400_000

const usageRunner = (records: () => readonly UsageRecord[]) =>
  new ScriptedTurns().on('use', async (turn) => {
    for (const record of records()) await turn.usage(record)
  })

const linesOf = async ({ runtime }: TestRuntime, sessionId: string): Promise<string[]> => {
  let text = ''
  for await (const page of runtime.sessions.export(tester, { sessionId })) text += exportLines(page)
  return text.trimEnd().split('\n')
}

/** Own usage of a session as its log tells it: what came before its own creation is its source's. */
const foldedUsage = async ({ eventsOf }: TestRuntime, sessionId: string): Promise<UsageTotals> => {
  let totals = noUsage
  for (const event of await eventsOf(sessionId)) {
    if (event.type === 'session.created') totals = noUsage
    if (event.type === 'usage.recorded') totals = addUsage(totals, event.data)
  }
  return totals
}

const record: fc.Arbitrary<UsageRecord> = fc.record(
  {
    model: fc.constantFrom('small', 'large'),
    inputTokens: fc.nat(1_000_000),
    outputTokens: fc.nat(1_000_000),
    cacheReadTokens: fc.nat(1_000),
    cacheWriteTokens: fc.nat(1_000),
    reasoningTokens: fc.nat(1_000),
    costUsd: fc.double({ min: 0, max: 10, noNaN: true }),
  },
  { requiredKeys: [] },
)
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('use' as const), records: fc.array(record, { maxLength: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('fork' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
)
const steps = fc.array(fc.tuple(fc.nat(5), step), { maxLength: 20 })

type Step = { do: 'use'; records: readonly UsageRecord[] } | { do: 'fork' | 'restore' | 'wait' }

const prices = { small: { inputPerMillion: 3, outputPerMillion: 15 } }

/** A runtime in which sessions use tokens, are forked, deleted and brought back. */
const startWorld = async () => {
  let records: readonly UsageRecord[] = []
  const runner = usageRunner(() => records)
  const test = await startTestRuntime({ runner, agents: [{ id: 'test', runner: 'test', settings: { prices } }] })
  const { runtime, clock } = test
  const sessions = [(await runtime.sessions.create(tester, {})).id]
  const take = async (sessionId: string, step: Step): Promise<void> => {
    if (step.do === 'wait') clock.advance(day)
    else if (step.do === 'fork') sessions.push((await runtime.sessions.fork(tester, { sessionId })).id)
    else if (step.do === 'use') {
      records = step.records
      await runtime.runs.execute(tester, { sessionId, input: { text: 'use' } })
    } else {
      const lines = await linesOf(test, sessionId)
      await runtime.sessions.delete(tester, { sessionId })
      await runtime.sessions.import(tester, { lines })
    }
  }
  return { test, sessions, take: (nth: number, step: Step) => take(sessions[nth % sessions.length] ?? '', step) }
}

describe('usage reports', () => {
  it('[U1] the sums agree with a fold of all logs, whatever is forked, deleted and restored', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (moves) => {
        const { test, sessions, take } = await startWorld()
        const { runtime } = test
        for (const [nth, move] of moves) await take(nth, move)
        const bySession = await runtime.usage.report(tester, { groupBy: 'session' })
        let all = noUsage
        for (const id of sessions) {
          const totals = await foldedUsage(test, id)
          all = addUsage(all, totals)
          expect(bySession.items.find(({ key }) => key === id) ?? noUsage).toMatchObject(totals)
          expect((await runtime.sessions.get(tester, { sessionId: id })).usage).toEqual(totals)
        }
        for (const groupBy of ['day', 'agent', 'model', 'session'] as const) {
          const { items, total } = await runtime.usage.report(tester, { groupBy })
          expect(total).toMatchObject(all)
          expect(items.reduce((sum, item) => addUsage(sum, item), noUsage)).toEqual(all)
        }
        await runtime.shutdown()
      }),
      { numRuns: 40 },
    )
  })

  it('[U1] sums by day, agent, model and session between two times; a deleted session still counts', async () => {
    let records: readonly UsageRecord[] = [{ model: 'small', inputTokens: 10, costUsd: 0.25 }]
    const { runtime, clock } = await startTestRuntime({ runner: usageRunner(() => records) })
    await runtime.sessions.create(tester, { id: 'a' })
    await runtime.sessions.create(tester, { id: 'b' })
    await runtime.runs.execute(tester, { sessionId: 'a', input: { text: 'use' } })
    clock.advance(day)
    records = [{ model: 'large', outputTokens: 5, costUsd: 1 }, { inputTokens: 1 }]
    await runtime.runs.execute(tester, { sessionId: 'b', input: { text: 'use' } })
    await runtime.sessions.delete(tester, { sessionId: 'b' })
    const brief = async (input: Parameters<typeof runtime.usage.report>[1]) =>
      (await runtime.usage.report(tester, input)).items.map(({ key, calls, costUsd }) => [key, calls, costUsd])
    expect(await brief({})).toEqual([
      ['2026-01-01', 1, 0.25],
      ['2026-01-02', 2, 1],
    ])
    expect(await brief({ groupBy: 'model' })).toEqual([
      ['large', 1, 1],
      ['small', 1, 0.25],
      ['', 1, 0],
    ])
    expect(await brief({ groupBy: 'session' })).toEqual([
      ['b', 2, 1],
      ['a', 1, 0.25],
    ])
    expect(await brief({ groupBy: 'agent', to: '2026-01-02T00:00:00.000Z' })).toEqual([['test', 1, 0.25]])
    expect(await brief({ sessionId: 'b', from: '2026-01-02T00:00:00.000Z' })).toEqual([['2026-01-02', 2, 1]])
  })

  it('[U1] a copy that is imported beside its original adds nothing', async () => {
    const test = await startTestRuntime({ runner: usageRunner(() => [{ inputTokens: 7 }]) })
    await test.runtime.sessions.create(tester, { id: 'a' })
    await test.runtime.runs.execute(tester, { sessionId: 'a', input: { text: 'use' } })
    await test.runtime.sessions.import(tester, { id: 'copy', lines: await linesOf(test, 'a') })
    expect((await test.runtime.usage.report(tester, {})).total.inputTokens).toBe(7)
  })
})

describe('prices', () => {
  const settings = { prices: { m: { inputPerMillion: 3, outputPerMillion: 15, cacheReadPerMillion: 0.3 } } }
  const prices = pricesOf(settings)

  it('[U2] a record without a cost gets the one of the table', () => {
    const record = { model: 'm', inputTokens: 1_000, outputTokens: 100, cacheReadTokens: 10_000, cacheWriteTokens: 10 }
    expect(priced(record, prices).costUsd).toBe(0.00753)
    expect(priced({ ...record, reasoningTokens: 50 }, prices).costUsd).toBe(0.00753)
    expect(priced({ ...record, costUsd: 0 }, prices).costUsd).toBe(0)
    expect(priced({ ...record, model: 'other' }, prices)).not.toHaveProperty('costUsd')
    expect(priced({ ...record, model: 'toString' }, prices)).not.toHaveProperty('costUsd')
    expect(priced({ inputTokens: 1 }, prices)).not.toHaveProperty('costUsd')
  })

  it('[U2] the price is in the log, so that all sums agree', async () => {
    const test = await startTestRuntime({
      runner: usageRunner(() => [{ model: 'm', inputTokens: 1_000_000 }]),
      agents: [{ id: 'test', runner: 'test', settings }],
    })
    await test.runtime.sessions.create(tester, { id: 'a' })
    const run = await test.runtime.runs.execute(tester, { sessionId: 'a', input: { text: 'use' } })
    expect(run.usage.costUsd).toBe(3)
    expect((await foldedUsage(test, 'a')).costUsd).toBe(3)
  })

  it('[U2] prices that are none are refused when the agent is registered', async () => {
    const { runtime } = await startTestRuntime()
    const wrong = { prices: { m: { inputPerMillion: '3' } } }
    await expect(runtime.agents.register(tester, { id: 'x', runner: 'test', settings: wrong })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      issues: [{ path: 'settings.prices.m.inputPerMillion' }, { path: 'settings.prices.m.outputPerMillion' }],
    })
  })
})

import { describe, expect, it } from 'vitest'
import { timeBefore } from '../src/runtime/point-in-time.ts'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { startTestRuntime, tester } from '../src/testing/test-runtime.ts'

const day = 86_400_000

describe('clean-up', () => {
  it('[S13] lists what would go in a dry run, then deletes just that', async () => {
    const { runtime, clock } = await startTestRuntime()
    const make = async (id: string, run = true) => {
      await runtime.sessions.create(tester, { id, labels: [id] })
      if (run) await runtime.runs.execute(tester, { sessionId: id, input: { text: 'hi' } })
    }
    await make('old')
    await make('archived')
    await make('empty', false)
    await runtime.sessions.archive(tester, { sessionId: 'archived' })
    clock.advance(40 * day)
    await make('new')
    const idsOf = async (input: Parameters<typeof runtime.sessions.cleanup>[1]) => {
      const { sessions, ...rest } = await runtime.sessions.cleanup(tester, input)
      return { ...rest, ids: sessions.map(({ id }) => id).toSorted() }
    }
    const none = { skippedRunning: 0, hasMore: false }
    const dry = { olderThan: 'P30D', dryRun: true }
    expect(await idsOf(dry)).toEqual({ dryRun: true, ...none, ids: ['old'] })
    const everything = { archived: true, empty: true }
    expect((await idsOf({ ...dry, filter: everything })).ids).toEqual(['archived', 'empty', 'old'])
    expect((await idsOf({ ...dry, filter: { label: 'nobody' } })).ids).toEqual([])
    expect((await idsOf({ ...dry, olderThan: 'P60D', filter: everything })).ids).toEqual([])
    expect(await runtime.sessions.get(tester, { sessionId: 'old' })).toMatchObject({ id: 'old' })
    const wet = await idsOf({ olderThan: 'P30D', filter: { archived: true } })
    expect(wet).toEqual({ dryRun: false, ...none, ids: ['archived', 'old'] })
    const left = await runtime.sessions.list(tester, everything)
    expect(left.items.map(({ id }) => id).toSorted()).toEqual(['empty', 'new'])
    await runtime.shutdown()
  })

  it('[S13] stops after as many as the caller wants, and goes on with the next call', async () => {
    const { runtime, clock } = await startTestRuntime()
    for (const id of ['a', 'b', 'c']) await runtime.sessions.create(tester, { id })
    clock.advance(40 * day)
    const input = { olderThan: 'P30D', filter: { empty: true }, limit: 2 }
    const first = await runtime.sessions.cleanup(tester, input)
    expect(first).toMatchObject({ hasMore: true, sessions: { length: 2 } })
    const second = await runtime.sessions.cleanup(tester, input)
    expect(second).toMatchObject({ hasMore: false, sessions: { length: 1 } })
    const ids = [...first.sessions, ...second.sessions].map(({ id }) => id)
    expect(ids.toSorted()).toEqual(['a', 'b', 'c'])
    await runtime.shutdown()
  })

  it('[S13] never touches running sessions, and counts them', async () => {
    const { runtime, clock } = await startTestRuntime({ runner: new ScriptedTurns().on('hang', untilAborted) })
    await runtime.sessions.create(tester, { id: 'busy' })
    await runtime.runs.submit(tester, { sessionId: 'busy', input: { text: 'hang' } })
    await runtime.runs.submit(tester, { sessionId: 'busy', input: { text: 'waits' } })
    clock.advance(40 * day)
    const result = await runtime.sessions.cleanup(tester, {
      olderThan: 'P30D',
      filter: { archived: true, empty: true },
    })
    expect(result).toEqual({ dryRun: false, sessions: [], skippedRunning: 1, hasMore: false })
    expect(await runtime.sessions.get(tester, { sessionId: 'busy' })).toMatchObject({ state: 'running', queueDepth: 1 })
    await runtime.shutdown()
  })

  it('[S13] an age is a duration by the calendar, or a time', () => {
    const now = Date.parse('2026-03-31T12:00:00.000Z')
    expect(timeBefore('P30D', now)).toBe('2026-03-01T12:00:00.000Z')
    expect(timeBefore('PT1.5S', now)).toBe('2026-03-31T11:59:58.500Z')
    expect(timeBefore('P1Y2M', now)).toBe('2025-01-31T12:00:00.000Z')
    expect(timeBefore('P2W', now)).toBe('2026-03-17T12:00:00.000Z')
    expect(timeBefore('2026-01-01T00:00:00.000Z', now)).toBe('2026-01-01T00:00:00.000Z')
    expect(() => timeBefore('P999999Y', now)).toThrow(/is no age/)
  })
})

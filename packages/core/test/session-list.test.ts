import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, refusal, SessionDriver } from '../src/testing/session-driver.ts'
import { startTestRuntime, type TestRuntime, tester } from '../src/testing/test-runtime.ts'

let on: TestRuntime

beforeEach(async () => {
  const runner = new ScriptedTurns()
    .on('wait', untilAborted)
    .on('asks', async (turn) => {
      await turn.tool({ toolCallId: 'call', toolId: 'fs', operation: 'write', toolInput: {} }, async () => ({
        result: 1,
      }))
    })
    .on('question', async (turn) => {
      await turn.ask({ prompt: 'Which?', schema: {} })
    })
  on = await startTestRuntime({ runner })
})
afterEach(() => on.runtime.shutdown())

const summary = (driver: SessionDriver) => on.runtime.sessions.summary(tester, driver.ref)
const list = async (filter: Parameters<TestRuntime['runtime']['sessions']['list']>[1] = {}) =>
  (await on.runtime.sessions.list(tester, filter)).items.map(({ id }) => id)

describe('activity', () => {
  it('[S9] idle, running and requires_action follow from what is open', async () => {
    const driver = await SessionDriver.on(on)
    expect(await summary(driver)).toMatchObject({ activity: 'idle', running: false, blockedOn: null })
    const waiting = await driver.submit('wait')
    expect(await summary(driver)).toMatchObject({ activity: 'running', running: true, blockedOn: null })
    await on.runtime.runs.cancel(tester, { runId: waiting })
    await driver.submit('asks')
    const { data } = await driver.until('permission.requested')
    const asks = { activity: 'requires_action', running: true, blockedOn: 'permission', pendingPermissions: 1 }
    expect(await summary(driver)).toMatchObject(asks)
    await on.runtime.permissions.answer(tester, { permissionId: data.permissionId, option: 'reject_once' })
    await driver.until('run.completed')
    expect(await summary(driver)).toMatchObject({ activity: 'idle', blockedOn: null, pendingPermissions: 0 })
  })

  it('[S9] a question blocks like a permission', async () => {
    const driver = await SessionDriver.on(on)
    await driver.submit('question')
    await driver.until('question.asked')
    expect(await summary(driver)).toMatchObject({
      activity: 'requires_action',
      blockedOn: 'question',
      pendingQuestions: 1,
    })
  })

  it('[S9] [R12] delayed input says until when, and only while nothing else can move', async () => {
    const driver = await SessionDriver.on(on)
    await driver.submit('later', { runAt: '2026-01-01T01:00:00.000Z' })
    expect(await summary(driver)).toMatchObject({ activity: 'idle', blockedOn: 'delayed_until', queueDepth: 1 })
    const waiting = await driver.submit('wait')
    expect((await summary(driver)).blockedOn).toBeNull()
    await on.runtime.runs.cancel(tester, { runId: waiting })
    await driver.settled(waiting)
    expect((await summary(driver)).blockedOn).toBe('delayed_until')
  })

  it('[S9] the first reason is named: crashed before paused, paused before the clock', async () => {
    const driver = await SessionDriver.on(on)
    await driver.submit('later', { runAt: '2026-01-01T01:00:00.000Z' })
    await on.runtime.sessions.pause(tester, driver.ref)
    expect((await summary(driver)).blockedOn).toBe('paused')
    await on.runtime.sessions.crash(tester, driver.ref)
    expect((await summary(driver)).blockedOn).toBe('crashed')
  })
})

describe('summary', () => {
  it('[S10] has what lists and live tables show, and nothing secret or large', async () => {
    const driver = await SessionDriver.on(on, { title: 'T', context: { a: 1 } })
    await driver.run('hello')
    const shown = await summary(driver)
    expect(shown).toMatchObject({
      id: driver.sessionId,
      title: 'T',
      status: 'active',
      state: 'awaiting_input',
      activity: 'idle',
      blockedOn: null,
      doneReason: 'completed',
      context: { a: 1 },
      archived: false,
      running: false,
      recoverable: false,
      queueDepth: 0,
      pendingPermissions: 0,
      usage: { inputTokens: 0, costUsd: 0 },
      createdAt: '2026-01-01T00:00:00.000Z',
      lastActivityAt: '2026-01-01T00:00:00.000Z',
    })
    for (const hidden of ['policy', 'limits', 'runtimeMetadata', 'projectId']) expect(shown).not.toHaveProperty(hidden)
  })
})

describe('list', () => {
  it('[S11] hides empty and archived sessions unless asked', async () => {
    const empty = await SessionDriver.on(on, { tag: 'nightly' })
    await on.runtime.sessions.update(tester, { ...empty.ref, title: 'Bookkeeping only' })
    await on.runtime.sessions.pause(tester, empty.ref)
    const used = await SessionDriver.on(on)
    await used.run('hello')
    const archived = await SessionDriver.on(on)
    await archived.run('hello')
    await on.runtime.sessions.archive(tester, archived.ref)
    expect(await list()).toEqual([used.sessionId])
    expect(new Set(await list({ empty: true }))).toEqual(new Set([used.sessionId, empty.sessionId]))
    expect(new Set(await list({ archived: true }))).toEqual(new Set([used.sessionId, archived.sessionId]))
    expect(await list({ archived: true, empty: true })).toHaveLength(3)
  })

  it('[S11] being forked from does not make an empty session look used', async () => {
    const empty = await SessionDriver.on(on)
    await on.runtime.sessions.fork(tester, empty.ref)
    expect(await list()).toEqual([])
  })

  it('[S11] a queued run is not nothing, and a running session always shows', async () => {
    const queued = await SessionDriver.on(on)
    await on.runtime.sessions.pause(tester, queued.ref)
    await queued.submit('waits')
    on.clock.advance(1)
    const running = await SessionDriver.on(on)
    await running.submit('wait')
    expect(await list()).toEqual([running.sessionId, queued.sessionId])
  })

  it('[S11] newest activity first, by keyset cursor, without a gap or a repetition', async () => {
    const ids: string[] = []
    for (let count = 0; count < 7; count += 1) {
      const driver = await SessionDriver.on(on)
      await driver.run('hello')
      ids.unshift(driver.sessionId)
      on.clock.advance(count % 2)
    }
    const pages: string[][] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<TestRuntime['runtime']['sessions']['list']>> = await on.runtime.sessions.list(
        tester,
        cursor === null ? { limit: 3 } : { limit: 3, cursor },
      )
      pages.push(page.items.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(pages.map(({ length }) => length)).toEqual([3, 3, 1])
    expect(new Set(pages.flat())).toEqual(new Set(ids))
    const times = await Promise.all(
      pages.flat().map(async (id) => (await on.runtime.sessions.get(tester, { sessionId: id })).lastActivityAt),
    )
    expect(times).toEqual(times.toSorted().reverse())
    expect((await refusal(on.runtime.sessions.list(tester, { cursor: 'made-up' }))).code).toBe('BAD_CURSOR')
  })

  it('[S11] filters by every field, alone and together', async () => {
    await on.runtime.agents.register(tester, { id: 'second', runner: 'test' })
    const one = await SessionDriver.on(on, {
      sessionType: 'task',
      labels: ['red', 'big'],
      title: 'Über Äpfel',
      tag: 't1',
    })
    await one.run('hello')
    on.clock.advance(60_000)
    const two = await SessionDriver.on(on, { agentId: 'second', labels: ['red'], title: 'Pears' })
    await two.submit('wait')
    const child = (await on.runtime.sessions.fork(tester, one.ref)).id
    const minute = '2026-01-01T00:00:30.000Z'
    const found: [Parameters<typeof list>[0], string[]][] = [
      [{ agentId: 'second' }, [two.sessionId]],
      [{ status: 'active', type: 'task' }, [child, one.sessionId]],
      [{ state: 'running' }, [two.sessionId]],
      [{ activity: 'running' }, [two.sessionId]],
      [{ label: 'red', type: 'task' }, [one.sessionId]],
      [{ label: 'big' }, [one.sessionId]],
      [{ tag: 't1' }, [one.sessionId]],
      [{ parentId: one.sessionId }, [child]],
      [{ text: 'üBER ä', label: 'red' }, [one.sessionId]],
      [{ text: 'pear' }, [two.sessionId]],
      [{ text: 'hell' }, [child, one.sessionId]],
      [{ text: 'wait pears' }, [two.sessionId]],
      [{ text: '%' }, []],
      [{ createdBefore: minute }, [one.sessionId]],
      [{ createdAfter: minute, agentId: 'second' }, [two.sessionId]],
      [{ activeAfter: minute, agentId: 'test', parentId: one.sessionId }, [child]],
      [{ status: 'completed' }, []],
    ]
    for (const [filter, ids] of found) expect([filter, new Set(await list(filter))]).toEqual([filter, new Set(ids)])
  })

  it('[X1] shows nothing of other projects', async () => {
    await (await SessionDriver.on(on)).run('hello')
    const stranger = { ...tester, projectId: 'other' }
    expect((await on.runtime.sessions.list(stranger, { empty: true, archived: true })).items).toEqual([])
  })
})

describe('metrics', () => {
  it('[S14] count runs by outcome, time, tools and permission wait, the executing run included', async () => {
    const driver = await SessionDriver.on(on)
    on.clock.advance(10_000)
    await driver.submit('asks')
    const { data } = await driver.until('permission.requested')
    on.clock.advance(4_000)
    await on.runtime.permissions.answer(tester, { permissionId: data.permissionId, option: 'reject_once' })
    await driver.until('run.completed')
    const waiting = await driver.submit('wait')
    const queued = await driver.submit('next')
    await on.runtime.runs.cancel(tester, { runId: queued })
    on.clock.advance(5_000)
    const whileRunning = await on.runtime.sessions.metrics(tester, driver.ref)
    expect(whileRunning).toEqual({
      sessionId: driver.sessionId,
      activeMs: 9_000,
      idleMs: 10_000,
      runs: { queued: 0, running: 1, completed: 1, failed: 0, cancelled: 1, timed_out: 0 },
      toolCalls: 1,
      toolFailures: 1,
      permissionWaitMs: 4_000,
      usage: (await driver.session()).usage,
    })
    await on.runtime.runs.cancel(tester, { runId: waiting })
    await driver.settled(waiting)
    await quiet()
    expect(await on.runtime.sessions.metrics(tester, driver.ref)).toMatchObject({ activeMs: 9_000, idleMs: 10_000 })
  })
})

import { blockedOn, blocked as blockedSchema } from '@sojourn/contract/blocked'
import { SojournError } from '@sojourn/contract/error'
import { afterEach, describe, expect, it } from 'vitest'
import { CrashSite } from '../src/testing/crash-site.ts'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, SessionDriver } from '../src/testing/session-driver.ts'
import { startTestRuntime, type TestRuntime, tester } from '../src/testing/test-runtime.ts'

const start = '2026-01-01T00:00:00.000Z'
let on: TestRuntime

const open = async (options: Parameters<typeof startTestRuntime>[0] = {}) => {
  const runner = new ScriptedTurns()
    .on('wait', untilAborted)
    .on('passing', () => {
      throw new SojournError('RUNNER_CRASHED', 'The model was away.')
    })
    .on('ask', async (turn) => {
      await turn.ask({ prompt: 'Which?', schema: {} })
    })
    .on('write', async (turn) => {
      const call = { toolId: 'fs', operation: 'write', toolInput: {} }
      const calls = ['c1', 'c2'].map((toolCallId) => turn.requestPermission({ ...call, toolCallId }))
      await Promise.all(calls)
    })
  on = await startTestRuntime({ runner, ...options })
  return SessionDriver.on(on)
}
afterEach(() => on.runtime.shutdown())

/** What get, summary and list say, which must agree. */
const blockedOf = async (driver: SessionDriver) => {
  const session = await driver.session()
  const { items } = await driver.runtime.sessions.list(tester, { archived: true, empty: true })
  expect((await driver.runtime.sessions.summary(tester, driver.ref)).blocked).toEqual(session.blocked)
  expect(items.find(({ id }) => id === driver.sessionId)?.blocked).toEqual(session.blocked)
  expect(session.blockedOn).toBe(session.blocked?.reason ?? null)
  if (session.blocked) expect(blockedSchema.parse(session.blocked)).toEqual(session.blocked)
  return session.blocked
}

describe('what keeps the next run', () => {
  it('[S9] a permission: the oldest request, the call, how many others, and when it expires', async () => {
    const driver = await open()
    const runId = await driver.submit('write')
    await driver.until('permission.requested', 2)
    const { items } = await driver.runtime.permissions.list(tester, driver.ref)
    const [first, second] = ['c1', 'c2'].map((call) => items.find(({ toolCallId }) => toolCallId === call))
    expect(await blockedOf(driver)).toEqual({
      reason: 'permission',
      since: start,
      until: '2026-01-01T00:05:00.000Z',
      runId,
      permissionId: first?.id,
      toolCallId: 'c1',
      toolId: 'fs',
      operation: 'write',
      others: 1,
    })
    await driver.runtime.permissions.answer(tester, { permissionId: first?.id ?? '', option: 'allow_once' })
    expect(await blockedOf(driver)).toMatchObject({ permissionId: second?.id, toolCallId: 'c2', others: 0 })
  })

  it('[S9] a question', async () => {
    const driver = await open()
    const runId = await driver.submit('ask')
    const { data } = await driver.until('question.asked')
    const { questionId } = data
    const until = '2026-01-01T00:05:00.000Z'
    expect(await blockedOf(driver)).toEqual({ reason: 'question', since: start, until, runId, questionId, others: 0 })
  })

  it('[S9] a pause or the archive: since then, or since there is something to hold', async () => {
    const driver = await open()
    await driver.runtime.sessions.pause(tester, driver.ref)
    expect(await blockedOf(driver)).toBeNull()
    on.clock.advance(1_000)
    const runId = await driver.submit('later')
    const held = { reason: 'paused', since: '2026-01-01T00:00:01.000Z', until: null, runId }
    expect(await blockedOf(driver)).toEqual({ ...held, archived: false })
    on.clock.advance(1_000)
    await driver.runtime.sessions.archive(tester, driver.ref)
    expect(await blockedOf(driver)).toEqual({ ...held, since: '2026-01-01T00:00:02.000Z', archived: true })
  })

  it('[S9] a crash: since then, whether runs wait or not', async () => {
    const driver = await open()
    on.clock.advance(3_000)
    await driver.runtime.sessions.crash(tester, driver.ref)
    expect(await blockedOf(driver)).toEqual({ reason: 'crashed', since: '2026-01-01T00:00:03.000Z', until: null })
  })

  it('[S9] time: until when, of the run that is due first, and which attempt a retry is', async () => {
    const driver = await open({ retryBackoffMs: 60_000 })
    await driver.submit('much later', { runAt: '2026-01-01T02:00:00.000Z' })
    const delayed = await driver.submit('later', { runAt: '2026-01-01T01:00:00.000Z' })
    const until = '2026-01-01T01:00:00.000Z'
    expect(await blockedOf(driver)).toEqual({ reason: 'delayed_until', since: start, until, runId: delayed })
    on.clock.advance(5_000)
    const runId = await driver.submit('passing')
    await driver.until('run.requeued')
    const retry = { since: '2026-01-01T00:00:05.000Z', until: '2026-01-01T00:01:05.000Z', runId, attempt: 2 }
    expect(await blockedOf(driver)).toEqual({ reason: 'retry_at', ...retry })
  })

  it('[S9] a limit of the host: the place in the line and who holds the places', async () => {
    const first = await open({ host: { type: 'local', hostId: 'host-1', maxActiveRuns: 1 } })
    const [second, third] = [await SessionDriver.on(on), await SessionDriver.on(on)]
    const active = await first.submit('wait')
    await quiet()
    expect(await blockedOf(first)).toBeNull()
    on.clock.advance(2_000)
    const runId = await second.submit('wait')
    await third.submit('wait')
    const host = { reason: 'concurrency', limitOf: 'host', maxActiveRuns: 1, heldBy: [first.sessionId], until: null }
    expect(await blockedOf(second)).toEqual({ ...host, since: '2026-01-01T00:00:02.000Z', runId, position: 1 })
    expect(await blockedOf(third)).toMatchObject({ ...host, position: 2 })
    await on.runtime.runs.cancel(tester, { runId: active })
    await first.settled(active)
    await quiet()
    expect(await blockedOf(second)).toBeNull()
    expect(await blockedOf(third)).toMatchObject({ position: 1, heldBy: [second.sessionId] })
  })

  it('[S9] a limit of the agent: only those count that want the same', async () => {
    await open()
    await on.runtime.agents.register(tester, { id: 'narrow', runner: 'test', limits: { maxActiveRuns: 1 } })
    const drivers = await Promise.all([1, 2, 3].map(() => SessionDriver.on(on, { agentId: 'narrow' })))
    for (const driver of drivers) await driver.submit('wait')
    const [holder, , last] = drivers
    if (!holder || !last) throw new Error('No sessions')
    expect(await blockedOf(last)).toMatchObject({
      reason: 'concurrency',
      limitOf: 'agent',
      maxActiveRuns: 1,
      position: 2,
      heldBy: [holder.sessionId],
    })
  })

  it('[S9] [X1] a limit of the host: sessions of another project are not named', async () => {
    const first = await open({ host: { type: 'local', hostId: 'host-1', maxActiveRuns: 1 } })
    await first.submit('wait')
    const stranger = { ...tester, projectId: 'other' }
    await on.runtime.agents.register(stranger, { id: 'test', runner: 'test' })
    const { id: sessionId } = await on.runtime.sessions.create(stranger, {})
    await on.runtime.runs.submit(stranger, { sessionId, input: { text: 'wait' } })
    const { blocked } = await on.runtime.sessions.get(stranger, { sessionId })
    expect(blocked).toMatchObject({ reason: 'concurrency', heldBy: [] })
  })

  it('[S9] no agent, or no runner for it', async () => {
    const driver = await open()
    await on.runtime.agents.remove(tester, { agentId: 'test', force: true })
    const runId = await driver.submit('anything')
    const gone = { reason: 'no_runner', since: start, until: null, runId, agentId: 'test', runner: null }
    expect(await blockedOf(driver)).toEqual(gone)
  })

  it('[S9] a call in doubt, also of a session that is not loaded', async () => {
    const site = await CrashSite.open({
      session: { policy: { recovery: 'manual' } },
      play: async (turn, at) => {
        await at.tool(turn, 'write', { effect: 'write', after: () => at.dies() })
      },
    })
    await site.untilDying()
    const driver = await site.crashAndRestart()
    on = driver.on
    const { toolCallId } = (await driver.runtime.toolCalls.list(tester, driver.ref)).items[0] ?? {}
    const before = await blockedOf(driver)
    expect(before).toMatchObject({ reason: 'in_doubt', runId: site.runId, toolCallId, others: 0, until: null })
    on.clock.advance(3_600_000)
    await quiet()
    expect(on.runtime.system.info().loadedSessions).toBe(0)
    expect(await blockedOf(driver)).toEqual(before)
  })

  it('[S9] every reason is one that a session can say', () => {
    expect(blockedOn.options).toEqual(blockedSchema.options.map((option) => option.shape.reason.value))
  })
})

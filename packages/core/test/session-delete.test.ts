import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, refusal, SessionDriver } from '../src/testing/session-driver.ts'
import { startTestRuntime, type TestRuntime, tester } from '../src/testing/test-runtime.ts'

let on: TestRuntime

beforeEach(async () => {
  const runner = new ScriptedTurns()
    .on('wait', untilAborted)
    .on('stubborn', () => new Promise<void>(() => {}))
    .on('work', async (turn) => {
      await turn.say('Said')
      await turn.saveCheckpoint({ a: 1 })
      await turn.tool({ toolCallId: 'call', toolId: 'fs', operation: 'get', toolInput: {} }, async () => ({
        result: 1,
      }))
      await turn.usage({ inputTokens: 1 })
    })
    .on('asks', async (turn) => {
      await turn.tool({ toolCallId: 'asked', toolId: 'fs', operation: 'write', toolInput: {} }, async () => ({
        result: 1,
      }))
    })
  on = await startTestRuntime({ runner })
})
afterEach(() => on.runtime.shutdown())

const remove = (driver: SessionDriver, force?: boolean) =>
  driver.runtime.sessions.delete(tester, force === undefined ? driver.ref : { ...driver.ref, force })

describe('delete', () => {
  it('[S12] [Trap 11] removes row, log, runs, checkpoints, tool calls, requests, rules and tags', async () => {
    const driver = await SessionDriver.on(on, { tag: 'nightly' })
    const { id: runId } = await driver.run('work')
    const [checkpoint] = (await on.runtime.checkpoints.list(tester, driver.ref)).items
    await on.runtime.permissions.addRule(tester, {
      scope: 'session',
      ...driver.ref,
      toolId: '*',
      operation: '*',
      decision: 'allow',
    })
    const { lastSeq } = await driver.session()
    expect(await remove(driver)).toEqual({ id: driver.sessionId, deleted: true, seq: lastSeq })
    expect(await driver.events()).toEqual([])
    const { runtime } = on
    const gone = await Promise.all([
      refusal(runtime.sessions.get(tester, driver.ref)),
      refusal(runtime.runs.get(tester, { runId })),
      refusal(runtime.checkpoints.get(tester, { checkpointId: checkpoint?.id ?? '' })),
      refusal(runtime.sessions.resolve(tester, { tag: 'nightly' })),
      refusal(runtime.toolCalls.settle(tester, { toolCallId: 'call', happened: 'yes' })),
      refusal(remove(driver)),
    ])
    expect(gone.map(({ code }) => code)).toEqual([
      'SESSION_NOT_FOUND',
      'RUN_NOT_FOUND',
      'CHECKPOINT_NOT_FOUND',
      'SESSION_NOT_FOUND',
      'TOOL_CALL_NOT_FOUND',
      'SESSION_NOT_FOUND',
    ])
    expect((await runtime.permissions.rules(tester, {})).items).toEqual([])
    expect((await runtime.sessions.list(tester, { empty: true, archived: true })).items).toEqual([])
  })

  it('[S12] is refused while a run executes, and cancels nothing then', async () => {
    const driver = await SessionDriver.on(on)
    await driver.submit('wait')
    await driver.submit('next')
    await driver.refused(() => remove(driver), 'SESSION_RUNNING')
  })

  it('[S12] [R5] with force the run and the queue are cancelled first, and whoever waits for them hears of it', async () => {
    const driver = await SessionDriver.on(on)
    const runs = [await driver.submit('wait'), await driver.submit('next')]
    const settled = Promise.all(runs.map((runId) => driver.settled(runId)))
    await remove(driver, true)
    expect((await settled).map(({ status }) => status)).toEqual(['cancelled', 'cancelled'])
    expect(on.runner.turns.map(({ text }) => text)).toEqual(['wait'])
    expect(on.runtime.system.info()).toMatchObject({ activeRuns: 0, loadedSessions: 0 })
  })

  it('[S12] [R6] with force a runner that ignores its signal is given its grace and left behind', async () => {
    const driver = await SessionDriver.on(on)
    await driver.submit('stubborn')
    const removed = remove(driver, true)
    await driver.until('session.state_changed', 2)
    on.clock.advance(5_000)
    expect(await removed).toMatchObject({ deleted: true })
    expect(await driver.events()).toEqual([])
  })

  it('[S12] [P3] a pending request is cancelled by a forced delete', async () => {
    const driver = await SessionDriver.on(on)
    const heard: unknown[] = []
    await driver.submit('asks')
    await driver.until('permission.requested')
    on.runner.turns[0]?.signal.addEventListener('abort', () => heard.push('aborted'))
    await remove(driver, true)
    expect(heard).toEqual(['aborted'])
    expect((await on.runtime.permissions.list(tester, {})).items).toEqual([])
  })

  it('[S12] input that comes while a session is being deleted keeps nothing alive', async () => {
    const driver = await SessionDriver.on(on)
    await driver.submit('wait')
    const late: Promise<unknown>[] = []
    const removed = remove(driver, true)
    for (let turn = 0; turn < 8; turn += 1) {
      late.push(driver.submit('wait').catch(({ code }) => code))
      await quiet(1)
    }
    await removed
    await Promise.all(late)
    await quiet()
    expect(on.runtime.system.info()).toMatchObject({ activeRuns: 0, loadedSessions: 0 })
    expect(on.runner.turns.every(({ signal }) => signal.aborted)).toBe(true)
    expect(await driver.events()).toEqual([])
    expect(on.log.lines.filter(({ level }) => level === 'error')).toEqual([])
  })

  it('[S12] children of a deleted parent stay whole', async () => {
    const parent = await SessionDriver.on(on)
    await parent.run('work')
    const child = new SessionDriver(on, (await on.runtime.sessions.fork(tester, parent.ref)).id)
    const before = await child.everything()
    await remove(parent)
    expect(await child.everything()).toEqual(before)
    expect(await child.session()).toMatchObject({ parentId: parent.sessionId })
    expect((await child.run('work')).status).toBe('completed')
  })

  it('[X1] a session of another project cannot be deleted and is 404', async () => {
    const driver = await SessionDriver.on(on)
    const stranger = { ...tester, projectId: 'other' }
    await driver.refused(() => on.runtime.sessions.delete(stranger, driver.ref), 'SESSION_NOT_FOUND')
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

let driver: SessionDriver
let finish: () => void

beforeEach(async () => {
  const gate = Promise.withResolvers<void>()
  finish = gate.resolve
  const runner = new ScriptedTurns().on('wait', untilAborted).on('gate', () => gate.promise)
  driver = await SessionDriver.open({ runner })
})
afterEach(() => driver.runtime.shutdown())

const sessions = () => driver.runtime.sessions

describe('a paused session', () => {
  it('[S4] lets the executing run finish, starts nothing new, admits input, and goes on when resumed', async () => {
    const first = await driver.submit('gate')
    await sessions().pause(tester, driver.ref)
    const second = await driver.submit('second')
    finish()
    expect((await driver.settled(first)).status).toBe('completed')
    await quiet()
    expect(await driver.queue()).toEqual([second])
    expect(await driver.session()).toMatchObject({
      status: 'paused',
      state: 'awaiting_input',
      activity: 'idle',
      blockedOn: 'paused',
      queueDepth: 1,
    })
    await sessions().resume(tester, driver.ref)
    expect((await driver.settled(second)).status).toBe('completed')
    expect((await driver.session()).blockedOn).toBeNull()
  })

  it('[S4] without input a paused session waits for nothing', async () => {
    expect((await sessions().pause(tester, driver.ref)).blockedOn).toBeNull()
  })
})

describe('a session that takes no input', () => {
  const submit = (strategy: 'enqueue' | 'reject' | 'interrupt') => () => driver.submit('more', { strategy })
  const everyWay = async (code: Parameters<SessionDriver['refused']>[1]) => {
    for (const strategy of ['enqueue', 'reject', 'interrupt'] as const) await driver.refused(submit(strategy), code)
    for (const text of ['/compact', '/status']) await driver.refused(() => driver.submit(text), code)
    await driver.refused(() => sessions().compact(tester, driver.ref), code)
  }

  it('[S5] completed: refused with SESSION_COMPLETED until it is resumed', async () => {
    await sessions().complete(tester, driver.ref)
    await everyWay('SESSION_COMPLETED')
    await sessions().resume(tester, driver.ref)
    expect((await driver.run('more')).status).toBe('completed')
  })

  it('[S5] archived: refused with SESSION_ARCHIVED until it is unarchived', async () => {
    await sessions().archive(tester, driver.ref)
    await everyWay('SESSION_ARCHIVED')
    await sessions().unarchive(tester, driver.ref)
    expect((await driver.run('more')).status).toBe('completed')
  })

  it('[S5] crashed: refused with SESSION_CRASHED until it is recovered', async () => {
    await sessions().crash(tester, { ...driver.ref, reason: 'it smells' })
    expect(await sessions().summary(tester, driver.ref)).toMatchObject({ recoverable: true, blockedOn: 'crashed' })
    await everyWay('SESSION_CRASHED')
    await sessions().recover(tester, { ...driver.ref, strategy: 'abandon' })
    expect((await driver.run('more')).status).toBe('completed')
  })

  it('[S5] an archived session says so first, whatever else it is', async () => {
    await sessions().complete(tester, driver.ref)
    await sessions().archive(tester, driver.ref)
    await driver.refused(submit('enqueue'), 'SESSION_ARCHIVED')
  })
})

describe('complete', () => {
  it('[S6] refuses while a run executes, also with cancelQueued', async () => {
    await driver.submit('wait')
    await driver.refused(() => sessions().complete(tester, driver.ref), 'SESSION_HAS_WORK')
    const both = () => sessions().complete(tester, { ...driver.ref, cancelQueued: true })
    await driver.refused(both, 'SESSION_HAS_WORK')
  })

  it('[S6] refuses while runs wait, and cancels them when asked', async () => {
    await sessions().pause(tester, driver.ref)
    const waiting = [await driver.submit('one'), await driver.submit('two')]
    await driver.refused(() => sessions().complete(tester, driver.ref), 'SESSION_HAS_WORK')
    const completed = await sessions().complete(tester, { ...driver.ref, cancelQueued: true, reason: 'enough' })
    expect(completed).toMatchObject({ status: 'completed', queueDepth: 0 })
    for (const runId of waiting) {
      expect(await driver.settled(runId)).toMatchObject({ status: 'cancelled', by: 'tester', attempt: 0 })
    }
    expect(driver.on.runner.turns).toEqual([])
  })

  it('[S6] one event order: the queue ends before the session does', async () => {
    await sessions().pause(tester, driver.ref)
    await driver.submit('one')
    await sessions().complete(tester, { ...driver.ref, cancelQueued: true })
    expect((await driver.types()).slice(-2)).toEqual(['run.cancelled', 'session.status_changed'])
  })
})

describe('archive', () => {
  it('[S5] is refused while a run executes; doing it twice changes nothing', async () => {
    const runId = await driver.submit('wait')
    await driver.refused(() => sessions().archive(tester, driver.ref), 'SESSION_RUNNING')
    await driver.runtime.runs.cancel(tester, { runId })
    await driver.settled(runId)
    expect((await sessions().archive(tester, driver.ref)).archivedAt).toBe('2026-01-01T00:00:00.000Z')
    await driver.unchanged(() => sessions().archive(tester, driver.ref))
    await sessions().unarchive(tester, driver.ref)
    await driver.unchanged(() => sessions().unarchive(tester, driver.ref))
  })

  it('[S5] [S9] holds the queue like a pause, and says so', async () => {
    await driver.submit('later', { runAt: '2026-01-01T00:01:00.000Z' })
    expect((await sessions().archive(tester, driver.ref)).blockedOn).toBe('paused')
    driver.clock.advance(120_000)
    await quiet()
    expect(driver.on.runner.turns).toEqual([])
    await sessions().unarchive(tester, driver.ref)
    await driver.until('run.completed')
  })
})

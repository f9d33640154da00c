import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { refusal, SessionDriver } from '../src/testing/session-driver.ts'
import { startTestRuntime, tester } from '../src/testing/test-runtime.ts'

let driver: SessionDriver

beforeEach(async () => {
  driver = await SessionDriver.open({ runner: new ScriptedTurns().on('wait', untilAborted) })
})
afterEach(() => driver.runtime.shutdown())

const runs = () => driver.runtime.runs
const pause = () => driver.runtime.sessions.pause(tester, driver.ref)
const texts = async () =>
  (await runs().list(tester, { ...driver.ref, status: 'queued' })).items.map(
    ({ input }) => 'text' in input && input.text,
  )

const fill = async (...names: string[]) => {
  await pause()
  const ids: Record<string, string> = {}
  for (const name of names) ids[name] = await driver.submit(name)
  return (name: string) => ids[name] ?? ''
}

describe('editing the queue', () => {
  it('[R9] an edit changes what it names and grows the version', async () => {
    const idOf = await fill('a')
    const edited = await runs().edit(tester, {
      runId: idOf('a'),
      version: 1,
      input: { text: 'b' },
      runAt: '2026-02-01T00:00:00.000Z',
      timeoutMs: 5,
      metadata: { m: 1 },
    })
    expect(edited).toMatchObject({ version: 2, input: { text: 'b' }, timeoutMs: 5, metadata: { m: 1 }, position: 1 })
    const cleared = await runs().edit(tester, { runId: idOf('a'), version: 2, runAt: null, timeoutMs: null })
    expect(cleared).toMatchObject({ version: 3, runAt: null, timeoutMs: null, input: { text: 'b' } })
    expect((await driver.eventsOfType('run.edited')).map(({ data }) => data)).toEqual([
      {
        version: 2,
        input: { text: 'b' },
        runAt: '2026-02-01T00:00:00.000Z',
        timeoutMs: 5,
        metadata: { m: 1 },
        by: 'tester',
      },
      { version: 3, runAt: null, timeoutMs: null, by: 'tester' },
    ])
  })

  it('[R9] an edit that names another version than the current one is refused', async () => {
    const idOf = await fill('a', 'b')
    await runs().edit(tester, { runId: idOf('a'), version: 1, input: { text: 'c' } })
    const edit = () => runs().edit(tester, { runId: idOf('a'), version: 1, input: { text: 'd' } })
    expect(await driver.refused(edit, 'VERSION_MISMATCH')).toMatchObject({ meta: { version: 2 } })
    const move = () => runs().move(tester, { runId: idOf('a'), version: 1, position: 2 })
    await driver.refused(move, 'VERSION_MISMATCH')
  })

  it('[R9] an edit to what is so already changes nothing', async () => {
    const idOf = await fill('a')
    const edit = (change: object) => () => runs().edit(tester, { runId: idOf('a'), version: 1, ...change })
    await driver.unchanged(edit({}))
    await driver.unchanged(edit({ input: { text: 'a' }, runAt: null, timeoutMs: null, metadata: {} }))
  })

  it('[R9] a queued run cannot become /terminate, which never queues', async () => {
    const idOf = await fill('a')
    const edit = () => runs().edit(tester, { runId: idOf('a'), version: 1, input: { text: ' /terminate ' } })
    expect(await driver.refused(edit, 'VALIDATION_FAILED')).toMatchObject({ issues: [{ path: 'input' }] })
  })

  it('[R9] [R12] an edit may make a delayed run due at once', async () => {
    const runId = await driver.submit('later', { runAt: '2026-02-01T00:00:00.000Z' })
    await runs().edit(tester, { runId, version: 1, runAt: null })
    expect((await driver.settled(runId)).status).toBe('completed')
  })

  it('[R9] a run that executes or has ended can be neither edited nor moved', async () => {
    const executing = await driver.submit('wait')
    for (const change of [
      () => runs().edit(tester, { runId: executing, version: 1, input: { text: 'x' } }),
      () => runs().move(tester, { runId: executing, version: 1, position: 1 }),
    ]) {
      await driver.refused(change, 'RUN_NOT_QUEUED')
    }
    await runs().cancel(tester, { runId: executing })
    await driver.settled(executing)
    const late = () => runs().edit(tester, { runId: executing, version: 1, input: { text: 'x' } })
    await driver.refused(late, 'RUN_NOT_QUEUED')
  })

  it('[R9] unknown runs are 404', async () => {
    const edit = runs().edit(tester, { runId: 'nobody', version: 1 })
    const move = runs().move(tester, { runId: 'nobody', version: 1, position: 1 })
    expect([(await refusal(edit)).code, (await refusal(move)).code]).toEqual(['RUN_NOT_FOUND', 'RUN_NOT_FOUND'])
  })

  it('[R9] moving puts a run at the place asked for, at the end when that is further', async () => {
    const idOf = await fill('a', 'b', 'c', 'd')
    const moved = await runs().move(tester, { runId: idOf('d'), version: 1, position: 2 })
    expect(moved).toMatchObject({ status: 'queued', position: 2, version: 2 })
    expect(await texts()).toEqual(['a', 'd', 'b', 'c'])
    await runs().move(tester, { runId: idOf('a'), version: 1, position: 99 })
    expect(await texts()).toEqual(['d', 'b', 'c', 'a'])
    await runs().move(tester, { runId: idOf('c'), version: 1, position: 1 })
    expect(await texts()).toEqual(['c', 'd', 'b', 'a'])
    await driver.unchanged(() => runs().move(tester, { runId: idOf('d'), version: 2, position: 2 }))
    expect((await driver.eventsOfType('run.moved')).map(({ data }) => data.position)).toEqual([2, 4, 1])
  })

  it('[R9] the order holds however often runs are moved between the same neighbours, also after a restart', async () => {
    const idOf = await fill('a', 'b', 'c')
    const names = ['b', 'c']
    for (let version = 1; version <= 80; version += 1) {
      // The last run goes before the other one, again and again: the room between their keys halves each time.
      const last = names.pop() ?? ''
      names.unshift(last)
      await runs().move(tester, { runId: idOf(last), version: Math.ceil(version / 2), position: 2 })
      expect(await texts()).toEqual(['a', ...names])
    }
    const stored = await driver.on.store.loadSession({ projectId: 'default', id: driver.sessionId })
    const orders = stored?.runs.map(({ queueOrder }) => queueOrder) ?? []
    expect(new Set(orders).size).toBe(3)
    const again = await startTestRuntime({ store: driver.on.store })
    await again.runtime.sessions.resume(tester, driver.ref)
    const other = new SessionDriver(again, driver.sessionId)
    await other.until('run.completed', 3)
    expect(again.runner.turns.map(({ text }) => text)).toEqual(['a', ...names])
    await again.runtime.shutdown()
  })

  it('[R9] listing shows the queue in its order and everything else newest first', async () => {
    const done = await driver.run('done')
    driver.clock.advance(1)
    const idOf = await fill('a', 'b')
    await runs().move(tester, { runId: idOf('b'), version: 1, position: 1 })
    const queued = await runs().list(tester, { ...driver.ref, status: 'queued' })
    expect(queued.items).toMatchObject([
      { id: idOf('b'), position: 1 },
      { id: idOf('a'), position: 2 },
    ])
    const all = (await runs().list(tester, driver.ref)).items.map(({ id }) => id)
    expect(all).toHaveLength(3)
    expect(all.at(-1)).toBe(done.id)
    const first = await runs().list(tester, { ...driver.ref, limit: 2 })
    const rest = await runs().list(tester, { ...driver.ref, limit: 2, cursor: first.nextCursor ?? '' })
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(all)
    expect(rest.nextCursor).toBeNull()
  })
})

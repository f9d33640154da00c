import { describe, expect, it } from 'vitest'
import { MemoryStore } from '../src/store/memory-store.ts'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet } from '../src/testing/session-driver.ts'
import { StoreLink } from '../src/testing/store-link.ts'
import { startTestRuntime, type TestRuntime, tester } from '../src/testing/test-runtime.ts'

const day = 86_400_000
const hour = 3_600_000

const start = (maintenance: object, options: Parameters<typeof startTestRuntime>[0] = {}) =>
  startTestRuntime({ runner: new ScriptedTurns().on('hold', untilAborted), maintenance, ...options })

const make = async ({ runtime }: TestRuntime, id: string, text = 'hi'): Promise<void> => {
  await runtime.sessions.create(tester, { id })
  if (text === 'hold') await runtime.runs.submit(tester, { sessionId: id, input: { text } })
  else await runtime.runs.execute(tester, { sessionId: id, input: { text } })
}

/** Turns the clock, an hour at a time, so that passes begin and end. */
const wait = async ({ clock }: TestRuntime, ms: number): Promise<void> => {
  for (let passed = 0; passed < ms; passed += hour) {
    clock.advance(hour)
    await quiet(40)
  }
}

const idsOf = async ({ runtime }: TestRuntime, archived: boolean): Promise<string[]> => {
  const { items } = await runtime.sessions.list(tester, { empty: true, archived: true })
  return items
    .filter((item) => item.archived === archived)
    .map(({ id }) => id)
    .toSorted()
}

describe('maintenance', () => {
  it('[S15] is off by default: sessions stay as they are', async () => {
    const on = await start({})
    await make(on, 'old')
    await wait(on, 400 * day)
    expect(await idsOf(on, false)).toEqual(['old'])
    expect(on.runtime.system.maintenance()).toBeNull()
    await on.runtime.shutdown()
  })

  it('[S15] archives what is idle, not what executes, waits or was used', async () => {
    const on = await start({ archiveAfter: 'P2D' })
    await make(on, 'idle')
    await make(on, 'executing', 'hold')
    await make(on, 'waiting')
    await on.runtime.sessions.pause(tester, { sessionId: 'waiting' })
    await on.runtime.runs.submit(tester, { sessionId: 'waiting', input: { text: 'later' } })
    await wait(on, day)
    await make(on, 'used')
    await wait(on, 1.5 * day)
    expect(await idsOf(on, true)).toEqual(['idle'])
    expect(await idsOf(on, false)).toEqual(['executing', 'used', 'waiting'])
    expect(on.runtime.system.maintenance()).toMatchObject({ archived: 1, deleted: 0, failures: 0, archiveAfter: 'P2D' })
    const [archived] = (await on.eventsOf('idle')).filter(({ type }) => type === 'session.archived')
    expect(archived).toMatchObject({ source: 'operator' })
    await on.runtime.shutdown()
  })

  it('[S15] deletes what is archived or completed, with its folder, and nothing else', async () => {
    const removed: string[] = []
    const removeWorkspace = async (id: string) => void removed.push(id)
    const on = await start({ deleteAfter: 'P2D' }, { removeWorkspace })
    for (const id of ['archived', 'completed', 'open']) await make(on, id)
    await on.runtime.sessions.archive(tester, { sessionId: 'archived' })
    await on.runtime.sessions.complete(tester, { sessionId: 'completed' })
    await wait(on, 3 * day)
    expect([await idsOf(on, true), await idsOf(on, false)]).toEqual([[], ['open']])
    expect(removed.toSorted()).toEqual(['archived', 'completed'])
    expect(on.runtime.system.maintenance()).toMatchObject({ deleted: 2 })
    expect(on.log.lines).toContainEqual(
      expect.objectContaining({ level: 'info', fields: expect.objectContaining({ deleted: 2 }) }),
    )
    await on.runtime.shutdown()
  })

  it('[S15] forgets idempotency keys that no longer count', async () => {
    const on = await start({ archiveAfter: 'P1Y' })
    const call = { key: 'k', operation: 'x', input: {} }
    await on.runtime.once(tester, call, async () => 1)
    await wait(on, 2 * day)
    expect(on.runtime.system.maintenance()?.lastPass).toMatchObject({ expiredKeys: 0 })
    expect(await on.store.pruneKeys('9999')).toBe(0)
    await on.runtime.shutdown()
  })

  it('[S15] survives a store that fails: says so, waits longer each time, and does the rest afterwards', async () => {
    const link = new StoreLink(new MemoryStore())
    const on = await start({ archiveAfter: 'P1D' }, { store: link.store })
    await make(on, 'idle')
    await wait(on, day - hour)
    link.fail('listSessions', { times: 3 })
    on.clock.advance(hour)
    await quiet(40)
    const status = () => on.runtime.system.maintenance()
    expect(status()).toMatchObject({ failures: 1, lastError: { message: expect.any(String) } })
    expect(Date.parse(status()?.nextPassAt ?? '') - on.clock.now()).toBe(10_000)
    on.clock.advance(10_000)
    await quiet(40)
    expect(status()).toMatchObject({ failures: 2 })
    expect(Date.parse(status()?.nextPassAt ?? '') - on.clock.now()).toBe(20_000)
    await wait(on, 3 * hour)
    expect(status()).toMatchObject({ failures: 0, archived: 1 })
    expect(on.log.lines.filter(({ message }) => message.startsWith('Maintenance failed'))).toHaveLength(3)
    await on.runtime.shutdown()
  })

  it('[S12] a folder that cannot be removed is logged, and the session is deleted all the same', async () => {
    const on = await start({}, { removeWorkspace: () => Promise.reject(new Error('busy')) })
    await make(on, 'gone')
    await on.runtime.sessions.delete(tester, { sessionId: 'gone' })
    expect(await idsOf(on, false)).toEqual([])
    expect(on.log.lines).toContainEqual(expect.objectContaining({ level: 'error' }))
    await on.runtime.shutdown()
  })
})

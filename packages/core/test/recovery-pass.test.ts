import { describe, expect, it } from 'vitest'
import { MemoryStore } from '../src/store/memory-store.ts'
import { CountingIds } from '../src/testing/counting-ids.ts'
import { ManualClock } from '../src/testing/manual-clock.ts'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, SessionDriver } from '../src/testing/session-driver.ts'
import { StoreLink } from '../src/testing/store-link.ts'
import { startTestRuntime, tester } from '../src/testing/test-runtime.ts'

describe('the recovery pass', () => {
  const busy = async (store: MemoryStore, sessions: number) => {
    const link = new StoreLink(store)
    const runner = new ScriptedTurns().on('go', untilAborted)
    const on = await startTestRuntime({ store: link.store, runner, ids: new CountingIds('a') })
    const drivers = await Promise.all(Array.from({ length: sessions }, () => SessionDriver.on(on)))
    const runs = await Promise.all(drivers.map((driver) => driver.submit('go')))
    await quiet()
    link.cut()
    return { drivers, runs, clock: on.clock }
  }

  it('[C2] [Trap 5] makes every session good, however many', async () => {
    const store = new MemoryStore()
    const { runs } = await busy(store, 200)
    const on = await startTestRuntime({ store, ids: new CountingIds('b') })
    const settled = await Promise.all(runs.map((runId) => on.runtime.runs.await(tester, { runId })))
    expect(new Set(settled.map(({ status, attempt }) => `${status} ${attempt}`))).toEqual(new Set(['completed 2']))
    expect(await store.findUnfinished()).toEqual([])
  })

  it('[C2] [Trap 5] a session that cannot be recovered does not keep the others, and is tried again', async () => {
    const store = new MemoryStore()
    const { runs } = await busy(store, 3)
    const link = new StoreLink(store)
    link.fail('loadSession')
    link.fail('append')
    const clock = new ManualClock()
    const on = await startTestRuntime({ store: link.store, clock, ids: new CountingIds('b') })
    await quiet()
    for (let second = 0; second < 3; second += 1) {
      clock.advance(1_000)
      await quiet()
    }
    const settled = await Promise.all(runs.map((runId) => on.runtime.runs.await(tester, { runId })))
    expect(settled.map(({ status, attempt }) => `${status} ${attempt}`)).toEqual(Array(3).fill('completed 2'))
    expect(on.log.lines.filter(({ level }) => level === 'error').length).toBeGreaterThan(0)
  })

  it('[C2] [Trap 5] an answer that gets lost in the pass does not cost the next attempt its run', async () => {
    const store = new MemoryStore()
    const { runs } = await busy(store, 1)
    const link = new StoreLink(store)
    link.loseAnswerOfAppend()
    const clock = new ManualClock()
    const on = await startTestRuntime({ store: link.store, clock, ids: new CountingIds('b') })
    for (let second = 0; second < 5; second += 1) {
      clock.advance(1_000)
      await quiet()
    }
    expect(await on.runtime.runs.await(tester, { runId: runs[0] ?? '' })).toMatchObject({
      status: 'completed',
      attempt: 2,
    })
  })

  it('[C2] [B12] reads rows and open work, and nothing of a log in which nothing was being said', async () => {
    const store = new MemoryStore()
    await busy(store, 20)
    const link = new StoreLink(store)
    // Nobody starts anything here, so all reads are the pass's own.
    await startTestRuntime({ store: link.store, ids: new CountingIds('b'), host: { type: 'local', maxActiveRuns: 0 } })
    expect([link.calls('loadSession'), link.calls('readEvents')]).toEqual([20, 0])
  })
})

import { describe, expect, it } from 'vitest'
import type { Turn } from '../src/ports/runner.ts'
import { MemoryStore } from '../src/store/memory-store.ts'
import { CrashSite, expectWhole } from '../src/testing/crash-site.ts'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { quiet, SessionDriver } from '../src/testing/session-driver.ts'
import { StoreLink } from '../src/testing/store-link.ts'
import { tester } from '../src/testing/test-runtime.ts'

const open = async (plays: Record<string, (turn: Turn) => Promise<void>> = {}) => {
  const runner = new ScriptedTurns()
  for (const [text, play] of Object.entries(plays)) runner.on(text, play)
  const link = new StoreLink(new MemoryStore())
  const driver = await SessionDriver.open({ runner, store: link.store })
  return { driver, link, runner }
}

const checkpointsOf = async ({ runtime, ref }: SessionDriver) => (await runtime.checkpoints.list(tester, ref)).items

describe('checkpoints', () => {
  it('[C1] the newest is current; all stay in history, whoever saved them', async () => {
    const { driver } = await open({
      save: async (turn) => {
        await turn.saveCheckpoint({ step: 1 }, 'one')
        await turn.saveCheckpoint([2])
      },
    })
    const run = await driver.run('save')
    const { runtime, ref } = driver
    const byHand = await runtime.checkpoints.save(tester, { ...ref, data: 'three', label: 'mine' })
    const history = await checkpointsOf(driver)
    expect(history).toMatchObject([
      { data: 'three', label: 'mine', runId: null, size: 7 },
      { data: [2], label: null, runId: run.id, size: 3 },
      { data: { step: 1 }, label: 'one', runId: run.id, size: 10 },
    ])
    expect((await driver.session()).checkpointId).toBe(byHand.id)
    for (const { id, seq, data } of history) {
      expect(await runtime.checkpoints.get(tester, { checkpointId: id })).toMatchObject({ id, data })
      expect((await driver.events()).find((event) => event.seq === seq)).toMatchObject({
        type: 'checkpoint.saved',
        data: { checkpointId: id, data },
      })
    }
  })

  it('[C1] any JSON value is one, `null` and nothing among them', async () => {
    const { driver } = await open()
    for (const data of [null, 0, '', false, [], {}, { nested: [{ deep: null }] }]) {
      const { id } = await driver.runtime.checkpoints.save(tester, { ...driver.ref, data })
      expect((await driver.runtime.checkpoints.get(tester, { checkpointId: id })).data).toEqual(data)
    }
  })

  it('[C1] a patch sets it and clears it; history stays', async () => {
    const { driver } = await open()
    const { runtime, ref } = driver
    const set = await runtime.sessions.update(tester, { ...ref, checkpoint: { from: 'patch' } })
    expect(await checkpointsOf(driver)).toMatchObject([{ id: set.checkpointId, data: { from: 'patch' } }])
    const cleared = await runtime.sessions.update(tester, { ...ref, checkpoint: null })
    expect(cleared.checkpointId).toBeNull()
    expect(await checkpointsOf(driver)).toHaveLength(1)
    const { lastSeq } = await driver.session()
    await runtime.sessions.update(tester, { ...ref, checkpoint: null })
    expect((await driver.session()).lastSeq).toBe(lastSeq)
  })

  it('[C1] a run begins with the current one and knows whether it is its own', async () => {
    const seen: unknown[] = []
    const look = async ({ checkpoint, checkpointOfThisRun }: Turn) => void seen.push([checkpoint, checkpointOfThisRun])
    const { driver } = await open({
      look,
      save: async (turn) => {
        await look(turn)
        await turn.saveCheckpoint({ step: 1 })
        await look(turn)
      },
    })
    for (const text of ['save', 'look']) await driver.run(text)
    await driver.runtime.sessions.update(tester, { ...driver.ref, checkpoint: null })
    await driver.run('look')
    // What an attempt began with does not change while it executes.
    expect(seen).toEqual([
      [null, false],
      [null, false],
      [{ step: 1 }, false],
      [null, false],
    ])
  })

  it('[C1] [C2] after a crash the next attempt begins with the last one that was acknowledged', async () => {
    const seen: unknown[] = []
    const site = await CrashSite.open({
      play: async (turn, at) => {
        seen.push([turn.attempt, turn.checkpoint, turn.checkpointOfThisRun])
        if (at.host > 1) return
        await turn.saveCheckpoint({ step: 1 })
        await turn.saveCheckpoint({ step: 2 })
        at.link.hold('append')
        void turn.saveCheckpoint({ step: 3 })
        await at.dies()
      },
    })
    await site.untilDying()
    const driver = await site.crashAndRestart()
    await driver.settled(site.runId)
    expect(seen).toEqual([
      [1, null, false],
      [2, { step: 2 }, true],
    ])
    expect(await checkpointsOf(driver)).toHaveLength(2)
    await expectWhole(driver)
  })

  it('[C1] [X1] unknown ones, and those of another project, are 404', async () => {
    const { driver } = await open()
    const { id } = await driver.runtime.checkpoints.save(tester, { ...driver.ref, data: 1 })
    const foreign = { ...tester, projectId: 'other' }
    const { checkpoints } = driver.runtime
    const refused = { code: 'CHECKPOINT_NOT_FOUND' }
    await expect(checkpoints.get(tester, { checkpointId: 'unknown' })).rejects.toMatchObject(refused)
    await expect(checkpoints.get(foreign, { checkpointId: id })).rejects.toMatchObject(refused)
    await expect(checkpoints.list(foreign, driver.ref)).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
    await expect(checkpoints.save(foreign, { ...driver.ref, data: 2 })).rejects.toMatchObject({
      code: 'SESSION_NOT_FOUND',
    })
  })
})

describe('durable steps', () => {
  it('[C5] a finished step is not executed again by a later attempt: its result comes back', async () => {
    const results: unknown[] = []
    const site = await CrashSite.open({
      play: async (turn, at) => {
        const step = (key: string) => turn.step(key, async () => ({ key, time: at.effects.push(key) }))
        results.push([await step('a'), await step('b')])
        await at.dies()
        results.push(await step('c'))
      },
    })
    await site.untilDying()
    const driver = await site.crashAndRestart()
    await driver.settled(site.runId)
    const [a, b] = [
      { key: 'a', time: 1 },
      { key: 'b', time: 2 },
    ]
    expect(results).toEqual([[a, b], [a, b], { key: 'c', time: 3 }])
    expect(site.effects).toEqual(['a', 'b', 'c'])
    const completed = (await driver.eventsOfType('step.completed')).map(({ data }) => [data.key, data.attempt])
    expect(completed).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 2],
    ])
  })

  it('[C5] a step that did not finish, or failed, is executed again', async () => {
    const site = await CrashSite.open({
      play: async (turn, at) => {
        const failing = turn.step('failing', async () => {
          at.effects.push('failing')
          if (at.host === 1) throw new Error('not yet')
          return 1
        })
        await failing.catch(() => {})
        await turn.step('dying', async () => {
          at.effects.push('dying')
          await at.dies()
          return 2
        })
      },
    })
    await site.untilDying()
    const driver = await site.crashAndRestart()
    await driver.settled(site.runId)
    expect(site.effects).toEqual(['failing', 'dying', 'failing', 'dying'])
    expect(await driver.eventsOfType('step.completed')).toHaveLength(2)
  })

  it('[C5] a key means a step of its run: another run executes it for itself', async () => {
    let executed = 0
    const { driver } = await open({
      go: async (turn) => {
        await turn.step('key', async () => {
          executed += 1
          return executed
        })
      },
    })
    await driver.run('go')
    await driver.run('go')
    expect(executed).toBe(2)
  })

  it('[R5] [Trap 6] the end of a run is reported until the store takes it', async () => {
    const { driver, link } = await open({
      go: async (turn) => {
        await turn.step('only', async () => 1)
        link.fail('append', { times: 3 })
      },
    })
    const runId = await driver.submit('go')
    for (let second = 0; second < 5; second += 1) {
      await quiet()
      driver.clock.advance(1_000)
    }
    expect(await driver.settled(runId)).toMatchObject({ status: 'completed', attempt: 1 })
    expect(driver.on.log.lines.filter(({ level }) => level === 'warn').length).toBeGreaterThan(0)
  })
})

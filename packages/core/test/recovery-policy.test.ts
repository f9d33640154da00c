import { SojournError } from '@sojourn/contract/error'
import { describe, expect, it } from 'vitest'
import type { Turn } from '../src/ports/runner.ts'
import { CrashSite, type CrashSiteOptions, expectWhole } from '../src/testing/crash-site.ts'
import { quiet, type SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

/** Dies in each of the first `deaths` hosts; then its output is what the attempt knew. */
const dyingTimes = (deaths: number, options: Partial<CrashSiteOptions> = {}) =>
  CrashSite.open({
    play: async (turn, site) => {
      if (site.host <= deaths) await site.dies(site.host)
      const { attempt, checkpoint } = turn
      return { status: 'completed', output: { attempt, checkpoint, origin: turn.originRunId } }
    },
    ...options,
  })

const manual = { session: { policy: { recovery: 'manual' as const } } }

const recover = (driver: SessionDriver, strategy?: 'continue' | 'retry' | 'abandon') =>
  driver.runtime.sessions.recover(tester, { ...driver.ref, ...(strategy ? { strategy } : {}) })

const runsOf = async (driver: SessionDriver) => (await driver.runtime.runs.list(tester, driver.ref)).items

describe('recovery auto', () => {
  it('[C3] the first loss is made good at once; after the next ones the run waits longer each time', async () => {
    const site = await dyingTimes(3, { session: { policy: { maxAttempts: 5 } } })
    await site.untilDying()
    await site.crashAndRestart()
    expect(site.turns).toHaveLength(2)
    let driver = await site.crashAndRestart()
    expect(site.turns).toHaveLength(2)
    driver.clock.advance(499)
    await quiet()
    expect(site.turns).toHaveLength(2)
    driver.clock.advance(1)
    await quiet()
    expect(site.turns).toHaveLength(3)
    driver = await site.crashAndRestart()
    driver.clock.advance(999)
    await quiet()
    expect(site.turns).toHaveLength(3)
    driver.clock.advance(1)
    expect(await driver.settled(site.runId)).toMatchObject({ attempt: 4, output: { attempt: 4 } })
    const requeued = (await driver.eventsOfType('run.requeued')).map(({ data }) => [data.reason, data.attempt])
    expect(requeued).toEqual([
      ['host_lost', 2],
      ['host_lost', 3],
      ['host_lost', 4],
    ])
    expect((await driver.eventsOfType('run.started')).map(({ data }) => data.hostId)).toEqual([
      'host-1',
      'host-2',
      'host-3',
      'host-4',
    ])
    await expectWhole(driver)
  })

  it('[C3] after the last attempt the run has failed and the session has crashed; a person may go on', async () => {
    const site = await dyingTimes(3)
    await site.untilDying()
    for (const wait of [0, 1_000]) {
      const driver = await site.crashAndRestart()
      driver.clock.advance(wait)
      await quiet()
    }
    const driver = await site.crashAndRestart()
    expect(await driver.settled(site.runId)).toMatchObject({
      status: 'failed',
      doneReason: 'host_lost',
      attempt: 3,
      error: { code: 'HOST_LOST', retryable: true },
    })
    expect(await driver.session()).toMatchObject({ status: 'crashed', state: 'error', doneReason: 'host_lost' })
    expect(await driver.runtime.sessions.summary(tester, driver.ref)).toMatchObject({ recoverable: true })
    await recover(driver)
    await quiet()
    expect((await runsOf(driver))[0]).toMatchObject({ status: 'completed', continues: [site.runId] })
  })

  it('[C3] the run goes to the front of its queue', async () => {
    const site = await dyingTimes(1)
    await site.untilDying()
    const second = await site.driver.submit('second')
    const driver = await site.crashAndRestart()
    await driver.settled(second)
    const started = (await driver.eventsOfType('run.started')).map(({ runId }) => runId)
    expect(started).toEqual([site.runId, site.runId, second])
  })

  it('[S4] [C2] a paused session holds its interrupted run until it is resumed', async () => {
    const site = await dyingTimes(1)
    await site.untilDying()
    await site.driver.runtime.sessions.pause(tester, site.driver.ref)
    const driver = await site.crashAndRestart()
    expect(await driver.session()).toMatchObject({ status: 'paused', blockedOn: 'paused', queueDepth: 1 })
    await driver.runtime.sessions.resume(tester, driver.ref)
    expect(await driver.settled(site.runId)).toMatchObject({ status: 'completed', attempt: 2 })
  })

  it('[R12] [C2] what waits for its time waits for it over a crash: a retry, and delayed input', async () => {
    const site = await CrashSite.open({
      retryBackoffMs: 60_000,
      play: async (turn) => {
        if (turn.attempt === 1) throw new SojournError('RUNNER_CRASHED', 'overloaded')
      },
    })
    const runId = await site.driver.submit('go')
    await site.driver.until('run.requeued')
    const runAt = new Date(site.clock.now() + 55_000).toISOString()
    const delayed = await site.driver.submit('later', { runAt })
    const driver = await site.crashAndRestart(10_000)
    expect(await driver.session()).toMatchObject({ blockedOn: 'delayed_until', queueDepth: 2 })
    driver.clock.advance(45_000)
    expect(await driver.settled(delayed)).toMatchObject({ status: 'completed' })
    expect(await driver.session()).toMatchObject({ blockedOn: 'retry_at', queueDepth: 1 })
    driver.clock.advance(5_000)
    expect(await driver.settled(runId)).toMatchObject({ status: 'completed', attempt: 2 })
  })

  it('[R6] [Trap 5] an acknowledged cancel, or timeout, is carried out although the host died first', async () => {
    for (const [limits, cancel, status] of [
      [{}, true, 'cancelled'],
      [{ runTimeoutMs: 5_000 }, false, 'timed_out'],
    ] as const) {
      const site = await dyingTimes(1, { session: { limits } })
      await site.untilDying()
      if (cancel) await site.driver.runtime.runs.cancel(tester, { runId: site.runId })
      else site.clock.advance(5_000)
      await quiet()
      expect(await site.driver.session()).toMatchObject({ state: 'interrupting' })
      const driver = await site.crashAndRestart()
      expect(await driver.settled(site.runId)).toMatchObject({ status })
      expect(site.turns).toHaveLength(1)
      await expectWhole(driver)
    }
  })
})

describe('recovery manual', () => {
  const crashed = async (options = {}) => {
    const site = await dyingTimes(1, { ...manual, ...options })
    await site.untilDying()
    return { site, driver: await site.crashAndRestart() }
  }

  it('[C3] the run has failed, the session has crashed, and it says so in its log', async () => {
    const { site, driver } = await crashed()
    expect(await driver.settled(site.runId)).toMatchObject({ status: 'failed', doneReason: 'host_lost', attempt: 1 })
    expect((await driver.types()).slice(-3)).toEqual(['run.failed', 'session.state_changed', 'session.status_changed'])
    await expect(driver.submit('more')).rejects.toMatchObject({ code: 'SESSION_CRASHED' })
    expect(site.turns).toHaveLength(1)
    // It stays so over any number of starts.
    const { lastSeq } = await driver.session()
    const again = await site.crashAndRestart()
    expect(await again.session()).toMatchObject({ status: 'crashed', lastSeq })
  })

  it('[C3] continue: a new run of the same input goes on from the checkpoint', async () => {
    const { site, driver } = await crashed({
      play: async (turn: Turn, at: CrashSite) => {
        if (turn.checkpoint === null) await turn.saveCheckpoint({ at: 'half' })
        await at.dies()
        return { status: 'completed', output: { checkpoint: turn.checkpoint, own: turn.checkpointOfThisRun } }
      },
    })
    expect(await recover(driver, 'continue')).toMatchObject({ status: 'active' })
    await quiet()
    const [run] = await runsOf(driver)
    expect(run).toMatchObject({
      status: 'completed',
      attempt: 1,
      continues: [site.runId],
      output: { checkpoint: { at: 'half' }, own: true },
    })
    expect(await driver.eventsOfType('session.recovered')).toMatchObject([
      { data: { strategy: 'continue', runId: run?.id, by: 'tester' } },
    ])
    await expectWhole(driver)
  })

  it('[C3] retry: the same input from the start; abandon: nothing more of it', async () => {
    for (const strategy of ['retry', 'abandon'] as const) {
      const { site, driver } = await crashed({
        play: async (turn: Turn, at: CrashSite) => {
          if (at.host === 1) await turn.saveCheckpoint({ at: 'half' })
          await at.dies()
          return { status: 'completed', output: { checkpoint: turn.checkpoint, origin: turn.originRunId } }
        },
      })
      await recover(driver, strategy)
      await quiet()
      const runs = await runsOf(driver)
      expect(runs).toHaveLength(strategy === 'retry' ? 2 : 1)
      if (strategy === 'retry') {
        const id = runs[0]?.id
        expect(runs[0]).toMatchObject({ continues: [], output: { checkpoint: null, origin: id } })
      }
      expect(await driver.session()).toMatchObject({ status: 'active' })
      expect(site.turns).toHaveLength(strategy === 'retry' ? 2 : 1)
    }
  })

  it('[C3] the run that was lost is found although others wait behind it, and goes before them', async () => {
    const site = await dyingTimes(1, manual)
    await site.untilDying()
    const waiting = await site.driver.submit('waiting')
    const driver = await site.crashAndRestart()
    await recover(driver, 'continue')
    await driver.settled(waiting)
    const runs = await runsOf(driver)
    expect(runs).toHaveLength(3)
    const continued = runs.find(({ continues }) => continues.length > 0)
    expect(continued).toMatchObject({ status: 'completed', continues: [site.runId] })
    const started = (await driver.eventsOfType('run.started')).map(({ runId }) => runId)
    expect(started).toEqual([site.runId, continued?.id, waiting])
  })

  it('[C3] [C4] a run that was lost twice knows what all its attempts have done', async () => {
    const site = await CrashSite.open({
      ...manual,
      play: async (turn, at) => {
        await at.tool(turn, 'first', { effect: 'write' })
        await at.dies(1)
        await at.tool(turn, 'second', { effect: 'write' })
        await turn.step('step', async () => at.effects.push('step'))
        await at.dies(2)
        return { status: 'completed', output: turn.originRunId }
      },
    })
    await site.untilDying()
    await recover(await site.crashAndRestart(), 'continue')
    await quiet()
    const driver = await site.crashAndRestart()
    await recover(driver, 'continue')
    await quiet()
    const [last] = await runsOf(driver)
    expect(last).toMatchObject({ status: 'completed', output: site.runId })
    expect(last?.continues).toHaveLength(2)
    expect(site.effects).toEqual(['first', 'second', 'step'])
  })

  it('[C3] what was given up, or ended by hand, does not come back with a later crash', async () => {
    const { site, driver } = await crashed()
    await recover(driver, 'abandon')
    await driver.runtime.sessions.crash(tester, { ...driver.ref, reason: 'host_lost' })
    await recover(driver, 'continue')
    await quiet()
    expect(await runsOf(driver)).toHaveLength(1)
    expect(site.turns).toHaveLength(1)
    await expect(recover(driver)).rejects.toMatchObject({ code: 'INVALID_TRANSITION' })
  })
})

describe('checkpoints of a lost run', () => {
  const savingThenDying = (before: 'saved' | 'cleared' | 'none') =>
    CrashSite.open({
      ...manual,
      play: async (turn, site) => {
        if (turn.text === 'go' && site.host === 1) {
          await turn.saveCheckpoint('half')
          await turn.saveCheckpoint('more')
          await site.dies()
        }
        return { status: 'completed', output: turn.checkpoint }
      },
    }).then(async (site) => {
      const { sessions } = site.driver.runtime
      if (before !== 'none') await sessions.update(tester, { ...site.driver.ref, checkpoint: 'mine' })
      if (before === 'cleared') await sessions.update(tester, { ...site.driver.ref, checkpoint: null })
      await site.untilDying()
      return site
    })

  for (const [before, expected] of [
    ['saved', 'mine'],
    ['cleared', null],
    ['none', null],
  ] as const) {
    it(`[C3] retry goes back to what was current before the lost run: ${before}`, async () => {
      const site = await savingThenDying(before)
      const driver = await site.crashAndRestart()
      await recover(driver, 'retry')
      await quiet()
      expect((await runsOf(driver))[0]).toMatchObject({ status: 'completed', output: expected })
      await expectWhole(driver)
    })
  }

  it('[C3] continue keeps what the lost run saved last', async () => {
    const site = await savingThenDying('saved')
    const driver = await site.crashAndRestart()
    await recover(driver, 'continue')
    await quiet()
    expect((await runsOf(driver))[0]).toMatchObject({ status: 'completed', output: 'more' })
  })
})

import { SojournError } from '@sojourn/contract/error'
import { describe, expect, it } from 'vitest'
import { CrashSite, type CrashSiteOptions, expectWhole } from '../src/testing/crash-site.ts'
import { untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, type SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

/** A runner that starts every attempt anew: it writes, then its host dies. */
const anew = (effect: 'read' | 'write', options: Partial<CrashSiteOptions> = {}) =>
  CrashSite.open({
    resume: false,
    play: async (turn, site) => {
      await site.tool(turn, effect, { effect })
      await site.dies()
      return { status: 'completed' }
    },
    ...options,
  })

const lostRun = { status: 'failed', doneReason: 'host_lost', error: { code: 'HOST_LOST' } }

const expectCrashed = async (driver: SessionDriver, runId: string) => {
  expect(await driver.settled(runId)).toMatchObject(lostRun)
  expect(await driver.session()).toMatchObject({ status: 'crashed', blockedOn: 'crashed' })
  await expectWhole(driver)
}

/** Stops in good order, then starts the next host. */
const stopAndRestart = async (site: CrashSite): Promise<SessionDriver> => {
  await site.driver.runtime.shutdown()
  site.crash()
  return site.restart()
}

describe('a runner that starts every attempt anew', () => {
  it('[C4] what has happened is not done again after a lost host: a person says whether', async () => {
    const site = await anew('write')
    await site.untilDying()
    const driver = await site.crashAndRestart()
    await expectCrashed(driver, site.runId)
    expect(site.times('write')).toBe(1)
    await driver.runtime.sessions.recover(tester, { ...driver.ref, strategy: 'retry' })
    await quiet()
    expect(site.times('write')).toBe(2)
    expect((await driver.session()).status).toBe('active')
  })

  it('[C4] what only read is done again by itself', async () => {
    const site = await anew('read')
    await site.untilDying()
    const driver = await site.crashAndRestart()
    expect(await driver.settled(site.runId)).toMatchObject({ status: 'completed', attempt: 2 })
    expect(site.times('read')).toBe(2)
  })

  it('[C4] [C6] after a shutdown in good order: the next host does not start it', async () => {
    const site = await anew('write', {
      session: { limits: { graceMs: 0 } },
      play: async (turn, at) => {
        await at.tool(turn, 'write', { effect: 'write' })
        void at.dies()
        await untilAborted(turn)
        turn.signal.throwIfAborted()
      },
    })
    await site.untilDying()
    const driver = await stopAndRestart(site)
    await expectCrashed(driver, site.runId)
    expect(site.turns).toHaveLength(1)
  })

  it('[C4] [R12] a failure that may pass is not tried again', async () => {
    const site = await anew('write', {
      play: async (turn, at) => {
        await at.tool(turn, 'write', { effect: 'write' })
        throw new SojournError('RUNNER_CRASHED', 'The model was away.')
      },
    })
    const runId = await site.driver.submit('go')
    expect(await site.driver.settled(runId)).toMatchObject({ status: 'failed', attempt: 1 })
    expect((await site.driver.session()).status).toBe('active')
  })

  it('[C4] a call in doubt of which a person says that it happened is not made again either', async () => {
    const site = await anew('write', {
      play: async (turn, at) => {
        await at.tool(turn, 'write', { effect: 'write', after: () => at.dies() })
      },
    })
    await site.untilDying()
    const driver = await site.crashAndRestart()
    const [call] = (await driver.runtime.toolCalls.list(tester, { ...driver.ref, status: 'in_doubt' })).items
    await driver.runtime.toolCalls.settle(tester, { toolCallId: call?.toolCallId ?? '', happened: 'yes' })
    await expectCrashed(driver, site.runId)
    expect(site.times('write')).toBe(1)
  })
})

describe('restarts in good order', () => {
  it('[C6] [C3] do not use up attempts: after any number of them a lost host is still made good', async () => {
    const site = await CrashSite.open({
      session: { policy: { maxAttempts: 2 }, limits: { graceMs: 0 } },
      play: async (turn, at) => {
        if (at.host === 6) return { status: 'completed', output: turn.attempt }
        void at.dies(at.host)
        await untilAborted(turn)
        turn.signal.throwIfAborted()
        return undefined
      },
    })
    await site.untilDying()
    for (let restart = 0; restart < 4; restart += 1) await stopAndRestart(site)
    await site.crashAndRestart()
    expect(await site.driver.settled(site.runId)).toMatchObject({ status: 'completed', output: 6 })
  })
})

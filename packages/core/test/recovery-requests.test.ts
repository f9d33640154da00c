import { describe, expect, it } from 'vitest'
import { CrashSite, type CrashSiteOptions, expectWhole, helpAlong } from '../src/testing/crash-site.ts'
import { quiet, type SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

/** The first host dies while it waits for leave to write; the output says what came of it. */
const asking = (options: Partial<CrashSiteOptions> = {}) =>
  CrashSite.open({
    play: async (turn, site) => {
      const report = site.tool(turn, 'write', { effect: 'write', toolId: 'asked' })
      if (site.host === 1) await Promise.all([report, site.dies()])
      return { status: 'completed', output: JSON.parse(JSON.stringify(await report)) }
    },
    ...options,
  })

/** The same with a question. */
const questioning = (options: Partial<CrashSiteOptions> = {}) =>
  CrashSite.open({
    play: async (turn, site) => {
      const reply = turn.ask({ prompt: 'How many?', schema: {}, questionId: site.idOf(turn, 'question') })
      if (site.host === 1) await Promise.all([reply, site.dies()])
      return { status: 'completed', output: JSON.parse(JSON.stringify(await reply)) }
    },
    ...options,
  })

const pending = async (driver: SessionDriver) =>
  (await driver.runtime.permissions.list(tester, { ...driver.ref, status: 'pending' })).items

const allow = async (driver: SessionDriver) => {
  const [request] = await pending(driver)
  return driver.runtime.permissions.answer(tester, { permissionId: request?.id ?? '', option: 'allow_once' })
}

const outcomesOf = async (driver: SessionDriver) =>
  (await driver.eventsOfType('permission.resolved')).map(({ data }) => data.outcome)

describe('a permission that was pending', () => {
  it('[P2] [C2] stays pending over a crash, is answered once, and the call is made once', async () => {
    const site = await asking()
    await site.untilDying()
    const [before] = await pending(site.driver)
    const driver = await site.crashAndRestart()
    expect(await pending(driver)).toEqual([before])
    expect(await driver.session()).toMatchObject({ activity: 'requires_action', blockedOn: 'permission' })
    await allow(driver)
    expect(await driver.settled(site.runId)).toMatchObject({ attempt: 2, output: { status: 'completed' } })
    await expect(allow(driver)).rejects.toMatchObject({ code: 'PERMISSION_NOT_FOUND' })
    const answer = { permissionId: before?.id ?? '', option: 'reject_once' } as const
    await expect(driver.runtime.permissions.answer(tester, answer)).rejects.toMatchObject({ code: 'ALREADY_ANSWERED' })
    expect(await driver.eventsOfType('permission.requested')).toHaveLength(1)
    expect(await driver.eventsOfType('tool.called')).toHaveLength(1)
    expect(site.times('write')).toBe(1)
    await expectWhole(driver)
  })

  it('[P3] [C2] expires while the host is down: the run is told so, and nothing is executed', async () => {
    const site = await asking()
    await site.untilDying()
    const driver = await site.crashAndRestart(400_000)
    driver.clock.advance(0)
    expect(await driver.settled(site.runId)).toMatchObject({ output: { status: 'denied', outcome: 'expired' } })
    expect(await outcomesOf(driver)).toEqual(['expired'])
    expect(site.effects).toEqual([])
    await expectWhole(driver)
  })

  it('[P3] keeps its time over a crash: it expires when it would have', async () => {
    const site = await asking()
    await site.untilDying()
    const driver = await site.crashAndRestart(100_000)
    driver.clock.advance(199_000)
    await quiet()
    expect(await pending(driver)).toHaveLength(1)
    driver.clock.advance(1_000)
    expect(await driver.settled(site.runId)).toMatchObject({ output: { outcome: 'expired' } })
  })

  it('[P3] [C2] is superseded when the runner starts anew, which asks again', async () => {
    const site = await asking({ resume: false })
    await site.untilDying()
    const driver = await site.crashAndRestart()
    expect(await outcomesOf(driver)).toEqual(['superseded'])
    expect(await pending(driver)).toHaveLength(1)
    await allow(driver)
    expect(await driver.settled(site.runId)).toMatchObject({ output: { status: 'completed' } })
    expect(site.times('write')).toBe(1)
    await expectWhole(driver)
  })

  it('[P3] [C3] is cancelled with a run that is lost for good, and asked again when that is continued', async () => {
    const site = await asking({ session: { policy: { recovery: 'manual' } } })
    await site.untilDying()
    const driver = await site.crashAndRestart()
    expect(await outcomesOf(driver)).toEqual(['cancelled'])
    expect(await pending(driver)).toEqual([])
    const runs = await helpAlong(driver)
    expect(runs.map(({ status }) => status)).toEqual(['completed', 'failed'])
    expect(await outcomesOf(driver)).toEqual(['cancelled', 'allowed'])
    expect(site.times('write')).toBe(1)
    await expectWhole(driver)
  })

  it('[P2] [C2] an answer that came before the crash is not asked for again', async () => {
    const site = await asking()
    await site.untilDying()
    const before = site.driver
    site.link.cutAfterAppend()
    void allow(before)
    await quiet()
    const driver = await site.restart()
    expect(await driver.settled(site.runId)).toMatchObject({ attempt: 2, output: { status: 'completed' } })
    expect(await outcomesOf(driver)).toEqual(['allowed'])
    expect(site.times('write')).toBe(1)
  })

  it('[P6] [C2] can be answered while its run waits for its next attempt', async () => {
    const site = await asking({ session: { policy: { maxAttempts: 5 } } })
    await site.untilDying()
    // A second loss: now the run waits before it is tried again.
    await site.crashAndRestart()
    const driver = await site.crashAndRestart()
    expect(await driver.session()).toMatchObject({ queueDepth: 1, blockedOn: 'permission' })
    await allow(driver)
    expect(await driver.session()).toMatchObject({ blockedOn: 'retry_at' })
    driver.clock.advance(1_000)
    expect(await driver.settled(site.runId)).toMatchObject({ attempt: 3, output: { status: 'completed' } })
    expect(site.times('write')).toBe(1)
  })

  it('[R6] [C2] is cancelled with its waiting run', async () => {
    const site = await asking({ session: { policy: { maxAttempts: 5 } } })
    await site.untilDying()
    await site.crashAndRestart()
    const driver = await site.crashAndRestart()
    await driver.runtime.runs.cancel(tester, { runId: site.runId })
    expect(await outcomesOf(driver)).toEqual(['cancelled'])
    await expectWhole(driver)
  })
})

describe('a question that was pending', () => {
  const answer = async (driver: SessionDriver) => {
    const [question] = (await driver.runtime.questions.list(tester, { ...driver.ref, status: 'pending' })).items
    return driver.runtime.questions.answer(tester, { questionId: question?.id ?? '', answer: 42 })
  }

  it('[P7] [C2] stays pending over a crash and is answered once', async () => {
    const site = await questioning()
    await site.untilDying()
    const driver = await site.crashAndRestart()
    expect(await driver.session()).toMatchObject({ blockedOn: 'question' })
    await answer(driver)
    expect(await driver.settled(site.runId)).toMatchObject({ output: { outcome: 'answered', answer: 42 } })
    expect(await driver.eventsOfType('question.asked')).toHaveLength(1)
    await expectWhole(driver)
  })

  it('[P7] [C2] an answer that comes just while the next attempt looks for it is not missed', async () => {
    const site = await questioning()
    await site.untilDying()
    site.crash()
    const restarting = site.restart()
    // The next attempt has read that the question is pending, and does not know it yet when the answer comes.
    const told = site.link.delayNextAnswer('getQuestion')
    const driver = await restarting
    await site.link.untilCalled('getQuestion')
    const answering = answer(driver)
    await quiet()
    told()
    await answering
    expect(await driver.settled(site.runId)).toMatchObject({ output: { outcome: 'answered', answer: 42 } })
  })

  it('[P7] [C2] an answer given before the crash is remembered', async () => {
    const site = await questioning()
    await site.untilDying()
    site.link.cutAfterAppend()
    void answer(site.driver)
    await quiet()
    const driver = await site.restart()
    expect(await driver.settled(site.runId)).toMatchObject({ output: { outcome: 'answered', answer: 42 } })
    expect(await driver.eventsOfType('question.asked')).toHaveLength(1)
  })

  it('[P3] [P7] expires while the host is down', async () => {
    const site = await questioning()
    await site.untilDying()
    const driver = await site.crashAndRestart(400_000)
    driver.clock.advance(0)
    expect(await driver.settled(site.runId)).toMatchObject({ output: { outcome: 'expired' } })
    await expectWhole(driver)
  })

  it('[P3] [P7] is superseded when the runner starts anew', async () => {
    const site = await questioning({ resume: false })
    await site.untilDying()
    const driver = await site.crashAndRestart()
    await answer(driver)
    await driver.settled(site.runId)
    const outcomes = (await driver.eventsOfType('question.answered')).map(({ data }) => data.outcome)
    expect(outcomes).toEqual(['superseded', 'answered'])
    await expectWhole(driver)
  })
})

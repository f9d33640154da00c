import type { ToolCall } from '@sojourn/contract/tool-call'
import { describe, expect, it } from 'vitest'
import type { ToolReport, Turn } from '../src/ports/runner.ts'
import { CrashSite, expectWhole } from '../src/testing/crash-site.ts'
import { quiet, type SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

/** One call, whose report the run gives back as its output. */
const oneCall = (call: (turn: Turn, site: CrashSite) => Promise<ToolReport>, policy = {}) =>
  CrashSite.open({
    session: { policy },
    play: async (turn, site) => ({ status: 'completed', output: JSON.parse(JSON.stringify(await call(turn, site))) }),
  })

const writeThatDies = (policy = {}) =>
  oneCall((turn, site) => site.tool(turn, 'write', { effect: 'write', after: () => site.dies() }), policy)

const callsOf = async (driver: SessionDriver): Promise<ToolCall[]> =>
  (await driver.runtime.toolCalls.list(tester, driver.ref)).items

const settle = async (driver: SessionDriver, happened: 'yes' | 'no' | 'fail') => {
  const [call] = await callsOf(driver)
  const settled = await driver.runtime.toolCalls.settle(tester, {
    ...driver.ref,
    toolCallId: call?.toolCallId ?? '',
    happened,
  })
  await quiet()
  return settled
}

/** Types of the events that came after the crash, the queueing of the run left out. */
const typesSince = async (driver: SessionDriver, lastSeq: number) =>
  (await driver.events()).filter(({ seq }) => seq > lastSeq).map(({ type }) => type)

describe('the ledger after a crash', () => {
  for (const effect of ['read', 'idempotent'] as const) {
    it(`[C4] a call with the effect ${effect} that was executing is made again`, async () => {
      const site = await oneCall((turn, at) => at.tool(turn, effect, { effect, after: () => at.dies() }))
      await site.untilDying()
      const { lastSeq } = await site.driver.session()
      const driver = await site.crashAndRestart()
      expect(await driver.settled(site.runId)).toMatchObject({
        status: 'completed',
        attempt: 2,
        output: { status: 'completed', result: `${effect} done`, replayed: false },
      })
      expect(site.times(effect)).toBe(2)
      expect(await typesSince(driver, lastSeq)).toEqual([
        'tool.failed',
        'run.requeued',
        'session.state_changed',
        'run.started',
        'session.state_changed',
        'tool.called',
        'tool.started',
        'tool.completed',
        'run.completed',
        'session.state_changed',
      ])
      expect((await driver.eventsOfType('tool.failed'))[0]?.data.error.code).toBe('TOOL_INTERRUPTED')
      await expectWhole(driver)
    })
  }

  it('[C4] a write that was executing is in doubt: the run waits, and says why', async () => {
    const site = await writeThatDies()
    await site.untilDying()
    const { lastSeq } = await site.driver.session()
    const driver = await site.crashAndRestart()
    driver.clock.advance(3_600_000)
    await quiet()
    expect(await typesSince(driver, lastSeq)).toEqual(['tool.in_doubt', 'run.requeued', 'session.state_changed'])
    expect(await driver.session()).toMatchObject({
      state: 'error',
      status: 'active',
      activity: 'requires_action',
      blockedOn: 'in_doubt',
      inDoubtCalls: 1,
      queueDepth: 1,
    })
    expect(await callsOf(driver)).toMatchObject([{ status: 'in_doubt', effect: 'write' }])
    expect(site.times('write')).toBe(1)
    // It waits over any number of crashes.
    const again = await site.crashAndRestart()
    expect(await again.session()).toMatchObject({ blockedOn: 'in_doubt', queueDepth: 1 })
    expect(await typesSince(again, lastSeq)).toHaveLength(3)
  })

  it('[C4] “it happened”: the run goes on and the call is not made again', async () => {
    const site = await writeThatDies()
    await site.untilDying()
    const driver = await site.crashAndRestart()
    expect(await settle(driver, 'yes')).toMatchObject({ status: 'settled_by_hand', happened: 'yes' })
    expect(await driver.settled(site.runId)).toMatchObject({
      status: 'completed',
      output: { status: 'by_hand', replayed: true },
    })
    expect(site.times('write')).toBe(1)
    expect(await driver.eventsOfType('tool.settled_by_hand')).toMatchObject([
      { data: { happened: 'yes', by: 'tester' }, source: 'user' },
    ])
    await expectWhole(driver)
  })

  it('[C4] “it did not”: the call is made again, once', async () => {
    const site = await writeThatDies()
    await site.untilDying()
    const driver = await site.crashAndRestart()
    await settle(driver, 'no')
    expect(await driver.settled(site.runId)).toMatchObject({
      status: 'completed',
      output: { status: 'completed', result: 'write done', replayed: false },
    })
    expect(site.times('write')).toBe(2)
    await expectWhole(driver)
  })

  it('[C4] “fail the run”: it ends, nothing is made again, and the next run starts', async () => {
    const site = await writeThatDies()
    await site.untilDying()
    const driver = await site.crashAndRestart()
    const next = await driver.submit('next')
    await settle(driver, 'fail')
    expect(await driver.settled(site.runId)).toMatchObject({ status: 'failed', error: { retryable: false } })
    expect(await driver.settled(next)).toMatchObject({ status: 'completed' })
    expect(site.times('write')).toBe(1)
    await expectWhole(driver)
  })

  it('[C4] the first word stands: the same again is answered with it, another is refused', async () => {
    const site = await writeThatDies()
    await site.untilDying()
    const driver = await site.crashAndRestart()
    await settle(driver, 'yes')
    await expect(settle(driver, 'yes')).resolves.toMatchObject({ happened: 'yes' })
    await expect(settle(driver, 'no')).rejects.toMatchObject({ code: 'ALREADY_SETTLED' })
    await expect(settle(driver, 'fail')).rejects.toMatchObject({ code: 'ALREADY_SETTLED' })
    expect(await driver.eventsOfType('tool.settled_by_hand')).toHaveLength(1)
  })

  it('[C4] a second crash in the same write asks again', async () => {
    const site = await oneCall((turn, at) =>
      at.tool(turn, 'write', {
        effect: 'write',
        after: async () => {
          await at.dies(1)
          await at.dies(2)
        },
      }),
    )
    await site.untilDying()
    await settle(await site.crashAndRestart(), 'no')
    const driver = await site.crashAndRestart()
    expect(await driver.session()).toMatchObject({ blockedOn: 'in_doubt' })
    expect(site.times('write')).toBe(2)
    await settle(driver, 'yes')
    // A run that keeps losing its host waits before its next attempt.
    expect(await driver.session()).toMatchObject({ blockedOn: 'retry_at' })
    driver.clock.advance(1_000)
    expect(await driver.settled(site.runId)).toMatchObject({ status: 'completed', attempt: 3 })
    expect(site.times('write')).toBe(2)
  })

  it('[C4] a write that was done and could not be logged any more is in doubt, not repeated', async () => {
    const site = await oneCall((turn, at) =>
      at.tool(turn, 'write', {
        effect: 'write',
        after: async () => {
          if (at.host > 1) return
          at.link.hold('append')
          void at.dies()
        },
      }),
    )
    await site.untilDying()
    const driver = await site.crashAndRestart()
    expect(await driver.session()).toMatchObject({ blockedOn: 'in_doubt' })
    expect(site.times('write')).toBe(1)
  })

  it('[C4] a write that was allowed and had not started is made by the next attempt, without asking again', async () => {
    const site = await oneCall((turn, at) => at.tool(turn, 'write', { effect: 'write', toolId: 'asked' }))
    const runId = await site.driver.submit('go')
    const { data } = await site.driver.until('permission.requested')
    site.link.cutAfterAppend()
    // Stored, but the host dies before it can say so.
    void site.driver.runtime.permissions.answer(tester, { permissionId: data.permissionId, option: 'allow_once' })
    await quiet()
    expect(site.effects).toEqual([])
    const driver = await site.restart()
    expect(await driver.settled(runId)).toMatchObject({ status: 'completed', output: { status: 'completed' } })
    expect(site.times('write')).toBe(1)
    expect(await driver.eventsOfType('permission.requested')).toHaveLength(1)
    await expectWhole(driver)
  })

  it('[C4] what had ended is answered from the ledger: result, failure and refusal', async () => {
    const site = await CrashSite.open({
      play: async (turn, at) => {
        const done = await at.tool(turn, 'done', { effect: 'write' })
        const failed = await at.tool(turn, 'failed', {
          effect: 'write',
          before: async () => {
            at.effects.push('tried')
            throw Object.assign(new Error('disk full'), { code: 'ENOSPC' })
          },
        })
        const denied = await at.tool(turn, 'denied', { effect: 'write', toolId: 'asked' })
        await at.dies()
        return { status: 'completed', output: JSON.parse(JSON.stringify([done, failed, denied])) }
      },
    })
    const dying = site.untilDying()
    const { data } = await site.driver.until('permission.requested')
    await site.driver.runtime.permissions.answer(tester, { permissionId: data.permissionId, option: 'reject_once' })
    await dying
    const driver = await site.crashAndRestart()
    expect(await driver.settled(site.runId)).toMatchObject({
      attempt: 2,
      output: [
        { status: 'completed', result: 'done done', replayed: true },
        { status: 'failed', error: { code: 'ENOSPC', message: 'disk full' }, replayed: true },
        { status: 'denied', outcome: 'denied' },
      ],
    })
    expect(site.effects).toEqual(['done', 'tried'])
    expect((await driver.eventsOfType('tool.called')).length).toBe(3)
    await expectWhole(driver)
  })
})

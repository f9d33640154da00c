import type { SessionStatus, StatusTrigger } from '@sojourn/contract/session'
import { describe, expect, it } from 'vitest'
import { statusTable } from '../src/session/state-machine.ts'
import { SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

const statuses = Object.keys(statusTable) as SessionStatus[]
const triggers = Object.keys(statusTable.active) as StatusTrigger[]

/** How a session gets to each status. */
const ways: Record<SessionStatus, readonly StatusTrigger[]> = {
  active: [],
  paused: ['pause'],
  completed: ['complete'],
  crashed: ['crash'],
}

const pull = (driver: SessionDriver, trigger: StatusTrigger) =>
  driver.runtime.sessions[trigger](tester, { ...driver.ref })

describe('status of a session', () => {
  for (const from of statuses) {
    for (const trigger of triggers) {
      const to: SessionStatus | null = statusTable[from][trigger]
      it(`[S2] ${trigger} of a session that is ${from} → ${to ?? 'refused'}`, async () => {
        const driver = await SessionDriver.open()
        for (const step of ways[from]) await pull(driver, step)
        if (to === null) await driver.refused(() => pull(driver, trigger), 'INVALID_TRANSITION')
        else if (to === from) await driver.unchanged(() => pull(driver, trigger))
        else {
          const before = await driver.session()
          const after = await pull(driver, trigger)
          expect(after).toMatchObject({ status: to, seq: after.lastSeq })
          const [changed] = (await driver.eventsOfType('session.status_changed')).slice(-1)
          expect(changed).toMatchObject({ seq: expect.any(Number), data: { from, to, trigger, by: 'tester' } })
          expect(changed?.seq).toBeGreaterThan(before.lastSeq)
          expect(after.version).toBe(before.version + 1)
        }
        await driver.runtime.shutdown()
      })
    }
  }

  it('[S2] a refusal says what the session would take', async () => {
    const driver = await SessionDriver.open()
    await pull(driver, 'complete')
    const error = await driver.refused(() => pull(driver, 'pause'), 'INVALID_TRANSITION')
    expect(error.message).toBe('A session that is completed does not take pause; it takes resume, complete.')
    await driver.runtime.shutdown()
  })

  it('[S2] a reason is kept with the change', async () => {
    const driver = await SessionDriver.open()
    await driver.runtime.sessions.pause(tester, { ...driver.ref, reason: 'lunch' })
    const [changed] = await driver.eventsOfType('session.status_changed')
    expect(changed?.data).toMatchObject({ reason: 'lunch', by: 'tester' })
    await driver.runtime.shutdown()
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PermissionDecision, ToolReport, ToolRequest } from '../src/ports/runner.ts'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { quiet, refusal, SessionDriver } from '../src/testing/session-driver.ts'
import { startTestRuntime, tester } from '../src/testing/test-runtime.ts'

let driver: SessionDriver
let runner: ScriptedTurns
let ran: number
let reports: ToolReport[]

const writing: ToolRequest = { toolCallId: 'call', toolId: 'fs', operation: 'write', toolInput: {} }

beforeEach(async () => {
  ran = 0
  reports = []
  runner = new ScriptedTurns().on('write', async (turn) => {
    const toolCallId = `call-${turn.runId}`
    reports.push(
      await turn.tool({ ...writing, toolCallId }, async () => {
        ran += 1
        return { result: 'written' }
      }),
    )
  })
  driver = await SessionDriver.open({ runner })
})
afterEach(() => driver.runtime.shutdown())

const permissions = () => driver.runtime.permissions
const ask = async (own = driver) => {
  const runId = await own.submit('write')
  const { data } = await own.until('permission.requested')
  return { runId, permissionId: data.permissionId }
}

describe('requests that nobody answers', () => {
  it('[Trap 18] [P3] expire after 300 seconds: the tool does not run, and the runner is told that nobody refused', async () => {
    const { runId, permissionId } = await ask()
    driver.clock.advance(299_999)
    await quiet()
    expect((await permissions().get(tester, { permissionId })).status).toBe('pending')
    driver.clock.advance(1)
    expect((await driver.settled(runId)).status).toBe('completed')
    expect(ran).toBe(0)
    expect(reports).toMatchObject([{ status: 'denied', outcome: 'expired', error: { code: 'PERMISSION_EXPIRED' } }])
    expect((await driver.eventsOfType('permission.resolved')).map(({ data }) => data)).toEqual([
      { permissionId, outcome: 'expired', by: 'runtime' },
    ])
    expect((await driver.eventsOfType('tool.failed'))[0]?.data.error.code).toBe('PERMISSION_EXPIRED')
    expect(await permissions().get(tester, { permissionId })).toMatchObject({ status: 'expired', by: 'runtime' })
  })

  it('[P3] a denial by a person is not an expiry', async () => {
    const { runId, permissionId } = await ask()
    await permissions().answer(tester, { permissionId, option: 'reject_once' })
    await driver.settled(runId)
    expect(reports).toMatchObject([{ outcome: 'denied', error: { code: 'PERMISSION_DENIED' } }])
  })

  it('[P4] an answer after the expiry is 409 and does not let the tool run', async () => {
    const { runId, permissionId } = await ask()
    driver.clock.advance(300_000)
    await driver.settled(runId)
    const late = () => permissions().answer(tester, { permissionId, option: 'allow_once' })
    const error = await driver.refused(late, 'ALREADY_ANSWERED')
    expect(error.meta).toMatchObject({ permission: { status: 'expired' } })
    expect(ran).toBe(0)
  })

  it('[P3] the session’s own timeout holds, and null waits for ever', async () => {
    const { runtime, ref } = driver
    await runtime.sessions.update(tester, { ...ref, limits: { permissionTimeoutMs: 1_000 } })
    const short = await ask()
    driver.clock.advance(1_000)
    await driver.settled(short.runId)
    const patient = await SessionDriver.on(driver.on, { limits: { permissionTimeoutMs: null } })
    const long = await ask(patient)
    driver.clock.advance(365 * 24 * 3_600_000)
    await quiet()
    expect(await permissions().get(tester, { permissionId: long.permissionId })).toMatchObject({
      status: 'pending',
      expiresAt: null,
    })
  })

  it('[P2] survive a restart: request, expiry and answer go on where they were', async () => {
    const { runId, permissionId } = await ask()
    const again = await startTestRuntime({ store: driver.on.store, clock: driver.clock, runner })
    const other = new SessionDriver(again, driver.sessionId)
    await other.until('run.started', 2)
    expect((await other.session()).pendingPermissions).toBe(1)
    await again.runtime.permissions.answer(tester, { permissionId, option: 'allow_once' })
    expect(await other.settled(runId)).toMatchObject({ status: 'completed', attempt: 2 })
    expect(ran).toBe(1)
    expect(await other.eventsOfType('permission.requested')).toHaveLength(1)
    await again.runtime.shutdown()
  })
})

describe('requests whose run ends', () => {
  it('[P3] are cancelled with the run, and say so in their event and to the runner', async () => {
    const { runId, permissionId } = await ask()
    await driver.runtime.runs.cancel(tester, { runId })
    expect((await driver.settled(runId)).status).toBe('cancelled')
    expect((await driver.eventsOfType('permission.resolved')).map(({ data }) => data)).toEqual([
      { permissionId, outcome: 'cancelled', by: 'runtime' },
    ])
    expect(ran).toBe(0)
    expect(driver.clock.waiting).toBeLessThanOrEqual(2)
  })

  it('[P3] are cancelled by a timeout of the run', async () => {
    const runId = await driver.submit('write', { timeoutMs: 1_000 })
    const { data } = await driver.until('permission.requested')
    driver.clock.advance(1_000)
    expect((await driver.settled(runId)).status).toBe('timed_out')
    const permission = await permissions().get(tester, { permissionId: data.permissionId })
    expect(permission.status).toBe('cancelled')
  })

  it('[P3] [R6] a request that is made while the run is being cancelled does not stay behind', async () => {
    runner.on('late', async (turn) => {
      const asking = turn.tool(writing, async () => ({ result: 1 }))
      await Promise.all([driver.runtime.runs.cancel(tester, { runId: turn.runId }), asking])
    })
    const runId = await driver.submit('late')
    await driver.settled(runId)
    expect(await driver.session()).toMatchObject({ pendingPermissions: 0, activity: 'idle' })
    expect((await permissions().list(tester, { status: 'pending' })).items).toEqual([])
  })

  it('[P3] a later attempt of a runner that cannot resume asks again, and the old request is superseded', async () => {
    const forgetful = new ScriptedTurns({ resume: false }).on('write', async (turn) => {
      await turn.tool({ ...writing, toolCallId: `call-${turn.attempt}` }, async () => ({ result: 1 }))
    })
    const own = await SessionDriver.open({ runner: forgetful })
    const first = await ask(own)
    const again = await startTestRuntime({ store: own.on.store, clock: own.clock, runner: forgetful })
    const other = new SessionDriver(again, own.sessionId)
    const { data } = await other.until('permission.requested', 2)
    expect(data.permissionId).not.toBe(first.permissionId)
    expect((await other.eventsOfType('permission.resolved')).map((event) => event.data)).toEqual([
      { permissionId: first.permissionId, outcome: 'superseded', by: 'runtime' },
    ])
    await again.runtime.permissions.answer(tester, { permissionId: data.permissionId, option: 'allow_once' })
    expect((await other.settled(first.runId)).status).toBe('completed')
    await again.runtime.shutdown()
  })
})

describe('the inbox', () => {
  it('[P6] lists pending requests across sessions, oldest first, and any client answers them', async () => {
    const second = await SessionDriver.on(driver.on)
    const first = await ask()
    driver.clock.advance(1_000)
    const other = await ask(second)
    const pending = async (filter: object = {}) =>
      (await permissions().list(tester, { status: 'pending', ...filter })).items.map(({ id }) => id)
    expect(await pending()).toEqual([first.permissionId, other.permissionId])
    expect(await pending({ sessionId: second.sessionId })).toEqual([other.permissionId])
    expect(await pending({ agentId: 'nobody' })).toEqual([])
    const page = await permissions().list(tester, { status: 'pending', limit: 1 })
    const rest = await permissions().list(tester, { status: 'pending', limit: 1, cursor: page.nextCursor ?? '' })
    expect([page, rest].map(({ items }) => items[0]?.id)).toEqual([first.permissionId, other.permissionId])
    expect(rest.nextCursor).toBeNull()
    await permissions().answer({ ...tester, by: 'olga' }, { permissionId: other.permissionId, option: 'allow_once' })
    expect(await pending()).toEqual([first.permissionId])
    expect((await permissions().list(tester, { status: 'allowed' })).items).toMatchObject([{ by: 'olga' }])
  })

  it('[X1] requests of other projects are neither listed nor answered', async () => {
    const { permissionId } = await ask()
    const stranger = { ...tester, projectId: 'other' }
    expect((await permissions().list(stranger, {})).items).toEqual([])
    const answer = permissions().answer(stranger, { permissionId, option: 'allow_once' })
    expect((await refusal(answer)).code).toBe('PERMISSION_NOT_FOUND')
    expect(ran).toBe(0)
  })
})

describe('runners whose agent executes tools itself', () => {
  it('[P1] requestPermission says what rules, defaults and people say', async () => {
    const decisions: PermissionDecision[] = []
    runner.on('asks only', async (turn) => {
      decisions.push(await turn.requestPermission({ ...writing, operation: 'get' }))
      decisions.push(await turn.requestPermission({ ...writing, toolId: 'shell' }))
      decisions.push(await turn.requestPermission(writing))
    })
    await permissions().addRule(tester, { scope: 'everyone', toolId: 'shell', operation: '*', decision: 'deny' })
    const runId = await driver.submit('asks only')
    const { data } = await driver.until('permission.requested')
    await permissions().answer(tester, {
      permissionId: data.permissionId,
      option: 'allow_once',
      toolInput: { edited: 1 },
    })
    await driver.settled(runId)
    expect(decisions).toMatchObject([
      { outcome: 'allowed', option: null, toolInput: {} },
      { outcome: 'denied', option: null },
      { outcome: 'allowed', option: 'allow_once', toolInput: { edited: 1 } },
    ])
  })
})

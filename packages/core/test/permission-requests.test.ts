import type { AnswerPermissionInput, PermissionOption } from '@sojourn/contract/permission'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ToolReport, ToolRequest } from '../src/ports/runner.ts'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { quiet, refusal, SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

let driver: SessionDriver
let runner: ScriptedTurns
/** Inputs with which tools really ran. */
let ran: unknown[]
let reports: ToolReport[]

const writing = (request: Partial<ToolRequest> = {}): ToolRequest => ({
  toolCallId: 'call',
  toolId: 'fs',
  operation: 'write',
  toolInput: { path: 'a.txt' },
  ...request,
})

beforeEach(async () => {
  ran = []
  reports = []
  runner = new ScriptedTurns().on('write', async (turn) => {
    const report = await turn.tool(writing({ toolCallId: `call-${turn.runId}` }), async ({ toolInput }) => {
      ran.push(toolInput)
      return { result: 'written' }
    })
    reports.push(report)
  })
  driver = await SessionDriver.open({ runner })
})
afterEach(() => driver.runtime.shutdown())

const permissions = () => driver.runtime.permissions

/** Submits `write` and resolves with its request. */
const asked = async (nth = 1) => {
  const runId = await driver.submit('write')
  const { data } = await driver.until('permission.requested', nth)
  return { runId, permissionId: data.permissionId, data }
}
const answer = (permissionId: string, option: PermissionOption, more: Partial<AnswerPermissionInput> = {}) =>
  permissions().answer(tester, { permissionId, option, ...more })

describe('asking', () => {
  it('[P2] stores a durable request with everything a person needs, before the tool can run', async () => {
    const { runId, permissionId, data } = await asked()
    expect(data).toEqual({
      permissionId,
      toolCallId: `call-${runId}`,
      toolId: 'fs',
      operation: 'write',
      toolInput: { path: 'a.txt' },
      reason: 'No rule matches, and the operation `write` asks by default.',
      options: ['allow_once', 'allow_always', 'reject_once', 'reject_always'],
      expiresAt: '2026-01-01T00:05:00.000Z',
    })
    expect(await permissions().get(tester, { permissionId })).toMatchObject({
      id: permissionId,
      ...driver.ref,
      runId,
      agentId: 'test',
      status: 'pending',
      option: null,
      by: null,
      resolvedAt: null,
    })
    expect(ran).toEqual([])
    expect((await driver.types()).slice(-2)).toEqual(['tool.called', 'permission.requested'])
  })

  it('[P1] what a rule or the default allows is not asked', async () => {
    runner.on('get', async (turn) => {
      reports.push(await turn.tool(writing({ operation: 'get' }), async () => ({ result: 1 })))
    })
    await driver.run('get')
    await permissions().addRule(tester, { scope: 'everyone', toolId: 'fs', operation: 'w*', decision: 'allow' })
    await driver.run('write')
    expect(await driver.eventsOfType('permission.requested')).toEqual([])
    expect(reports.map(({ status }) => status)).toEqual(['completed', 'completed'])
  })

  it('[P1] what a rule denies fails the call, names the rule, and never asks', async () => {
    await permissions().addRule(tester, { scope: 'everyone', toolId: 'fs', operation: '*', decision: 'deny' })
    await driver.run('write')
    expect(reports).toMatchObject([{ status: 'denied', outcome: 'denied', error: { code: 'PERMISSION_DENIED' } }])
    const [failed] = await driver.eventsOfType('tool.failed')
    expect(failed?.data.error).toEqual({
      code: 'PERMISSION_DENIED',
      message: 'A rule of scope everyone by tester says: deny fs *.',
    })
    expect(await driver.eventsOfType('permission.requested')).toEqual([])
    expect(ran).toEqual([])
  })
})

describe('answering', () => {
  it('[P2] only allow_once and allow_always let a tool run', async () => {
    const options: PermissionOption[] = ['reject_once', 'allow_once', 'reject_always']
    for (const [at, option] of options.entries()) {
      const { permissionId, runId } = await asked(at + 1)
      await answer(permissionId, option)
      await driver.settled(runId)
    }
    expect(reports.map(({ status }) => status)).toEqual(['denied', 'completed', 'denied'])
    expect(ran).toHaveLength(1)
    expect((await driver.eventsOfType('permission.resolved')).map(({ data }) => data.outcome)).toEqual([
      'denied',
      'allowed',
      'denied',
    ])
  })

  it('[Trap 4] [P3] every answer is an event, so that other clients stop asking', async () => {
    const { permissionId, runId } = await asked()
    const answered = await answer(permissionId, 'allow_once', { message: 'Go on' })
    expect(answered).toMatchObject({
      id: permissionId,
      status: 'allowed',
      option: 'allow_once',
      by: 'tester',
      message: 'Go on',
    })
    const [resolved] = await driver.eventsOfType('permission.resolved')
    expect(resolved).toMatchObject({
      seq: answered.seq,
      source: 'user',
      runId,
      data: { permissionId, outcome: 'allowed', option: 'allow_once', by: 'tester', message: 'Go on' },
    })
    await driver.settled(runId)
  })

  it('[P4] [X2] the first answer wins; the second is 409 with the answer that stands', async () => {
    const { permissionId, runId } = await asked()
    const olga = { ...tester, by: 'olga' }
    const [first, second] = await Promise.allSettled([
      permissions().answer(olga, { permissionId, option: 'reject_once', message: 'No' }),
      answer(permissionId, 'allow_once'),
    ])
    expect([first?.status, second?.status]).toEqual(['fulfilled', 'rejected'])
    await driver.settled(runId)
    const error = await driver.refused(() => answer(permissionId, 'allow_always'), 'ALREADY_ANSWERED')
    expect(error).toMatchObject({
      status: 409,
      meta: { permission: { status: 'denied', by: 'olga', option: 'reject_once', message: 'No' } },
    })
    expect(ran).toEqual([])
    expect((await permissions().rules(tester, {})).items).toEqual([])
  })

  it('[P4] edited input is what the tool runs with, and what the log says', async () => {
    const { permissionId, runId } = await asked()
    await answer(permissionId, 'allow_once', { toolInput: { path: 'b.txt' } })
    await driver.settled(runId)
    expect(ran).toEqual([{ path: 'b.txt' }])
    expect((await driver.eventsOfType('tool.started'))[0]?.data.toolInput).toEqual({ path: 'b.txt' })
    expect(await permissions().get(tester, { permissionId })).toMatchObject({
      toolInput: { path: 'a.txt' },
      editedInput: { path: 'b.txt' },
    })
    const [call] = (await driver.runtime.toolCalls.list(tester, driver.ref)).items
    expect(call?.toolInput).toEqual({ path: 'b.txt' })
  })

  it('[P4] an edit to null is no edit, and a refusal edits nothing', async () => {
    const first = await asked()
    await answer(first.permissionId, 'allow_once', { toolInput: null })
    await driver.settled(first.runId)
    expect(ran).toEqual([{ path: 'a.txt' }])
    const second = await asked(2)
    await answer(second.permissionId, 'reject_once', { toolInput: { path: 'b.txt' } })
    await driver.settled(second.runId)
    for (const { data } of await driver.eventsOfType('permission.resolved'))
      expect(data).not.toHaveProperty('toolInput')
  })

  it('[P4] a message reaches the runner with the refusal', async () => {
    const { permissionId, runId } = await asked()
    await answer(permissionId, 'reject_once', { message: 'Use another folder.' })
    await driver.settled(runId)
    expect(reports).toMatchObject([{ status: 'denied', message: 'Use another folder.' }])
  })

  it('[P4] an option that was not offered is refused', async () => {
    runner.on('narrow', async (turn) => {
      await turn.requestPermission({ ...writing(), options: ['allow_once', 'reject_once'] })
    })
    await driver.submit('narrow')
    const { data } = await driver.until('permission.requested')
    expect(data.options).toEqual(['allow_once', 'reject_once'])
    const error = await driver.refused(() => answer(data.permissionId, 'allow_always'), 'VALIDATION_FAILED')
    expect(error.issues).toEqual([{ path: 'option', message: 'One of allow_once, reject_once' }])
    await answer(data.permissionId, 'allow_once')
    await driver.until('run.completed')
  })

  it('[P4] unknown permissions are 404', async () => {
    expect((await refusal(answer('nobody', 'allow_once'))).code).toBe('PERMISSION_NOT_FOUND')
    expect((await refusal(permissions().get(tester, { permissionId: 'nobody' }))).code).toBe('PERMISSION_NOT_FOUND')
  })
})

describe('standing answers', () => {
  const reaches = {
    session: () => ({ sessionId: driver.sessionId, agentId: null }),
    agent: () => ({ sessionId: null, agentId: 'test' }),
    everyone: () => ({ sessionId: null, agentId: null }),
  }
  for (const scope of ['session', 'agent', 'everyone'] as const) {
    it(`[P5] [X2] allow_always for ${scope} stores that rule, who chose it and when it ends`, async () => {
      const { permissionId, runId } = await asked()
      await answer(permissionId, 'allow_always', { scope, ruleExpiresAt: '2026-01-02T00:00:00.000Z' })
      await driver.settled(runId)
      expect((await permissions().rules(tester, {})).items).toEqual([
        {
          id: expect.any(String),
          scope,
          ...reaches[scope](),
          toolId: 'fs',
          operation: 'write',
          decision: 'allow',
          expiresAt: '2026-01-02T00:00:00.000Z',
          createdBy: 'tester',
          createdAt: '2026-01-01T00:00:00.000Z',
        },
      ])
      await driver.run('write')
      expect(await driver.eventsOfType('permission.requested')).toHaveLength(1)
    })
  }

  it('[P5] without a scope the rule reaches no further than its session, and holds without an end', async () => {
    const { permissionId } = await asked()
    await answer(permissionId, 'allow_always')
    const [rule] = (await permissions().rules(tester, {})).items
    expect(rule).toMatchObject({ scope: 'session', sessionId: driver.sessionId, expiresAt: null })
    const other = await SessionDriver.on(driver.on)
    await other.submit('write')
    await other.until('permission.requested')
  })

  it('[P5] reject_always stores a denial', async () => {
    const { permissionId, runId } = await asked()
    await answer(permissionId, 'reject_always')
    await driver.settled(runId)
    await driver.run('write')
    expect(reports.map(({ status }) => status)).toEqual(['denied', 'denied'])
    expect(await driver.eventsOfType('permission.requested')).toHaveLength(1)
  })

  it('[P5] when the rule ends the question is asked again', async () => {
    const { permissionId, runId } = await asked()
    await answer(permissionId, 'allow_always', { ruleExpiresAt: '2026-01-01T00:10:00.000Z' })
    await driver.settled(runId)
    driver.clock.advance(10 * 60_000)
    await asked(2)
    await quiet()
    expect((await driver.session()).blockedOn).toBe('permission')
  })
})

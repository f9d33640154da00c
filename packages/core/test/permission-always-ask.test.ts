import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mustAsk } from '../src/permissions/permission-rules.ts'
import type { Turn } from '../src/ports/runner.ts'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { SessionDriver } from '../src/testing/session-driver.ts'
import { startTestRuntime, tester } from '../src/testing/test-runtime.ts'

let driver: SessionDriver
let calls: string[]

beforeEach(async () => {
  calls = []
  const call = (operation: string) => async (turn: Turn) => {
    const toolCallId = `${operation}-${turn.runId}`
    await turn.tool({ toolCallId, toolId: 'shell', operation, toolInput: {} }, async () => {
      calls.push(operation)
      return { result: null }
    })
  }
  const runner = new ScriptedTurns().on('exec', call('exec')).on('get', call('get'))
  const on = await startTestRuntime({ runner })
  const policy = { alwaysAsk: ['shell'] }
  await on.runtime.agents.register(tester, { id: 'careful', runner: 'test', policy })
  driver = await SessionDriver.on(on, { agentId: 'careful' })
})
afterEach(() => driver.runtime.shutdown())

const explain = (operation = 'exec') =>
  driver.runtime.permissions.explain(tester, { ...driver.ref, toolId: 'shell', operation })

describe('tools that always ask', () => {
  it('[P8] a glob is one on the tool, or on tool and operation', () => {
    const call = { toolId: 'fs', operation: 'write', toolInput: {} }
    for (const glob of ['fs', 'fs.write', 'fs.*', '*', 'f?']) expect(mustAsk([glob], call), glob).toBe(true)
    for (const glob of ['write', 'fs.read', 'shell*', 'f']) expect(mustAsk([glob], call), glob).toBe(false)
  })

  it('[P8] no rule, policy, default or allow_always lets one through, and explain says so', async () => {
    const rule = await driver.runtime.permissions.addRule(tester, {
      scope: 'everyone',
      toolId: 'shell',
      operation: '*',
      decision: 'allow',
    })
    expect(await explain()).toMatchObject({
      decision: 'ask',
      by: 'always_ask',
      rule: { id: rule.id },
      reason: expect.stringContaining('shell.exec always asks, so this does not count: A rule of scope everyone'),
    })
    const policy = { rules: [{ toolId: '*', operation: '*', decision: 'allow' as const }] }
    await driver.runtime.sessions.update(tester, { ...driver.ref, policy })
    expect(await explain()).toMatchObject({ decision: 'ask', by: 'always_ask', rule: null })
    expect(await explain('get')).toMatchObject({ decision: 'ask', by: 'always_ask' })
    const runId = await driver.submit('exec')
    const { data } = await driver.until('permission.requested')
    expect(data.reason).toContain('always asks')
    expect(calls).toEqual([])
    await driver.runtime.permissions.answer(tester, { permissionId: data.permissionId, option: 'allow_once' })
    await driver.settled(runId)
    expect(calls).toEqual(['exec'])
  })

  it('[P8] allow_always is not offered, and refused', async () => {
    await driver.submit('exec')
    const { data } = await driver.until('permission.requested')
    expect(data.options).toEqual(['allow_once', 'reject_once', 'reject_always'])
    const { permissionId } = data
    const always = () => driver.runtime.permissions.answer(tester, { permissionId, option: 'allow_always' })
    await driver.refused(always, 'VALIDATION_FAILED')
  })

  it('[P8] a rule that denies denies', async () => {
    const scope = { scope: 'agent', agentId: 'careful' } as const
    await driver.runtime.permissions.addRule(tester, { ...scope, toolId: 'shell', operation: '*', decision: 'deny' })
    expect(await explain()).toMatchObject({ decision: 'deny', by: 'rule' })
  })

  it('[P8] the agent’s list holds as it is now, whatever the session says; the session’s adds to it', async () => {
    await driver.runtime.sessions.update(tester, { ...driver.ref, policy: { alwaysAsk: [] } })
    expect((await explain('get')).by).toBe('always_ask')
    await driver.runtime.agents.update(tester, { agentId: 'careful', policy: { alwaysAsk: ['mail.*'] } })
    expect(await explain('get')).toMatchObject({ decision: 'allow', by: 'default' })
    expect((await driver.run('get')).status).toBe('completed')
    await driver.runtime.sessions.update(tester, { ...driver.ref, policy: { alwaysAsk: ['shell.get'] } })
    expect((await explain('get')).by).toBe('always_ask')
    const ofAgent = { agentId: 'careful', toolId: 'mail', operation: 'get' }
    expect((await driver.runtime.permissions.explain(tester, ofAgent)).by).toBe('always_ask')
  })
})

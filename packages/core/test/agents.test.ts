import { SojournError } from '@sojourn/contract/error'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Runner } from '../src/ports/runner.ts'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { refusal, SessionDriver } from '../src/testing/session-driver.ts'
import { startTestRuntime, type TestRuntime, tester } from '../src/testing/test-runtime.ts'

let on: TestRuntime

beforeEach(async () => {
  const runner: ScriptedTurns & Runner = new ScriptedTurns()
  runner.checkSettings = (settings) => {
    if (settings.broken)
      throw new SojournError('VALIDATION_FAILED', 'Broken', { issues: [{ path: 'broken', message: 'No' }] })
  }
  on = await startTestRuntime({ runner })
})
afterEach(() => on.runtime.shutdown())

const agents = () => on.runtime.agents
const register = (id: string, more: object = {}) => agents().register(tester, { id, runner: 'test', ...more })

describe('agents', () => {
  it('[S1] are registered with defaults, got, listed by id and removed', async () => {
    expect(await register('b')).toEqual({
      id: 'b',
      name: 'b',
      runner: 'test',
      settings: {},
      policy: {},
      limits: {},
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
    })
    await register('a', { name: 'The first' })
    expect((await agents().list(tester, {})).items.map(({ id }) => id)).toEqual(['a', 'b', 'test'])
    const page = await agents().list(tester, { limit: 2 })
    const rest = await agents().list(tester, { limit: 2, cursor: page.nextCursor ?? '' })
    expect(rest.items.map(({ id }) => id)).toEqual(['test'])
    expect(await agents().remove(tester, { agentId: 'a' })).toEqual({ id: 'a', removed: true })
    expect((await refusal(agents().get(tester, { agentId: 'a' }))).code).toBe('AGENT_NOT_FOUND')
  })

  it('[S1] a taken id, an unknown runner and bad settings are refused and change nothing', async () => {
    await register('a', { name: 'First' })
    const refused = async (call: Promise<unknown>) => (await refusal(call)).code
    expect(await refused(register('a', { name: 'Second' }))).toBe('AGENT_EXISTS')
    expect(await refused(register('b', { runner: 'nobody' }))).toBe('VALIDATION_FAILED')
    expect(await refused(register('b', { settings: { broken: true } }))).toBe('VALIDATION_FAILED')
    expect(await refused(agents().update(tester, { agentId: 'a', runner: 'nobody' }))).toBe('VALIDATION_FAILED')
    expect(await refused(agents().update(tester, { agentId: 'a', settings: { broken: true } }))).toBe(
      'VALIDATION_FAILED',
    )
    expect(await refused(agents().update(tester, { agentId: 'nobody' }))).toBe('AGENT_NOT_FOUND')
    expect(await refused(agents().remove(tester, { agentId: 'nobody' }))).toBe('AGENT_NOT_FOUND')
    expect((await agents().list(tester, {})).items.map(({ id, name }) => [id, name])).toEqual([
      ['a', 'First'],
      ['test', 'test'],
    ])
  })

  it('[S1] secrets in settings are never returned, keep their value when sent back, and reach the runner', async () => {
    const settings = {
      apiKey: 'k',
      apiKeyEnv: 'HOME_KEY',
      headers: [{ Authorization: 'Bearer x' }],
      url: 'u',
      nested: { token: 't' },
    }
    const masked = { ...settings, apiKey: '•••', headers: [{ Authorization: '•••' }], nested: { token: '•••' } }
    expect((await register('a', { settings })).settings).toEqual(masked)
    expect((await agents().get(tester, { agentId: 'a' })).settings).toEqual(masked)
    const changed = { ...masked, url: 'v', nested: { token: 'new' } }
    await agents().update(tester, { agentId: 'a', settings: changed })
    const driver = await SessionDriver.on(on, { agentId: 'a' })
    await driver.run('hello')
    expect(on.runner.turns[0]?.agent.settings).toEqual({ ...settings, url: 'v', nested: { token: 'new' } })
  })

  it('[S1] are tried out: the runner says what answers or what is wrong, and a check that fails is an answer', async () => {
    const runner: ScriptedTurns & Runner = on.runner
    await register('a', { settings: { key: 'k' } })
    const test = (agentId: string) => agents().test(tester, { agentId })
    expect(await test('a')).toMatchObject({ ok: true, detail: 'The runner test needs nothing else than the server.' })
    runner.check = async ({ key }) => ({ ok: true, detail: `The model answers to ${key}.` })
    expect(await test('a')).toEqual({ ok: true, detail: 'The model answers to k.', durationMs: 0 })
    runner.check = () => Promise.reject(new SojournError('AGENT_AUTH_REQUIRED', 'OPENAI_API_KEY is not set.'))
    const { ok, detail } = await test('a')
    expect([ok, detail]).toEqual([false, expect.stringMatching(/^OPENAI_API_KEY is not set\. Log the agent in/)])
    runner.check = (_, signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    const asked = Promise.withResolvers<void>()
    const { check } = runner
    runner.check = (...args) => {
      asked.resolve()
      return check(...args)
    }
    const silent = test('a')
    await asked.promise
    on.clock.advance(60_000)
    expect(await silent).toEqual({ ok: false, detail: 'There was no answer in time.', durationMs: 60_000 })
    expect((await refusal(test('nobody'))).code).toBe('AGENT_NOT_FOUND')
  })

  it('[S1] an update changes what it names, for runs that start from then on', async () => {
    await register('a', { name: 'A', settings: { v: 1 }, policy: { maxAttempts: 5 } })
    const driver = await SessionDriver.on(on, { agentId: 'a' })
    on.clock.advance(5)
    expect(await agents().update(tester, { agentId: 'a', settings: { v: 2 } })).toMatchObject({
      name: 'A',
      policy: { maxAttempts: 5 },
      settings: { v: 2 },
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.005Z',
    })
    await driver.run('hello')
    expect(on.runner.turns[0]?.agent.settings).toEqual({ v: 2 })
  })

  it('[S1] an agent in use is not removed unless forced', async () => {
    await register('a')
    const driver = await SessionDriver.on(on, { agentId: 'a' })
    expect((await refusal(agents().remove(tester, { agentId: 'a' }))).code).toBe('AGENT_IN_USE')
    await on.runtime.sessions.complete(tester, driver.ref)
    await agents().remove(tester, { agentId: 'a' })
    await register('b')
    await SessionDriver.on(on, { agentId: 'b' })
    await agents().remove(tester, { agentId: 'b', force: true })
  })

  it('[S1] an agent that exists at start stays as it was registered', async () => {
    await agents().update(tester, { agentId: 'test', name: 'Renamed' })
    const again = await startTestRuntime({ store: on.store })
    expect((await again.runtime.agents.get(tester, { agentId: 'test' })).name).toBe('Renamed')
  })

  it('[X1] agents belong to their project', async () => {
    const stranger = { ...tester, projectId: 'other' }
    expect((await agents().list(stranger, {})).items).toEqual([])
    expect((await refusal(agents().get(stranger, { agentId: 'test' }))).code).toBe('AGENT_NOT_FOUND')
    expect((await refusal(on.runtime.sessions.create(stranger, {}))).code).toBe('AGENT_NOT_FOUND')
  })
})

describe('projects', () => {
  it('[X1] what is outside the caller’s project is 404 everywhere, and nothing there changes', async () => {
    on.runner.on('asks', async (turn) => {
      await turn.saveCheckpoint(1)
      await turn.tool({ toolCallId: 'c', toolId: 'fs', operation: 'write', toolInput: {} }, async () => ({ result: 1 }))
    })
    const driver = await SessionDriver.on(on, { tag: 'nightly' })
    const runId = await driver.submit('asks')
    const { data } = await driver.until('permission.requested')
    const { permissionId } = data
    const checkpointId = (await driver.session()).checkpointId ?? ''
    const { sessions, runs, permissions, checkpoints, toolCalls, events } = on.runtime
    const { ref } = driver
    const who = { ...tester, projectId: 'other' }
    const before = await driver.everything()
    const calls: [Promise<unknown>, string][] = [
      ...(['get', 'summary', 'metrics', 'usage', 'pause', 'resume', 'complete', 'crash', 'recover'] as const).map(
        (name): [Promise<unknown>, string] => [sessions[name](who, ref), 'SESSION_NOT_FOUND'],
      ),
      ...(['archive', 'unarchive', 'untag', 'fork', 'delete', 'compact', 'terminate'] as const).map(
        (name): [Promise<unknown>, string] => [sessions[name](who, ref), 'SESSION_NOT_FOUND'],
      ),
      [sessions.update(who, { ...ref, title: 'x' }), 'SESSION_NOT_FOUND'],
      [sessions.tag(who, { ...ref, tag: 'x' }), 'SESSION_NOT_FOUND'],
      [sessions.resolve(who, { id: ref.sessionId }), 'SESSION_NOT_FOUND'],
      [sessions.resolve(who, { tag: 'nightly' }), 'SESSION_NOT_FOUND'],
      [runs.submit(who, { ...ref, input: { text: 'x' } }), 'SESSION_NOT_FOUND'],
      [runs.list(who, ref), 'SESSION_NOT_FOUND'],
      [runs.get(who, { runId }), 'RUN_NOT_FOUND'],
      [runs.cancel(who, { runId }), 'RUN_NOT_FOUND'],
      [runs.edit(who, { runId, version: 1 }), 'RUN_NOT_FOUND'],
      [runs.move(who, { runId, version: 1, position: 1 }), 'RUN_NOT_FOUND'],
      [permissions.get(who, { permissionId }), 'PERMISSION_NOT_FOUND'],
      [permissions.answer(who, { permissionId, option: 'allow_once' }), 'PERMISSION_NOT_FOUND'],
      [checkpoints.get(who, { checkpointId }), 'CHECKPOINT_NOT_FOUND'],
      [checkpoints.list(who, ref), 'SESSION_NOT_FOUND'],
      [checkpoints.save(who, { ...ref, data: 1 }), 'SESSION_NOT_FOUND'],
      [toolCalls.list(who, ref), 'SESSION_NOT_FOUND'],
      [toolCalls.settle(who, { toolCallId: 'c', happened: 'yes' }), 'TOOL_CALL_NOT_FOUND'],
      [events.list(who, ref), 'SESSION_NOT_FOUND'],
      [events.follow(who, ref, new AbortController().signal).next(), 'SESSION_NOT_FOUND'],
    ]
    const answers = await Promise.all(calls.map(([call]) => refusal(call)))
    expect(answers.map(({ code }) => code)).toEqual(calls.map(([, code]) => code))
    expect(await driver.everything()).toEqual(before)
  })
})

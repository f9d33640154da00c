import type { AgentOption } from '@sojourn/contract/agent-options'
import { SojournError } from '@sojourn/contract/error'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ObservedTool, Runner } from '../src/ports/runner.ts'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

const model = (value: string): AgentOption => ({
  id: 'model',
  name: 'Model',
  category: 'model',
  type: 'select',
  value,
  choices: [
    { value: 'small', name: 'Small' },
    { value: 'large', name: 'Large' },
  ],
})
const commands = [{ name: 'plan', description: 'Makes a plan', hint: 'what for' }]

let runner: ScriptedTurns & Runner
let driver: SessionDriver

beforeEach(async () => {
  runner = new ScriptedTurns()
    .on('open', (turn) => turn.openedAgentSession({ agentSessionId: 'theirs-1' }))
    .on('open another', (turn) => turn.openedAgentSession({ agentSessionId: 'theirs-2' }))
    .on('lose', (turn) => turn.openedAgentSession({ agentSessionId: 'theirs-3', replaces: 'theirs-1' }))
    .on('offer', (turn) => turn.offerOptions({ options: [model('small')], commands }))
  driver = await SessionDriver.open({ runner })
})
afterEach(() => driver.runtime.shutdown())

const choose = (value: string | boolean, optionId = 'model') =>
  driver.runtime.sessions.setAgentOption(tester, { ...driver.ref, optionId, value })

describe('the session that an agent keeps', () => {
  it('[AG1] its id is stored once; only the successor of a lost one takes its place', async () => {
    expect((await driver.session()).agentSessionId).toBeNull()
    await driver.run('open')
    await driver.run('open another')
    expect((await driver.session()).agentSessionId).toBe('theirs-1')
    await driver.run('lose')
    expect((await driver.session()).agentSessionId).toBe('theirs-3')
  })

  it('[AG1] [F1] a fork begins without it, and with what the agent offered and somebody chose', async () => {
    await driver.run('open')
    await driver.run('offer')
    await choose('large')
    const child = await driver.runtime.sessions.fork(tester, driver.ref)
    expect(child.agentSessionId).toBeNull()
    expect(child.agentOptions).toEqual({ options: [model('large')], commands, chosen: { model: 'large' } })
  })
})

describe('a session that goes on with one of the agent’s', () => {
  const attach = (agentSessionId: string) => driver.runtime.sessions.create(tester, { attach: { agentSessionId } })

  it('[AG4] begins with what was said in it', async () => {
    runner.own.set('theirs', {
      messages: [
        { kind: 'user_message', text: 'Hello' },
        { kind: 'assistant_text', text: 'Hi' },
      ],
    })
    const made = await attach('theirs')
    expect(made.agentSessionId).toBe('theirs')
    const events = await driver.on.eventsOf(made.id)
    expect(events.map(({ type }) => type)).toEqual([
      'session.created',
      'agent.session_opened',
      'block.completed',
      'block.completed',
    ])
    expect(events[1]?.data).toEqual({ agentSessionId: 'theirs', how: 'attached' })
    const list = await driver.runtime.agents.sessions(tester, { agentId: 'test' })
    expect(list.items).toEqual([
      { agentSessionId: 'theirs', cwd: null, title: null, updatedAt: null, sessionId: made.id },
    ])
  })

  it('[AG4] is refused when the agent’s session has one already, also to one of two at once', async () => {
    runner.own.set('theirs', { messages: [] })
    const results = await Promise.allSettled([attach('theirs'), attach('theirs')])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(attach('theirs')).rejects.toMatchObject({ code: 'SESSION_EXISTS' })
  })

  it('[AG4] is not made when the agent cannot open its session', async () => {
    const before = await driver.on.store.listSessions({ projectId: 'default', limit: 9, filter: { empty: true } })
    await expect(attach('gone')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    const after = await driver.on.store.listSessions({ projectId: 'default', limit: 9, filter: { empty: true } })
    expect(after).toEqual(before)
  })
})

describe('what an agent offers', () => {
  it('[AG3] is as it last said, and says itself in the log', async () => {
    await driver.run('offer')
    const session = await driver.session()
    expect(session.agentOptions).toEqual({ options: [model('small')], commands, chosen: {} })
    expect(await driver.types()).toContain('agent.options_changed')
  })

  it('[AG3] a choice is kept when the agent says again what it offers', async () => {
    await driver.run('offer')
    const { version } = await driver.session()
    const chosen = await choose('large')
    expect(chosen.version).toBeGreaterThan(version)
    expect(chosen.agentOptions?.options).toEqual([model('large')])
    await driver.run('offer')
    expect((await driver.session()).agentOptions).toEqual({
      options: [model('small')],
      commands,
      chosen: { model: 'large' },
    })
  })

  it('[AG3] what it does not offer is refused, in words that say what it does', async () => {
    const none = await driver.refused(() => choose('large'), 'VALIDATION_FAILED')
    expect(none.issues).toEqual([{ path: 'optionId', message: 'The agent offers no options yet.' }])
    await driver.run('offer')
    const value = await driver.refused(() => choose('huge'), 'VALIDATION_FAILED')
    expect(value.issues).toEqual([{ path: 'value', message: 'Model can be small, large.' }])
    const option = await driver.refused(() => choose('x', 'mode'), 'VALIDATION_FAILED')
    expect(option.issues).toEqual([{ path: 'optionId', message: 'The agent offers model.' }])
    await driver.refused(() => choose(true), 'VALIDATION_FAILED')
  })

  it('[AG3] an agent that runs is told first; what it refuses has not been chosen', async () => {
    await driver.run('offer')
    runner.onOption = async () => {
      throw new SojournError('RUNNER_FAILED', 'Not with this account.')
    }
    await driver.refused(() => choose('large'), 'RUNNER_FAILED')
    runner.onOption = async ({ option }) => [option, { ...model('x'), id: 'other' }]
    expect((await choose('large')).agentOptions?.options.map(({ id }) => id)).toEqual(['model', 'other'])
  })

  it('[AG3] choosing what is chosen already is no change', async () => {
    await driver.run('offer')
    const { seq } = await choose('large')
    expect((await choose('large')).seq).toBe(seq)
  })
})

describe('a new session', () => {
  const another = () => driver.runtime.sessions.create(tester, { agentId: 'test' })

  it('[AG6] offers what the agent said when it was tried out, and a choice waits for the first run', async () => {
    expect((await another()).agentOptions).toBeNull()
    runner.check = async () => ({ ok: true, detail: 'It answers.', offers: { options: [model('small')], commands } })
    expect(await driver.runtime.agents.test(tester, { agentId: 'test' })).toMatchObject({ offers: { commands } })
    const { id, agentOptions } = await another()
    expect(agentOptions).toEqual({ options: [model('small')], commands, chosen: {} })
    const chosen = await driver.runtime.sessions.setAgentOption(tester, {
      ...{ sessionId: id, optionId: 'model', value: 'large' },
    })
    expect(chosen.agentOptions).toMatchObject({ options: [{ value: 'large' }], chosen: { model: 'large' } })
    driver.clock.advance(1)
    await driver.runtime.agents.update(tester, { agentId: 'test', name: 'Changed' })
    expect((await another()).agentOptions).toBeNull()
  })

  it('[AG6] else offers what the newest session was offered, without what was chosen there', async () => {
    driver.clock.advance(1)
    const first = await SessionDriver.on(driver.on)
    await first.run('offer')
    expect((await another()).agentOptions).toEqual({ options: [model('small')], commands, chosen: {} })
    await driver.runtime.sessions.setAgentOption(tester, { ...first.ref, optionId: 'model', value: 'large' })
    expect((await another()).agentOptions).toMatchObject({ options: [{ value: 'small' }], chosen: {} })
  })
})

describe('a call that the agent executes itself', () => {
  const call = { toolCallId: 'c1', toolId: 'fs', operation: 'edit', toolInput: {} }
  const observing = (look: (tool: ObservedTool) => Promise<void>) =>
    runner.on('look', async (turn) => look(await turn.observeTool(call)))
  const toolEvents = async () => (await driver.events()).filter(({ type }) => type.startsWith('tool.'))

  it('[AG2] is in the ledger from its call to its end, with the input that was told late', async () => {
    observing(async (tool) => {
      await tool.started({ toolInput: { path: 'a' }, title: 'Edit a' })
      tool.progress('half')
      driver.clock.advance(40)
      await tool.completed({ result: { ok: true } })
    })
    await driver.run('look')
    expect((await toolEvents()).map(({ type, data }) => [type, data])).toMatchObject([
      ['tool.called', { toolCallId: 'c1', effect: 'write', attempt: 1 }],
      ['tool.started', { toolInput: { path: 'a' }, title: 'Edit a' }],
      ['tool.progressed', { output: 'half' }],
      ['tool.completed', { result: { ok: true }, summary: '{"ok":true}', durationMs: 40 }],
    ])
    expect((await driver.runtime.toolCalls.list(tester, driver.ref)).items).toMatchObject([
      { status: 'completed', toolInput: { path: 'a' }, title: 'Edit a' },
    ])
  })

  it('[AG2] ends once, and what is said after its end is dropped', async () => {
    observing(async (tool) => {
      await tool.failed({ code: 'TOOL_FAILED', message: 'No such file' })
      await tool.started()
      tool.progress('late')
      await tool.completed({ result: null })
      await tool.failed({ code: 'TOOL_FAILED', message: 'again' })
    })
    await driver.run('look')
    expect((await toolEvents()).map(({ type }) => type)).toEqual(['tool.called', 'tool.failed'])
  })

  it('[AG2] that was told to end without having started has started all the same', async () => {
    observing((tool) => tool.completed({ result: 1, summary: 'Done' }))
    await driver.run('look')
    expect((await toolEvents()).map(({ type }) => type)).toEqual(['tool.called', 'tool.started', 'tool.completed'])
  })

  it('[AG2] [C4] a write that had started when its attempt broke off is in doubt', async () => {
    runner.on('break', async (turn) => {
      if (turn.attempt > 1) return
      const tool = await turn.observeTool(call)
      await tool.started()
      throw new SojournError('RUNNER_CRASHED', 'The agent died.')
    })
    const runId = await driver.submit('break')
    await driver.until('tool.in_doubt')
    expect((await driver.session()).inDoubtCalls).toBe(1)
    await driver.runtime.toolCalls.settle(tester, { toolCallId: 'c1', sessionId: driver.sessionId, happened: 'yes' })
    driver.clock.advance(10_000)
    expect((await driver.settled(runId)).status).toBe('completed')
  })

  it('[AG2] [C4] that waits for its permission is not executing, whatever its agent says', async () => {
    runner.on('ask late', async (turn) => {
      const tool = await turn.observeTool({ ...call, toolCallId: `c${turn.attempt}` })
      if (turn.attempt > 1) return tool.completed({ result: null })
      await tool.started()
      void turn.requestPermission({ ...call, toolCallId: 'c1' }).catch(() => {})
      await driver.until('permission.requested')
      throw new SojournError('RUNNER_CRASHED', 'The agent died.')
    })
    const runId = await driver.submit('ask late')
    await driver.until('run.requeued')
    driver.clock.advance(10_000)
    expect((await driver.settled(runId)).status).toBe('completed')
    expect(await driver.types()).not.toContain('tool.in_doubt')
  })

  it.each([
    { goesOn: true, status: 'completed', attempts: 2 },
    { goesOn: false, status: 'failed', attempts: 1 },
  ])('[AG5] a run that has written is tried again when its agent is told so: $goesOn', async (given) => {
    const teller = new ScriptedTurns({ resume: false, goesOn: given.goesOn }).on('write', async (turn) => {
      if (turn.attempt > 1) return
      const tool = await turn.observeTool(call)
      await tool.completed({ result: 1 })
      throw new SojournError('RUNNER_CRASHED', 'The agent died.')
    })
    const other = await SessionDriver.open({ runner: teller })
    const runId = await other.submit('write')
    await other.until('tool.completed')
    await quiet()
    other.clock.advance(10_000)
    expect((await other.settled(runId)).status).toBe(given.status)
    expect(await other.eventsOfType('run.started')).toHaveLength(given.attempts)
    await other.runtime.shutdown()
  })

  it('[AG2] is closed with its run when nobody said how it ended', async () => {
    runner.on('stop', async (turn) => {
      await (await turn.observeTool(call)).started()
      await untilAborted(turn)
    })
    const runId = await driver.submit('stop')
    await driver.until('tool.started')
    await driver.runtime.runs.cancel(tester, { runId })
    expect((await driver.settled(runId)).status).toBe('cancelled')
    expect((await toolEvents()).at(-1)?.type).toBe('tool.failed')
  })
})

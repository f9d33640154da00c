import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AcpRunner } from '../../src/acp/acp-runner.ts'
import { isAlive, waitUntilGone } from '../processes.ts'
import { openAcpSession } from './acp-engine.ts'
import { agentProcesses } from './agent-processes.ts'

/** What a script said of a process that it started. */
const pidIn = (text: string): number => Number(/daemon (\d+)/.exec(text)?.[1])

describe('the process of an agent', () => {
  it('[ACP11] stays between runs, and is gone when the session is deleted, with all that it started', async () => {
    const { engine, play, session } = await openAcpSession({ flags: ['--stubborn'] })
    const first = await play({ daemon: true })
    const daemon = pidIn(String(first.status === 'completed' && first.output))
    const [agent = 0] = await agentProcesses(session.workspace)
    await play({ say: 'again' })
    expect(await agentProcesses(session.workspace)).toContain(agent)
    expect(isAlive(daemon)).toBe(true)
    await engine.remove(session)
    await waitUntilGone(agent)
    await waitUntilGone(daemon)
  })

  it('[ACP11] is gone when the host stops, and started again by the next one', async () => {
    const { engine, play, session } = await openAcpSession()
    await play({ say: 'one' })
    const before = await agentProcesses(session.workspace)
    expect(before).toHaveLength(1)
    await engine.restart()
    for (const pid of before) await waitUntilGone(pid)
    expect(await play({ say: 'two' })).toMatchObject({ output: 'two' })
  })

  it('[ACP11] of a host that died is ended by the next before anything runs', async () => {
    const { owner, start, session } = await openAcpSession({ flags: ['--stubborn'] })
    await start({ hang: 'deaf' })
    await session.next('run.started')
    await expect.poll(() => agentProcesses(session.workspace)).toHaveLength(1)
    const [left = 0] = await agentProcesses(session.workspace)
    const runner = new AcpRunner({ owner })
    expect(await runner.sweep()).toBeGreaterThan(0)
    await waitUntilGone(left)
    expect(await new AcpRunner({ owner: 'somebody else' }).sweep()).toBe(0)
  })
})

describe('opening the agent’s session', () => {
  it.each(['load', 'resume'])('[ACP12] goes on in it after a restart (%s), and shows nothing twice', async (again) => {
    const { engine, play, session } = await openAcpSession({ flags: ['--again', again] })
    await play({ think: 'Once' }, { say: 'Said once' }, { tool: { title: 'Look', kind: 'read' } })
    const { agentSessionId } = await session.get()
    const before = (await session.of('block.completed')).length
    await engine.restart()
    expect(await play({ say: 'Later' })).toMatchObject({ output: 'Later' })
    expect((await session.get()).agentSessionId).toBe(agentSessionId)
    // The input and its answer.
    expect(await session.of('block.completed')).toHaveLength(before + 2)
    expect(await session.of('tool.called')).toHaveLength(1)
  })

  it('[ACP12] where the agent does not offer that, a new one is told what was said', async () => {
    const { engine, play, session } = await openAcpSession({ flags: ['--again', 'never'] })
    await play({ say: 'The secret is 42' })
    const before = (await session.get()).agentSessionId
    await engine.restart()
    await session.settled(await session.submit('What is it?'))
    const said = (await session.texts()).at(-1)
    expect(said).toContain('You said: This session began earlier.')
    expect(said).toContain('[assistant] The secret is 42')
    const after = (await session.get()).agentSessionId
    expect(after).not.toBe(before)
    expect((await session.of('agent.session_opened')).at(-1)).toMatchObject({ agentSessionId: after, replaces: before })
  })

  it('[ACP12] one that the agent has lost is replaced, in words', async () => {
    const { engine, play, session, owner } = await openAcpSession()
    await play({ say: 'Hello' })
    const { agentSessionId } = await session.get()
    await engine.restart()
    await rm(join(owner, `${agentSessionId}.jsonl`))
    expect(await play({ say: 'Still here' })).toMatchObject({ output: 'Still here' })
    expect((await session.of('log')).map(({ message }) => message)).toContainEqual(
      expect.stringContaining('could not open its session'),
    )
  })

  it('[ACP12] [F1] a fork gets a session of its own, which is told the past', async () => {
    const { engine, play, session } = await openAcpSession()
    await play({ say: 'Before the fork' })
    const child = await engine.fork(session)
    await child.settled(await child.submit('Go on'))
    expect((await child.texts()).at(-1)).toContain('[assistant] Before the fork')
    expect((await child.get()).agentSessionId).not.toBe((await session.get()).agentSessionId)
  })
})

describe('an agent that cannot work', () => {
  it('[ACP13] says what to install when there is no such program', async () => {
    const { play } = await openAcpSession({
      settings: { command: 'no-such-agent', args: [], installHint: 'npm install -g no-such-agent' },
    })
    expect(await play({ say: 'x' })).toMatchObject({
      status: 'failed',
      error: {
        code: 'RUN_NOT_RUNNABLE',
        message: 'There is no program no-such-agent on this server: npm install -g no-such-agent',
      },
    })
  })

  it('[ACP13] that ends before it speaks is not tried again', async () => {
    const { play, session } = await openAcpSession({ settings: { args: ['-e', 'console.error("No licence")'] } })
    expect(await play({ say: 'x' })).toMatchObject({
      status: 'failed',
      error: { code: 'RUN_NOT_RUNNABLE', message: expect.stringContaining('No licence') },
    })
    expect(await session.of('run.started')).toHaveLength(1)
  })

  it('[ACP13] is tried out before anybody needs it', async () => {
    const ready = await openAcpSession()
    expect(await ready.engine.test('agent')).toMatchObject({
      ok: true,
      detail: 'test-agent 1.0.0 answers with the model small; it opens its sessions again after a restart.',
    })
    const missing = await openAcpSession({ settings: { command: 'no-such-agent', installHint: 'install it' } })
    expect(await missing.engine.test('agent')).toMatchObject({
      ok: false,
      detail: 'There is no program no-such-agent on this server: install it',
    })
    const locked = await openAcpSession({ flags: ['--login'] })
    expect(await locked.engine.test('agent')).toMatchObject({
      ok: false,
      detail: expect.stringContaining('not logged in'),
    })
  })

  it('[ACP13] says how to log in when it wants that, and logs in when the settings say how', async () => {
    const flags = ['--login']
    const refused = await openAcpSession({ flags, settings: { loginHint: 'set TEST_KEY' } })
    expect(await refused.play({ say: 'x' })).toMatchObject({
      status: 'failed',
      error: {
        code: 'AGENT_AUTH_REQUIRED',
        message: 'The agent is not logged in: set TEST_KEY. It offers: API key (key); `authMethod` chooses one.',
        retryable: false,
      },
    })
    const { play } = await openAcpSession({ flags, settings: { authMethod: 'key' } })
    expect(await play({ say: 'In' })).toMatchObject({ output: 'In' })
  })

  it('[ACP13] of another protocol version, or one that never speaks, fails in words', async () => {
    const other = await openAcpSession({ flags: ['--version', '7'] })
    expect(await other.play({ say: 'x' })).toMatchObject({
      status: 'failed',
      error: { message: 'The agent speaks version 7 of the Agent Client Protocol, Sojourn version 1.' },
    })
    const mute = await openAcpSession({ flags: ['--mute'], settings: { startTimeoutMs: 300 } })
    expect(await mute.play({ say: 'x' })).toMatchObject({
      status: 'failed',
      error: { message: 'The agent did not initialize within 0.3 s.' },
    })
    expect(await agentProcesses(mute.session.workspace)).toEqual([])
  })

  it('[ACP13] fails its run with its own words, and is there for the next', async () => {
    const { play } = await openAcpSession()
    const broken = { error: { code: -32_603, message: 'Internal error', data: { details: 'no credit' } } }
    expect(await play(broken)).toMatchObject({
      status: 'failed',
      error: { code: 'RUNNER_FAILED', message: 'The agent failed: Internal error {"details":"no credit"}' },
    })
    expect(await play({ stop: 'refusal' })).toMatchObject({ status: 'failed' })
    expect(await play({ stop: 'max_turn_requests' })).toMatchObject({ status: 'completed', doneReason: 'max_steps' })
    expect(await play({ say: 'Model error: 401' })).toMatchObject({ status: 'completed', output: 'Model error: 401' })
  })

  it('[ACP14] that says nothing, or works for too long, is stopped', async () => {
    const silent = await openAcpSession({ settings: { silenceTimeoutMs: 300 } })
    expect(await silent.play({ hang: 'polite' })).toMatchObject({
      status: 'failed',
      error: { message: 'The agent said nothing for 0.3 s (silenceTimeoutMs).' },
    })
    const busy = await openAcpSession({ settings: { promptTimeoutMs: 300 } })
    expect(await busy.play({ hang: 'polite' })).toMatchObject({
      status: 'failed',
      error: { message: 'The agent did not finish within 0.3 s (promptTimeoutMs).' },
    })
  })
})

describe('cancelling', () => {
  it('[ACP15] tells the agent to stop, answers what it asks, and keeps it alive', async () => {
    const { start, play, session } = await openAcpSession()
    const runId = await start({ say: 'Working' }, { hang: 'polite' })
    await session.next('block.delta')
    await session.cancel(runId)
    expect((await session.settled(runId)).status).toBe('cancelled')
    const [agent] = await agentProcesses(session.workspace)
    expect(await play({ say: 'Alive' })).toMatchObject({ output: 'Alive' })
    expect(await agentProcesses(session.workspace)).toEqual([agent])
  })

  it('[ACP15] stands when the agent says `end_turn`, and when it was asking', async () => {
    const { start, session, executed } = await openAcpSession()
    const liar = await start({ say: 'Working' }, { hang: 'liar' })
    await session.next('block.delta')
    await session.cancel(liar)
    expect((await session.settled(liar)).status).toBe('cancelled')
    const asking = await start({ tool: { title: 'Write', kind: 'edit', ask: true } })
    await session.next('permission.requested')
    await session.cancel(asking)
    expect((await session.settled(asking)).status).toBe('cancelled')
    expect(await executed()).toEqual([])
  })

  it('[ACP15] ends an agent that does not listen, and starts another for the next run', async () => {
    const { start, play, session } = await openAcpSession()
    const runId = await start({ say: 'Working' }, { hang: 'deaf' })
    await session.next('block.delta')
    const [deaf = 0] = await agentProcesses(session.workspace)
    await session.cancel(runId)
    expect((await session.settled(runId)).status).toBe('cancelled')
    await waitUntilGone(deaf)
    expect(await play({ say: 'Another' })).toMatchObject({ output: 'Another' })
  }, 20_000)
})

describe('an agent that dies', () => {
  it('[ACP16] in the middle is started again, and goes on without doing anything twice', async () => {
    const { start, session, executed } = await openAcpSession()
    await session.allow('*')
    const runId = await start(
      { say: 'Beginning' },
      { tool: { title: 'First', kind: 'edit', ask: true, write: { path: 'a.txt', content: '1' } } },
      { die: 'SIGKILL' },
      { tool: { title: 'Second', kind: 'edit', ask: true, write: { path: 'b.txt', content: '2' } } },
    )
    expect(await session.settled(runId)).toMatchObject({ status: 'completed' })
    expect(await session.of('run.started')).toHaveLength(2)
    expect(await executed()).toEqual(['First', 'Second'])
  })

  it('[ACP16] between two runs is started again without anybody noticing', async () => {
    const { play, session } = await openAcpSession()
    await play({ say: 'one' })
    const [agent = 0] = await agentProcesses(session.workspace)
    process.kill(agent, 'SIGKILL')
    await waitUntilGone(agent)
    expect(await play({ say: 'two' })).toMatchObject({ status: 'completed', output: 'two' })
    expect(await session.of('run.started')).toMatchObject([{ attempt: 1 }, { attempt: 1 }])
  })

  it('[ACP16] [C4] while it writes leaves that in doubt, and a person’s word reaches the next attempt', async () => {
    const { start, session, executed } = await openAcpSession()
    await session.allow('*')
    const runId = await start(
      { tool: { title: 'Slow', kind: 'edit', ask: true, write: { path: 'a.txt', content: '1' }, ms: 60_000 } },
      { tool: { title: 'Second', kind: 'edit', ask: true, write: { path: 'b.txt', content: '2' } } },
    )
    await session.next('tool.started')
    await expect.poll(executed).toEqual(['Slow'])
    const [agent = 0] = await agentProcesses(session.workspace)
    process.kill(agent, 'SIGKILL')
    const { toolCallId } = await session.next('tool.in_doubt')
    await session.settleToolCall(toolCallId, 'yes')
    expect(await session.settled(runId)).toMatchObject({ status: 'completed' })
    expect(await executed()).toEqual(['Slow', 'Second'])
  })
})

describe('inputs', () => {
  it('[ACP17] reach the agent with their files: as images, as text, or as a place where they are', async () => {
    const { session, play } = await openAcpSession()
    await play({ say: 'up' })
    await writeFile(join(session.workspace, 'x'), '')
    const data = Buffer.from('hello').toString('base64')
    const runId = await session.submitInput({
      blocks: [
        { type: 'text', text: 'Look' },
        { type: 'file', mimeType: 'image/png', data, name: 'a.png' },
        { type: 'file', mimeType: 'text/plain', data, name: 'a.txt' },
        { type: 'file', mimeType: 'application/zip', data, name: '../a.zip' },
      ],
    })
    expect(await session.settled(runId)).toMatchObject({ output: 'You said: Look\nimage\nresource\nresource_link' })
  })
})

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SessionUsage } from '@sojourn/contract/session-metrics'
import type { UsageReport } from '@sojourn/contract/usage-report'
import type { ModelAnswer } from '@sojourn/runners/testing/model-endpoint/model-answer'
import { ModelEndpoint, type ModelScript } from '@sojourn/runners/testing/model-endpoint/model-endpoint'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AgentHost } from './support/agent-host.ts'

const usage = { input: 100, output: 20, cacheRead: 1_000 }
/** Of each answer, at 1, 10 and 0.1 US dollars for a million tokens. */
const cost = 0.0004
const prices = { 'a-model': { inputPerMillion: 1, outputPerMillion: 10, cacheReadPerMillion: 0.1 } }
const lookAround = ['list', 'read', 'search'].map((operation) => ({
  toolId: 'fs',
  operation,
  decision: 'allow' as const,
}))

const step = (name: string, input: Record<string, string>): ModelAnswer => ({ toolCalls: [{ name, input }], usage })

/** A real server with an agent that asks a model endpoint of ours, in one of its dialects. */
const open = async (provider: string, script: ModelScript) => {
  const endpoint = await ModelEndpoint.start(script)
  const { host, sessionId } = await AgentHost.start(() => ({
    id: 'model',
    runner: 'ai-sdk',
    settings: { provider, baseURL: endpoint.baseURL, model: 'a-model', apiKey: 'a-key', prices },
    policy: { rules: lookAround },
  }))
  onTestFinished(async () => {
    await host[Symbol.asyncDispose]()
    await endpoint[Symbol.asyncDispose]()
  })
  return { endpoint, agent: new AgentHost(host, sessionId) }
}

const edit = (newText: string) => step('edit_file', { path: 'a.txt', oldText: 'start', newText: `start\n${newText}` })

describe.each(['openai-compatible', 'anthropic'])('a model by %s in a real server', { timeout: 60_000 }, (provider) => {
  it('[AI4] [AI6] lists, reads and edits: one call denied, one edited, one allowed always; its cost adds up', async () => {
    const { agent, endpoint } = await open(provider, [
      step('list_files', {}),
      step('read_file', { path: 'a.txt' }),
      edit('denied'),
      edit('wrong'),
      edit('always'),
      edit('after'),
      { text: 'Done.', usage },
    ])
    await mkdir(agent.workspace, { recursive: true })
    await writeFile(join(agent.workspace, 'a.txt'), 'start\n')
    const runId = await agent.submit('Edit the file')
    await agent.answer({ option: 'reject_once', message: 'Not this.' })
    await agent.answer({
      option: 'allow_once',
      toolInput: { path: 'a.txt', oldText: 'start', newText: 'start\nright' },
    })
    await agent.answer({ option: 'allow_always', scope: 'session' })
    expect(await agent.settled(runId)).toMatchObject({ status: 'completed', attempt: 1, output: 'Done.' })
    expect(await readFile(join(agent.workspace, 'a.txt'), 'utf8')).toBe('start\nafter\nalways\nright\n')
    expect(await agent.of('permission.requested')).toHaveLength(3)
    const told = JSON.stringify(endpoint.requests.at(-1)?.body.messages)
    expect(told).toMatch(/refused and not executed.*Not this\..*changed its input/s)
    const sums = { inputTokens: 700, outputTokens: 140, cacheReadTokens: 7_000, costUsd: Number((7 * cost).toFixed(6)) }
    expect((await agent.session()).usage).toMatchObject(sums)
    expect(await agent.host.call<SessionUsage>(`/sessions/${agent.sessionId}/usage`)).toMatchObject({ usage: sums })
    const { items } = await agent.host.call<UsageReport>('/usage?groupBy=model')
    expect(items).toMatchObject([{ key: 'a-model', calls: 7, ...sums }])
  })

  it('[AI5] survives kill -9 between two steps: attempt 2, no call made twice, no answer asked for twice', async () => {
    const gate = Promise.withResolvers<void>()
    const command = (word: string) => step('run_command', { command: `echo ${word} >> executed.log` })
    const script: ModelAnswer[] = [
      command('one'),
      command('two'),
      { text: 'Thinking of', until: gate.promise },
      command('three'),
      { text: 'Done.' },
    ]
    const { agent, endpoint } = await open(provider, script)
    await agent.host.call('/permission-rules', {
      json: { toolId: 'shell', operation: '*', decision: 'allow', scope: 'session', sessionId: agent.sessionId },
    })
    const runId = await agent.submit('Count')
    await agent.until('block.delta', 1)
    await agent.host.kill()
    gate.resolve()
    await agent.host.start()
    expect(await agent.settled(runId)).toMatchObject({ status: 'completed', attempt: 2, output: 'Done.' })
    expect(await readFile(join(agent.workspace, 'executed.log'), 'utf8')).toBe('one\ntwo\nthree\n')
    expect(endpoint.requests).toHaveLength(5)
    expect((await agent.of('tool.started')).length).toBe(3)
    expect((await agent.of('checkpoint.saved')).map(({ label }) => label)).toEqual([
      'step 1',
      'step 2',
      'step 3',
      'step 4',
    ])
  })

  it('[AI14] is tried out over the interface', async () => {
    const { agent } = await open(provider, [{ text: 'OK' }, { error: { status: 401, message: 'Bad key' } }])
    const test = () => agent.host.call('/agents/model/test', { json: {} })
    expect(await test()).toMatchObject({ ok: true, detail: expect.stringContaining('a-model answers') })
    expect(await test()).toMatchObject({ ok: false, detail: expect.stringContaining('Bad key') })
  })
})

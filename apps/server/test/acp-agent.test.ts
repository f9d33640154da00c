import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AcpHost } from './support/acp-host.ts'

const edit = (title: string, content = title) => ({
  tool: {
    title,
    kind: 'edit',
    input: { path: `${title}.txt`, content },
    ask: true,
    write: { path: `${title}.txt`, content },
  },
})

const open = async (): Promise<AcpHost> => {
  const agent = await AcpHost.open()
  onTestFinished(() => agent.host[Symbol.asyncDispose]())
  return agent
}

describe('an agent over ACP in a real server', { timeout: 90_000 }, () => {
  it('[ACP7] lists, reads and edits: one call denied, one edited, one allowed always', async () => {
    const agent = await open()
    await agent.play({ say: 'Ready' })
    await writeFile(join(agent.workspace, 'README.md'), 'What this is')
    const runId = await agent.start(
      { plan: ['Look', 'Write'] },
      { tool: { title: 'List', kind: 'search', list: true } },
      { tool: { title: 'Read', kind: 'read', read: 'README.md' } },
      edit('Denied'),
      edit('Edited', 'wrong'),
      edit('Always'),
      edit('After'),
      { say: 'Done' },
    )
    await agent.answer({ option: 'reject_once' })
    await agent.answer({ option: 'allow_once', toolInput: { path: 'Edited.txt', content: 'right' } })
    await agent.answer({ option: 'allow_always', scope: 'session' })
    expect(await agent.settled(runId)).toMatchObject({ status: 'completed' })
    expect(await agent.executed()).toEqual(['List', 'Read', 'Always', 'After', 'Edited'])
    expect(await readFile(join(agent.workspace, 'Edited.txt'), 'utf8')).toBe('right')
    expect((await agent.of('permission.requested')).length).toBe(3)
    const results = (await agent.of('tool.completed')).map(({ result }) => result)
    expect(results[1]).toMatchObject({ output: 'What this is' })
  })

  it('[ACP16] [C4] survives kill -9 of the agent and of the server: nothing is executed twice', async () => {
    const agent = await open()
    await agent.host.call('/permission-rules', {
      json: { toolId: '*', operation: '*', decision: 'allow', scope: 'session', sessionId: agent.sessionId },
    })
    const first = await agent.play(edit('One'), { die: 'SIGKILL' }, edit('Two'))
    expect(first).toMatchObject({ status: 'completed', attempt: 2 })
    const { agentSessionId } = await agent.session()
    const runId = await agent.start({ say: 'Before ' }, edit('Three'), { sleep: 1_500 }, edit('Four'))
    await agent.until('tool.completed', 3)
    const before = await agent.processes()
    await agent.host.kill()
    await agent.host.start()
    expect(await agent.processes()).not.toEqual(expect.arrayContaining(before))
    expect(await agent.settled(runId)).toMatchObject({ status: 'completed', attempt: 2 })
    expect(await agent.executed()).toEqual(['One', 'Two', 'Three', 'Four'])
    expect((await agent.session()).agentSessionId).toBe(agentSessionId)
  })

  it('[ACP15] [ACP11] cancel leaves the agent alive, delete leaves no process', async () => {
    const agent = await open()
    const runId = await agent.start({ say: 'Working' }, { hang: 'polite' })
    await agent.until('block.delta', 1)
    const [pid] = await agent.processes()
    await agent.host.call(`/runs/${runId}/cancel`, { json: {} })
    expect(await agent.settled(runId)).toMatchObject({ status: 'cancelled' })
    expect(await agent.play({ say: 'Alive' })).toMatchObject({ status: 'completed', output: 'Alive' })
    expect(await agent.processes()).toEqual([pid])
    await agent.host.call(`/sessions/${agent.sessionId}`, { method: 'DELETE' })
    expect(await agent.processes()).toEqual([])
  })

  it('[ACP12] a restarted server opens the agent’s session again and shows nothing twice', async () => {
    const agent = await open()
    await agent.play({ think: 'Hm' }, { say: 'Said once' }, { tool: { title: 'List', kind: 'search', list: true } })
    const { agentSessionId } = await agent.session()
    await agent.restart()
    expect(await agent.processes()).toEqual([])
    expect(await agent.play({ say: 'Later' })).toMatchObject({ output: 'Later' })
    expect((await agent.session()).agentSessionId).toBe(agentSessionId)
    const blocks = (await agent.of('block.completed')).map(({ block }) => ('text' in block ? block.text : ''))
    expect(blocks.filter((text) => !text.startsWith('@agent'))).toEqual(['Hm', 'Said once', 'Later'])
    expect(await agent.of('tool.called')).toHaveLength(1)
  })

  it('[AG3] [ACP9] offers modes, models and commands, and takes choices', async () => {
    const agent = await open()
    await agent.play({ say: 'Ready' })
    const offered = (await agent.session()).agentOptions
    expect(offered?.options.map(({ id, value }) => [id, value])).toEqual([
      ['mode', 'careful'],
      ['model', 'small'],
    ])
    expect(offered?.commands).toEqual([{ name: 'review', description: 'Reviews with nothing' }])
    const choose = (option: string, value: string) =>
      agent.host.call(`/sessions/${agent.sessionId}/agent-options/${option}`, { method: 'PUT', json: { value } })
    await choose('model', 'large')
    await choose('mode', 'bold')
    await expect(choose('model', 'huge')).rejects.toMatchObject({ status: 400, code: 'VALIDATION_FAILED' })
    // The next process begins with its defaults, and is told.
    await agent.restart()
    await agent.play({ say: 'Again' })
    expect((await agent.session()).agentOptions).toMatchObject({
      options: [{ value: 'bold' }, { value: 'large' }],
      chosen: { model: 'large', mode: 'bold' },
    })
  })
})

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openAcpSession } from './acp-engine.ts'

const write = (title: string, content: string, more: object = {}) => ({
  tool: {
    title,
    kind: 'edit',
    input: { path: 'a.txt', content },
    ask: true,
    write: { path: 'a.txt', content },
    ...more,
  },
})

describe('the calls of an agent', () => {
  it('[ACP6] are in the ledger with their kind as operation and effect; results carry changes and places', async () => {
    const { play, session } = await openAcpSession()
    await session.allow('*')
    await play(
      { tool: { title: 'List', kind: 'search', list: true } },
      write('Write a', 'new'),
      { tool: { title: 'Run', kind: 'execute', name: 'Bash', prints: ['one\n', 'two\n'] } },
      { tool: { title: 'Break', kind: 'fetch', fails: 'No such host' } },
    )
    expect(await session.of('tool.called')).toMatchObject([
      { toolId: 'fs', operation: 'search', effect: 'read', title: 'List' },
      { toolId: 'fs', operation: 'edit', effect: 'write', toolInput: { path: 'a.txt', content: 'new' } },
      { toolId: 'Bash', operation: 'execute', effect: 'write' },
      { toolId: 'web', operation: 'fetch', effect: 'read' },
    ])
    const path = join(session.workspace, 'a.txt')
    expect((await session.of('tool.completed')).map(({ result }) => result)).toEqual([
      { output: expect.stringContaining('executed.log') },
      { diffs: [{ path, oldText: null, newText: 'new' }], locations: [{ path, line: 1 }] },
      { output: 'one\ntwo\n', exit: { exit_code: 0 } },
    ])
    expect((await session.of('tool.progressed')).map(({ output }) => output)).toEqual(['one\n', 'two\n'])
    expect(await session.of('tool.failed')).toMatchObject([{ error: { code: 'TOOL_FAILED', message: 'No such host' } }])
  })

  it('[ACP6] may ask before they are called, fill their input late, and never say how they ended', async () => {
    const { play, session } = await openAcpSession()
    await session.allow('*')
    const run = await play(
      write('Asked first', '1', { askFirst: true, ask: false }),
      write('Filled late', '2', { lateInput: true, ask: false }),
      write('Never ends', '3', { noEnd: true, ask: false }),
    )
    expect(run.status).toBe('completed')
    expect(await session.of('tool.called')).toHaveLength(3)
    expect((await session.of('tool.started')).map(({ toolInput }) => toolInput)).toEqual([
      undefined,
      { path: 'a.txt', content: '2' },
      undefined,
    ])
    expect((await session.of('tool.completed')).at(-1)?.result).toMatchObject({
      note: 'The agent ended its turn without saying how this call went.',
    })
    const calls = await session.toolCalls()
    expect(calls.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed'])
    expect(calls[1]?.toolInput).toEqual({ path: 'a.txt', content: '2' })
  })
})

describe('permissions of an agent', () => {
  it('[ACP7] are answered by their kind, never by their place', async () => {
    const { start, session, executed } = await openAcpSession()
    const runId = await start(write('First', '1'), write('Second', '2'))
    const asked = await session.next('permission.requested')
    expect(asked).toMatchObject({ toolId: 'fs', operation: 'edit', title: 'First' })
    expect(asked.options).toEqual(['allow_once', 'allow_always', 'reject_once', 'reject_always'])
    await session.answerPermission('reject_once')
    await session.answerPermission('allow_once', 2)
    expect(await session.settled(runId)).toMatchObject({ status: 'completed', output: '[First: reject_once]' })
    expect(await executed()).toEqual(['Second'])
    expect(await session.of('tool.failed')).toMatchObject([{ error: { code: 'PERMISSION_DENIED' } }])
  })

  it('[ACP7] the ledger has a call as started before the agent hears that it may', async () => {
    const { start, session } = await openAcpSession()
    const runId = await start(write('Write', '1'))
    await session.answerPermission('allow_once')
    await session.settled(runId)
    const types = (await session.events()).map(({ type }) => type).filter((type) => /^(tool|permission)/.test(type))
    expect(types.slice(0, 4)).toEqual(['tool.called', 'permission.requested', 'permission.resolved', 'tool.started'])
  })

  it('[ACP7] a standing answer is kept here: the agent hears “once”, so that revoking it works', async () => {
    const { start, play, session, executed } = await openAcpSession()
    const runId = await start(write('First', '1'))
    await session.answerPermission('allow_always')
    await session.settled(runId)
    await play(write('Second', '2'))
    expect(await session.of('permission.requested')).toHaveLength(1)
    expect(await executed()).toEqual(['First', 'Second'])
  })

  it('[ACP7] an edited input, which no answer can carry, reaches the agent as a refusal and a message', async () => {
    const { start, session, executed } = await openAcpSession()
    const runId = await start(write('Write', 'wrong'))
    await session.answerPermission({ option: 'allow_once', toolInput: { path: 'a.txt', content: 'right' } })
    expect((await session.settled(runId)).status).toBe('completed')
    expect(await session.of('permission.requested')).toHaveLength(1)
    expect(await executed()).toEqual(['Write'])
    expect(await readFile(join(session.workspace, 'a.txt'), 'utf8')).toBe('right')
    expect(await session.of('tool.failed')).toHaveLength(1)
    expect((await session.of('tool.completed')).length).toBe(1)
  })

  it('[ACP7] the words of a refusal reach the agent in the same run', async () => {
    const { start, session } = await openAcpSession()
    const runId = await start(write('Write', '1'))
    await session.answerPermission({ option: 'reject_once', message: 'Use b.txt' })
    const run = await session.settled(runId)
    expect(run).toMatchObject({ status: 'completed' })
    expect(await session.texts()).toContainEqual(expect.stringContaining('I did not allow “Write”: Use b.txt'))
  })

  it('[ACP8] a form is a question, whose answer goes back', async () => {
    const { start, session } = await openAcpSession()
    const schema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }
    const runId = await start({ ask: 'Which name?', schema })
    expect(await session.next('question.asked')).toMatchObject({ prompt: 'Which name?', schema })
    await session.answerQuestion({ name: 'Ada' })
    expect(await session.settled(runId)).toMatchObject({ output: '{"action":"accept","content":{"name":"Ada"}}' })
  })
})

describe('what an agent asks of its client', () => {
  it('[ACP10] files and terminals are not offered unless the settings say so; unknown requests are -32601', async () => {
    const { play } = await openAcpSession()
    const run = await play(
      { request: 'fs/read_text_file', params: { path: '/etc/passwd' } },
      { request: 'terminal/create', params: { command: 'id' } },
      { request: '_theirs/anything' },
    )
    expect(run).toMatchObject({ output: 'fs/read_text_file: -32601terminal/create: -32601_theirs/anything: -32601' })
  })

  it('[ACP10] files are read and written within the working directory only', async () => {
    const { play, session } = await openAcpSession({ settings: { fileAccess: true } })
    await play({ say: 'The workspace is there' })
    await writeFile(join(session.workspace, 'in.txt'), 'one\ntwo\nthree')
    const at = (path: string) => join(session.workspace, path)
    await play(
      { request: 'fs/read_text_file', params: { path: at('in.txt'), line: 2, limit: 1 } },
      { request: 'fs/write_text_file', params: { path: at('sub/out.txt'), content: 'out' } },
      { request: 'fs/read_text_file', params: { path: '/etc/passwd' } },
      { request: 'fs/write_text_file', params: { path: at('../escaped.txt'), content: 'x' } },
    )
    const said = (await session.texts()).at(-1)
    expect(said).toBe(
      'fs/read_text_file: {"content":"two"}fs/write_text_file: {}fs/read_text_file: -32603fs/write_text_file: -32603',
    )
    expect(await readFile(at('sub/out.txt'), 'utf8')).toBe('out')
  })

  it('[ACP10] commands run in the working directory, and are gone with the agent', async () => {
    const { play, session } = await openAcpSession({ settings: { terminalAccess: true } })
    const run = await play({ request: 'terminal/create', params: { command: 'pwd' } })
    expect(run).toMatchObject({ output: expect.stringMatching(/^terminal\/create: \{"terminalId":"[0-9a-f-]+"\}$/) })
    const outside = await play({ request: 'terminal/create', params: { command: 'pwd', cwd: '/' } })
    expect(outside).toMatchObject({ output: 'terminal/create: -32603' })
    expect(session.workspace).not.toBe('/')
  })
})

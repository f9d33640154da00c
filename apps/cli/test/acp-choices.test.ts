import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { McpServer } from '@agentclientprotocol/sdk'
import { type Sojourn as Client, createSojourn } from '@sojourn/sdk'
import { TestServer } from '@sojourn/sdk/testing/test-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Editor } from './editor.ts'
import { Sojourn, script } from './sojourn-command.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'sojourn-editor-')))

let server: TestServer
let sojourn: Client
let command: Sojourn

beforeAll(async () => {
  server = await TestServer.start({ SOJOURN_WORKSPACE_ROOTS: root })
  sojourn = createSojourn({ url: server.url, token: server.token })
  command = new Sojourn(server)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(root, { recursive: true, force: true })
})

const editorWith = (...args: string[]) => new Editor(server, root, args)

test('[Z7] modes, options and commands of the agent are offered in the editor, and what is chosen there reaches it', async () => {
  const args = [fileURLToPath(new URL('choosy-agent.ts', import.meta.url))]
  await sojourn.agents.register({ id: 'choosy', runner: 'acp', settings: { command: process.execPath, args } })
  const first = editorWith('--agent', 'choosy')
  const sessionId = await first.open()
  await first.prompt(sessionId, 'Hello')
  expect(first.text()).toBe('careful')
  await first.until(() => first.of('available_commands_update').at(-1)?.availableCommands.length === 4)
  expect(first.of('available_commands_update').at(-1)?.availableCommands.at(-1)).toEqual({
    ...{ name: 'plan', description: 'Only plan', input: { hint: 'what' } },
  })
  expect(first.of('config_option_update').at(-1)?.configOptions).toMatchObject([
    { category: 'mode', currentValue: 'careful' },
  ])
  const second = editorWith()
  await second.initialize()
  const loaded = await second.agent.request('session/load', { sessionId, cwd: root, mcpServers: [] })
  expect(loaded.modes).toMatchObject({
    currentModeId: 'careful',
    availableModes: [{ id: 'careful', name: 'Be careful' }, { id: 'bold' }],
  })
  await second.agent.request('session/set_mode', { sessionId, modeId: 'bold' })
  await second.until(() => second.of('current_mode_update').at(-1)?.currentModeId === 'bold')
  await second.prompt(sessionId, 'And now?')
  expect(second.text()).toBe('carefulbold')
  const configId = loaded.configOptions?.[0]?.id ?? ''
  const chosen = await second.agent.request('session/set_config_option', { sessionId, configId, value: 'careful' })
  expect(chosen.configOptions).toMatchObject([{ currentValue: 'careful' }])
  const other = await editorWith().open()
  await expect(second.agent.request('session/set_mode', { sessionId: other, modeId: 'bold' })).rejects.toThrow(
    'no modes',
  )
})

test('[Z8] the editor’s servers of tools reach the agent, but for those that may hold secrets, and the editor is told so', async () => {
  const program = fileURLToPath(new URL('../../../packages/runners/src/testing/acp-agent/main.ts', import.meta.url))
  const args = [program, '--state', join(root, 'agent-state')]
  await sojourn.agents.register({ id: 'tooled', runner: 'acp', settings: { command: process.execPath, args } })
  const editor = editorWith('--agent', 'tooled')
  await editor.initialize()
  const mcpServers: McpServer[] = [
    { name: 'my files', command: '/usr/bin/files', args: ['.'], env: [] },
    { name: 'issues', command: '/usr/bin/issues', args: [], env: [{ name: 'ISSUES_KEY', value: 'secret-value' }] },
    { type: 'http', name: 'docs', url: 'http://127.0.0.1:9/mcp', headers: [] },
  ]
  const { sessionId } = await editor.agent.request('session/new', { cwd: root, mcpServers })
  await editor.prompt(sessionId, '@agent [{"say": "Done."}]')
  expect(editor.text()).toMatch(/^Not used here: the editor’s MCP servers issues\. .*Done\.$/s)
  await editor.until(() => editor.of('available_commands_update').at(-1)?.availableCommands.length === 4)
  const { availableCommands = [] } = editor.of('available_commands_update').at(-1) ?? {}
  expect(availableCommands.at(-1)?.description).toBe('Reviews with my_files, docs')
  expect(JSON.stringify(await sojourn.sessions.get({ sessionId }))).not.toContain('secret-value')
})

test('[Z6] a question becomes a form where the editor has them, and words where it has not', async () => {
  const schema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }
  const ask = script(
    { ask: { prompt: 'Who are you?', schema } },
    { ask: { prompt: 'How many?', schema: { type: 'integer' } } },
  )
  const editor = editorWith()
  await editor.initialize(true)
  const { sessionId } = await editor.agent.request('session/new', { cwd: root, mcpServers: [] })
  const answers = [{ name: 'Ada' }, { answer: 7 }]
  editor.onForm = () => ({ action: 'accept', content: answers.shift() })
  await editor.prompt(sessionId, ask)
  const questions = await sojourn.questions.list({ sessionId })
  expect(questions.items.map(({ answer }) => answer)).toEqual([{ name: 'Ada' }, 7])
  const plain = editorWith()
  const other = await plain.open()
  const prompted = plain.prompt(other, script({ ask: { prompt: 'Who are you?', schema } }))
  await plain.until(() => plain.text().includes('sojourn answer'))
  await command.run('answer', /sojourn answer (\S+)/.exec(plain.text())?.[1] ?? '', 'name=Ada')
  expect(await prompted).toEqual({ stopReason: 'end_turn' })
})

test('[Z6] pictures and files go along', async () => {
  const editor = editorWith()
  const sessionId = await editor.open()
  const data = Buffer.from('pixels').toString('base64')
  await editor.agent.request('session/prompt', {
    sessionId,
    prompt: [
      { type: 'text', text: 'Look at' },
      { type: 'image', mimeType: 'image/png', data },
      { type: 'resource', resource: { uri: 'file:///a.ts', text: 'const a = 1' } },
      { type: 'resource_link', name: 'b.ts', uri: 'file:///b.ts' },
    ],
  })
  const { items } = await sojourn.runs.list({ sessionId })
  expect(items[0]?.input).toEqual({
    blocks: [
      { type: 'text', text: 'Look at' },
      { type: 'file', mimeType: 'image/png', size: 6, id: expect.any(String) },
      { type: 'text', text: 'file:///a.ts:\n\nconst a = 1' },
      { type: 'text', text: '[b.ts](file:///b.ts)' },
    ],
  })
})

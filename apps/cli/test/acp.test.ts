import { once } from 'node:events'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROTOCOL_VERSION, type RequestPermissionResponse } from '@agentclientprotocol/sdk'
import { type Sojourn as Client, createSojourn } from '@sojourn/sdk'
import { TestServer } from '@sojourn/sdk/testing/test-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Editor, selected } from './editor.ts'
import { Sojourn, script, writeFile } from './sojourn-command.ts'

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

test('[Z1] an editor gets a session in its folder, streamed text, thinking, the plan, tools with diffs, and the title', async () => {
  const editor = editorWith()
  expect(await editor.initialize()).toMatchObject({
    protocolVersion: PROTOCOL_VERSION,
    agentInfo: { name: 'sojourn' },
    agentCapabilities: { loadSession: true, sessionCapabilities: { list: {}, resume: {}, close: {} } },
  })
  const { sessionId } = await editor.agent.request('session/new', { cwd: root, mcpServers: [] })
  await editor.until(() => editor.of('available_commands_update').length > 0)
  expect(editor.of('available_commands_update')[0]?.availableCommands.map(({ name }) => name)).toContain('compact')
  const steps = [
    { thinking: 'Let me see' },
    {
      plan: [
        { title: 'Write', status: 'in_progress' },
        { title: 'Broken', status: 'failed' },
      ],
    },
    writeFile,
    { title: 'Notes' },
    { text: 'All done here', chunks: 3 },
  ]
  const { stopReason } = await editor.prompt(sessionId, script(...steps))
  expect(stopReason).toBe('end_turn')
  expect(editor.text()).toBe('All done here')
  expect(editor.text('agent_thought_chunk')).toBe('Let me see')
  expect(editor.text('user_message_chunk')).toBe('')
  expect(editor.of('plan')[0]?.entries).toEqual([
    { content: 'Write', priority: 'medium', status: 'in_progress' },
    { content: '✖ Broken', priority: 'medium', status: 'completed' },
  ])
  const path = join(root, 'a.txt')
  const diff = { type: 'diff', path, newText: 'hello', oldText: null }
  expect(editor.of('tool_call')).toMatchObject([
    { kind: 'edit', status: 'pending', title: 'fs.write a.txt', content: [diff], locations: [{ path }] },
  ])
  expect(editor.of('tool_call_update').map(({ status }) => status)).toEqual(['in_progress', 'completed'])
  expect(editor.asked[0]).toMatchObject({ sessionId, toolCall: { content: [diff] } })
  expect(editor.of('session_info_update')).toContainEqual(expect.objectContaining({ title: 'Notes' }))
  expect(await readFile(path, 'utf8')).toBe('hello')
  expect(await sojourn.sessions.get({ sessionId })).toMatchObject({
    sessionType: 'development',
    runtimeMetadata: { workspace: root },
  })
})

test('[Z2] an answer in the editor counts, and the inbox is empty', async () => {
  const editor = editorWith()
  const sessionId = await editor.open()
  editor.onPermission = async ({ options }) => {
    expect(options.map(({ kind, optionId }) => [kind, optionId])).toContainEqual(['allow_always', 'allow_always'])
    expect((await sojourn.permissions.list({ status: 'pending', sessionId })).items).toHaveLength(1)
    return selected('allow_always')
  }
  await editor.prompt(sessionId, script(writeFile, { text: 'Written' }))
  expect(editor.text()).toBe('Written')
  expect((await sojourn.permissions.rules({ sessionId })).items).toMatchObject([
    { scope: 'session', decision: 'allow' },
  ])
  await editor.prompt(sessionId, script(writeFile))
  expect(editor.asked).toHaveLength(1)
})

test('[Z2] an answer from elsewhere counts too: the editor’s request is withdrawn, and its late answer ignored', async () => {
  const editor = editorWith()
  const sessionId = await editor.open()
  const late = Promise.withResolvers<RequestPermissionResponse>()
  editor.onPermission = () => late.promise
  const prompted = editor.prompt(sessionId, script(writeFile, { text: 'Written' }))
  await editor.until(() => editor.asked.length === 1)
  const { items } = await sojourn.permissions.list({ status: 'pending', sessionId })
  await sojourn.permissions.answer({ permissionId: items[0]?.id ?? '', option: 'allow_once' })
  expect(await prompted).toEqual({ stopReason: 'end_turn' })
  expect(editor.withdrawn).toBe(1)
  expect(editor.text()).toBe('Written')
  late.resolve(selected('reject_once'))
  await editor.prompt(sessionId, script({ text: ' and alive' }))
  expect(editor.text()).toBe('Written and alive')
})

test('[Z2] whoever is second loses: the answer that stands is the first', async () => {
  const editor = editorWith()
  const sessionId = await editor.open()
  editor.onPermission = async () => {
    const { items } = await sojourn.permissions.list({ status: 'pending', sessionId })
    // The editor cannot have heard of it when its own answer leaves.
    await sojourn.permissions.answer({ permissionId: items[0]?.id ?? '', option: 'reject_once', message: 'not now' })
    return selected('allow_once')
  }
  expect(await editor.prompt(sessionId, script(writeFile))).toEqual({ stopReason: 'end_turn' })
  expect(editor.of('tool_call_update').at(-1)).toMatchObject({ status: 'failed' })
  const { items } = await sojourn.permissions.list({ sessionId })
  expect(items).toMatchObject([{ status: 'denied', message: 'not now' }])
})

test('[Z2] a request that the editor waves away stays open for others', async () => {
  const editor = editorWith()
  const sessionId = await editor.open()
  editor.onPermission = () => ({ outcome: { outcome: 'cancelled' } })
  const prompted = editor.prompt(sessionId, script(writeFile, { text: 'Written' }))
  await editor.until(() => editor.asked.length === 1)
  expect((await command.run('approve')).code).toBe(0)
  await prompted
  expect(editor.text()).toBe('Written')
})

test('[Z3] cancel ends the run and the prompt, and the session goes on', async () => {
  const editor = editorWith()
  const sessionId = await editor.open()
  const prompted = editor.prompt(sessionId, script({ text: 'begun' }, { sleep: 60_000 }))
  await editor.until(() => editor.text() === 'begun')
  await editor.agent.notify('session/cancel', { sessionId })
  expect(await prompted).toEqual({ stopReason: 'cancelled' })
  expect(await editor.prompt(sessionId, script({ text: ' again' }))).toEqual({ stopReason: 'end_turn' })
  expect(editor.text()).toBe('begun again')
})

test('[Z3] cancel while a permission is open withdraws it', async () => {
  const editor = editorWith()
  const sessionId = await editor.open()
  editor.onPermission = () => new Promise(() => undefined)
  const prompted = editor.prompt(sessionId, script(writeFile))
  await editor.until(() => editor.asked.length === 1)
  await editor.agent.notify('session/cancel', { sessionId })
  expect(await prompted).toEqual({ stopReason: 'cancelled' })
  expect(editor.withdrawn).toBe(1)
})

test('[Z4] a killed editor loses nothing: the run goes on, and the session is listed, loaded and followed again', async () => {
  const first = editorWith()
  const sessionId = await first.open()
  first.onPermission = () => new Promise(() => undefined)
  const lost = first.prompt(sessionId, script({ text: 'Before' }, writeFile, { text: 'After' }))
  lost.catch(() => undefined)
  await first.until(() => first.asked.length === 1)
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  expect(await sojourn.sessions.get({ sessionId })).toMatchObject({ state: 'running', pendingPermissions: 1 })

  const second = editorWith()
  await second.initialize()
  const { sessions } = await second.agent.request('session/list', { cwd: root })
  expect(sessions).toContainEqual(expect.objectContaining({ sessionId, cwd: root }))
  const { sessions: elsewhere } = await second.agent.request('session/list', { cwd: '/elsewhere' })
  expect(elsewhere.map((session) => session.sessionId)).not.toContain(sessionId)
  await second.agent.request('session/load', { sessionId, cwd: root, mcpServers: [] })
  expect(second.text('user_message_chunk')).toContain('@script')
  expect(second.text()).toContain('Before')
  await second.until(() => second.text().endsWith('After'))
  expect(second.asked).toHaveLength(1)
  expect(second.text()).toBe('BeforeAfter')
  await second.prompt(sessionId, script({ text: '!' }))
  expect(second.text()).toBe('BeforeAfter!')
})

test('[Z4] the process ends with the editor’s pipe, and a server that comes back is followed on', async () => {
  const editor = editorWith()
  const sessionId = await editor.open()
  const prompted = editor.prompt(sessionId, script({ text: 'One' }, { sleep: 1500 }, { text: 'Two' }))
  await editor.until(() => editor.text() === 'One')
  await server.end('SIGKILL')
  await server.start()
  expect(await prompted).toEqual({ stopReason: 'end_turn' })
  expect(editor.text()).toBe('OneTwo')
  const gone = once(editor.child, 'exit')
  editor.child.stdin?.end()
  expect(await gone).toEqual([0, null])
})

test('[Z5] what others do in the session shows in the editor', async () => {
  const editor = editorWith()
  const sessionId = await editor.open()
  await sojourn
    .session(sessionId)
    .send(script({ text: 'From the console' }))
    .result()
  await editor.until(() => editor.text() === 'From the console')
  expect(editor.text('user_message_chunk')).toContain('From the console')
})

test('[Z5] --session opens a session that is there, with all that was said; commands and failures are told', async () => {
  const session = await sojourn.sessions.create({ tag: 'attached' })
  await session.send(script({ text: 'Long ago' })).result()
  const editor = editorWith('--session', 'attached')
  expect(await editor.open()).toBe(session.id)
  await editor.until(() => editor.of('available_commands_update').length > 0)
  expect(editor.text()).toBe('Long ago')
  await editor.prompt(session.id, '/status')
  expect(editor.text()).toContain('activity: ')
  await expect(editor.prompt(session.id, script({ fail: { message: 'out of ideas' } }))).rejects.toThrow('out of ideas')
  await expect(editor.prompt('nobody', 'Hello')).rejects.toThrow('load it first')
  const load = editor.agent.request('session/load', { sessionId: 'nobody', cwd: root, mcpServers: [] })
  await expect(load).rejects.toMatchObject({ code: -32_002, data: { code: 'SESSION_NOT_FOUND' } })
})

import { fileURLToPath } from 'node:url'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { TestServer } from '@sojourn/sdk/testing/test-server'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Sojourn, script, writeFile } from './sojourn-command.ts'

const bin = fileURLToPath(new URL('../bin/sojourn.js', import.meta.url))

let server: TestServer
let sojourn: Sojourn

beforeAll(async () => {
  server = await TestServer.start()
  sojourn = new Sojourn(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const overStdio = () =>
  new StdioClientTransport({
    command: process.execPath,
    args: [bin, 'mcp'],
    env: { PATH: process.env.PATH ?? '', SOJOURN_URL: server.url, SOJOURN_DATA: server.dataDirectory },
  })
const overHttp = () =>
  new StreamableHTTPClientTransport(new URL('/mcp', server.url), {
    requestInit: { headers: { authorization: `Bearer ${server.token}` } },
  })

/** Data of a tool's answer; the tests say what is in it. */
type Data = Record<string, unknown> & { waitingFor: { permissionId: string; questionId: string }[] }

class Tools {
  readonly #client: Client

  private constructor(client: Client) {
    this.#client = client
  }

  static async over(
    transport: StdioClientTransport | StreamableHTTPClientTransport,
    mode: 'legacy' | 'auto' = 'legacy',
  ) {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } })
    await client.connect(transport)
    onTestFinished(() => client.close())
    return new Tools(client)
  }

  get client(): Client {
    return this.#client
  }

  /** The data of a call that must succeed. */
  async call(name: string, args: object): Promise<Data> {
    const result = await this.#client.callTool({ name, arguments: { ...args } })
    if (result.isError) throw new Error(JSON.stringify(result.content))
    return result.structuredContent as Data
  }

  /** The text and the code of a call that must fail. */
  async failure(name: string, args: object): Promise<{ text: string; code: string | undefined }> {
    const { isError, content, _meta } = await this.#client.callTool({ name, arguments: { ...args } })
    expect(isError).toBe(true)
    const [first] = content
    const problem = _meta?.['sojourn/problem'] as { code: string } | undefined
    return { text: first?.type === 'text' ? first.text : '', code: problem?.code }
  }
}

describe.each([
  ['stdio', overStdio, 'legacy'],
  ['http', overHttp, 'legacy'],
  ['stdio', overStdio, 'auto'],
  ['http', overHttp, 'auto'],
] as const)('tools over %s (%o, %s)', (_name, transport, mode) => {
  test('[T1] few tools, each described, with schemas both ways', async () => {
    const { tools } = await (await Tools.over(transport(), mode)).client.listTools()
    expect(tools.map(({ name }) => name).toSorted()).toEqual([
      ...['answer_permission', 'answer_question', 'cancel', 'create_session', 'inbox'],
      ...['list_agents', 'list_sessions', 'read', 'send', 'wait'],
    ])
    for (const { description, inputSchema, outputSchema, annotations } of tools) {
      expect(description?.length).toBeGreaterThan(40)
      expect(inputSchema.type).toBe('object')
      expect(outputSchema).toMatchObject({ type: 'object' })
      expect(annotations?.readOnlyHint).toBeTypeOf('boolean')
    }
  })

  test('[T2] a session is made, given work, and answers', async () => {
    const tools = await Tools.over(transport(), mode)
    const tag = `mcp-${_name}-${mode}`
    const session = await tools.call('create_session', { title: 'From outside', tag })
    expect(await tools.call('create_session', { tag })).toMatchObject({ sessionId: session.sessionId })
    const { sessionId } = session
    const sent = await tools.call('send', { sessionId, text: script({ text: 'Hello from the agent' }) })
    expect(sent).toMatchObject({ status: 'completed', text: 'Hello from the agent', waitingFor: [] })
    const page = await tools.call('read', { sessionId })
    expect(page.entries).toContainEqual(expect.objectContaining({ text: 'Agent: Hello from the agent' }))
    const { sessions } = await tools.call('list_sessions', { tag })
    expect(sessions).toMatchObject([{ sessionId, title: 'From outside', activity: 'idle' }])
    expect(await tools.call('read', { sessionId, after: page.nextAfter })).toMatchObject({
      entries: [],
      hasMore: false,
    })
  })
})

test('[T3] send comes back as soon as the run needs an answer, and wait goes on after it', async () => {
  const tools = await Tools.over(overHttp())
  const { sessionId } = await tools.call('create_session', {})
  const schema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }
  const text = script(writeFile, { ask: { prompt: 'Who?', schema } }, { text: 'Thanks' })
  const sent = await tools.call('send', { sessionId, text, waitSeconds: 55 })
  expect(sent).toMatchObject({ status: 'running', text: null })
  expect(sent.waitingFor).toMatchObject([{ kind: 'permission', tool: 'fs.write', options: expect.any(Array) }])
  const inbox = await tools.call('inbox', { sessionId })
  expect(inbox.requests).toEqual(sent.waitingFor)
  const [permission] = sent.waitingFor
  const answer = { permissionId: permission?.permissionId, option: 'allow_once' }
  expect(await tools.call('answer_permission', answer)).toMatchObject({ status: 'allowed', by: 'token' })
  expect(await tools.failure('answer_permission', answer)).toMatchObject({ code: 'ALREADY_ANSWERED' })
  const asked = await tools.call('wait', { runId: sent.runId, waitSeconds: 55 })
  expect(asked.waitingFor).toMatchObject([{ kind: 'question', prompt: 'Who?' }])
  await tools.call('answer_question', { questionId: asked.waitingFor[0]?.questionId, answer: { name: 'Ada' } })
  expect(await tools.call('wait', { runId: sent.runId, waitSeconds: 55 })).toMatchObject({
    status: 'completed',
    text: expect.stringContaining('Thanks'),
  })
})

test('[T3] a wait ends with its time, the run goes on, and cancel ends it', async () => {
  const tools = await Tools.over(overStdio())
  const { sessionId } = await tools.call('create_session', {})
  const sent = await tools.call('send', { sessionId, text: script({ sleep: 60_000 }), waitSeconds: 0 })
  expect(['queued', 'running']).toContain(sent.status)
  expect(await tools.call('wait', { runId: sent.runId, waitSeconds: 0.05 })).toMatchObject({ status: 'running' })
  expect(await tools.call('cancel', { sessionId })).toMatchObject({ runId: sent.runId })
  expect(await tools.call('wait', { runId: sent.runId })).toMatchObject({ status: 'cancelled' })
  expect(await tools.call('cancel', { sessionId })).toEqual({ runId: null, status: null })
})

test('[T4] a long log is read in pages that fit, from its end or from anywhere, without hole or repetition', async () => {
  const tools = await Tools.over(overHttp())
  const { sessionId } = await tools.call('create_session', {})
  const texts = Array.from({ length: 30 }, (_, at) => ({ text: `${at} ${'x'.repeat(1500)}`, chunks: 1 }))
  await tools.call('send', { sessionId, text: script(...texts) })
  type Page = {
    entries: { seq: number; text: string }[]
    nextAfter: number
    nextBefore: number | null
    hasMore: boolean
  }
  const forwards: Page['entries'] = []
  for (let after = 0; ; ) {
    const page = (await tools.call('read', { sessionId, after })) as unknown as Page
    expect(JSON.stringify(page.entries).length).toBeLessThan(25_000)
    forwards.push(...page.entries)
    after = page.nextAfter
    if (!page.hasMore) break
  }
  const backwards: Page['entries'] = []
  for (let before: number | null | undefined; before !== null; ) {
    const page = (await tools.call('read', { sessionId, before })) as unknown as Page
    backwards.unshift(...page.entries)
    before = page.nextBefore
  }
  expect(backwards).toEqual(forwards)
  expect(forwards.map(({ seq }) => seq)).toEqual(forwards.map(({ seq }) => seq).toSorted((a, b) => a - b))
  const said = forwards.filter(({ text }) => text.startsWith('Agent: '))
  expect(said.map(({ text }) => Number.parseInt(text.slice(7), 10))).toEqual(texts.map((_, at) => at))
  expect((await tools.call('read', { sessionId })).entries).toEqual(expect.arrayContaining([forwards.at(-1)]))
})

test('[T5] what is refused is an error with the catalogue’s code and what to do', async () => {
  const tools = await Tools.over(overStdio())
  expect(await tools.failure('send', { sessionId: 'nobody', text: 'Hello' })).toEqual({
    code: 'SESSION_NOT_FOUND',
    text: expect.stringMatching(/^SESSION_NOT_FOUND: .*\nCheck the session id/),
  })
  const { sessionId } = await tools.call('create_session', {})
  const wrong = await tools.failure('send', { sessionId, text: '', waitSeconds: 1000 })
  expect(wrong.text).toContain('waitSeconds')
  await sojourn.run('complete', String(sessionId))
  expect(await tools.failure('send', { sessionId, text: 'Hello' })).toMatchObject({ code: 'SESSION_COMPLETED' })
})

test('[T6] without a server the tools say so, and the process ends with its input', async () => {
  const lonely = new Sojourn({ url: 'http://127.0.0.1:9', dataDirectory: server.dataDirectory }).start('mcp')
  const message = (id: number, method: string, params: object) =>
    `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`
  const clientInfo = { name: 'test', version: '1' }
  lonely.type(message(1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }))
  lonely.type(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`)
  lonely.type(message(2, 'tools/call', { name: 'list_agents', arguments: {} }))
  await lonely.prints('SERVER_UNREACHABLE')
  lonely.endInput()
  expect(await lonely.ended).toMatchObject({ code: 0, stderr: '' })
})

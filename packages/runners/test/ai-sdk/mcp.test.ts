import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { JsonObject } from '@sojourn/contract/json'
import { describe, expect, onTestFinished, test } from 'vitest'
import { isAlive } from '../processes.ts'
import { messagesOf, startModelAgent, toolWords } from './model-agent.ts'

const program = { command: process.execPath, args: [fileURLToPath(new URL('mcp-program.ts', import.meta.url))] }

const call = (name: string, input: JsonObject = {}) => ({ toolCalls: [{ name, input }] })

const pidsIn = async (workspace: string): Promise<number[]> =>
  (await readFile(join(workspace, 'pids'), 'utf8')).trim().split('\n').map(Number)

describe('MCP servers', () => {
  test('[AI10] a program’s tools have names of their own, effects from their annotations, and no secrets of the server', async () => {
    process.env.SECRET_OF_SERVER = 'secret'
    onTestFinished(() => void delete process.env.SECRET_OF_SERVER)
    const { session, endpoint } = await startModelAgent({
      script: [call('box__peek', { at: 1 }), call('box__note', { of: 2 }), call('box__break'), { text: 'Done.' }],
      settings: { mcpServers: { box: { ...program, env: { GREETING: 'hi' } } } },
    })
    expect(await session.settled(await session.submit('Go'))).toMatchObject({ status: 'completed', output: 'Done.' })
    const called = (await session.of('tool.called')).map(({ toolId, operation, effect }) => [toolId, operation, effect])
    expect(called).toEqual([
      ['mcp', 'box.peek', 'read'],
      ['mcp', 'box.note', 'idempotent'],
      ['mcp', 'box.break', 'write'],
    ])
    expect(toolWords(endpoint, 3)).toEqual([
      'peek {"at":1} hi nothing\n[image image/png, 4 characters of base64]',
      expect.stringContaining('note {"of":2}'),
      'It is broken.',
    ])
    expect(await session.of('tool.failed')).toMatchObject([
      { error: { code: 'TOOL_FAILED', message: 'It is broken.' } },
    ])
  })

  test('[AI16] pictures in results are in the log and go to the model, also in a later attempt, and in no checkpoint', async () => {
    const gate = Promise.withResolvers<void>()
    const { session, engine, endpoint } = await startModelAgent({
      script: (_, number) => {
        if (number === 1) return call('box__peek')
        return number === 2 ? { text: 'Half a sent', until: gate.promise } : { text: 'A small one.' }
      },
      settings: { provider: 'anthropic', apiKey: 'none', mcpServers: { box: program } },
    })
    const runId = await session.submit('Go')
    await session.next('block.delta')
    await engine.crash()
    gate.resolve()
    expect(await session.settled(runId)).toMatchObject({ status: 'completed', attempt: 2, output: 'A small one.' })
    for (const request of [1, 2]) {
      const messages = endpoint.requests[request]?.body.messages as { content: { content?: unknown }[] }[]
      expect(messages.at(-1)?.content[0]?.content).toMatchObject([
        { type: 'text', text: expect.stringContaining('peek {}') },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
      ])
    }
    expect(await session.of('tool.completed')).toMatchObject([
      {
        result: { content: [{ type: 'text' }, { type: 'image', mimeType: 'image/png', data: 'AAAA' }] },
        summary: expect.stringContaining('peek {}'),
      },
    ])
    expect(JSON.stringify(await session.of('checkpoint.saved'))).not.toContain('AAAA')
  })

  test('[AI16] an OpenAI-compatible model gets them where the agent says that it sees them', async () => {
    const { session, endpoint } = await startModelAgent({
      script: [call('box__peek'), { text: 'Done.' }],
      settings: { resultPictures: true, mcpServers: { box: program } },
    })
    await session.settled(await session.submit('Go'))
    expect(messagesOf(endpoint, 1).at(-1)?.content).toMatchObject([
      { type: 'text' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
    ])
  })

  test('[AI17] a session brings servers along; the agent’s own come first', async () => {
    const own = { ...program, env: { GREETING: 'own' } }
    const { engine, endpoint } = await startModelAgent({
      script: [
        { toolCalls: [call('box__peek'), call('more__peek')].flatMap(({ toolCalls }) => toolCalls) },
        { text: '.' },
      ],
      settings: { mcpServers: { box: own } },
    })
    const session = await engine.session('model', { mcpServers: { box: program, more: program } })
    await session.settled(await session.submit('Go'))
    expect(toolWords(endpoint, 1)).toEqual([
      expect.stringContaining('peek {} own'),
      expect.stringMatching(/^peek \{\} {2}nothing/),
    ])
  })

  test('[AI10] a program is kept between runs, started again when it has ended, and ends with its session', async () => {
    const { session, engine, endpoint } = await startModelAgent({
      script: [
        call('box__peek'),
        { text: 'One.' },
        call('box__die'),
        { text: 'Dead.' },
        call('box__peek'),
        { text: 'Back.' },
      ],
      settings: { mcpServers: { box: program } },
    })
    for (const words of ['First', 'Second', 'Third']) {
      expect(await session.settled(await session.submit(words))).toMatchObject({ status: 'completed' })
    }
    expect(toolWords(endpoint, 3).at(-1)).toMatch(/^The MCP server box did not answer: .*A complaint/s)
    expect(toolWords(endpoint, 5).at(-1)).toContain('peek {}')
    const [first, second, ...more] = await pidsIn(session.workspace)
    expect([more, isAlive(first ?? 0), isAlive(second ?? 0)]).toEqual([[], false, true])
    await engine.runtime.sessions.delete(
      { projectId: 'default', by: 'test', source: 'user' },
      { sessionId: session.id },
    )
    await expect.poll(() => isAlive(second ?? 0)).toBe(false)
  })

  test('[AI10] a server that cannot be used is an error in the log, and the session works without it', async () => {
    const { session, endpoint } = await startModelAgent({
      script: [{ text: 'Without.' }],
      settings: {
        mcpServers: {
          missing: { command: '/no/such/program' },
          dies: { command: process.execPath, args: ['-e', 'console.error("No config"); process.exit(1)'] },
          away: { url: 'http://127.0.0.1:9/mcp' },
          box: program,
        },
      },
    })
    expect(await session.settled(await session.submit('Go'))).toMatchObject({ status: 'completed', output: 'Without.' })
    const errors = (await session.of('log')).map(({ level, message }) => `${level} ${message}`).sort()
    expect(errors).toEqual([
      expect.stringContaining('error The MCP server away cannot be used'),
      expect.stringMatching(/^error The MCP server dies cannot be used: .*No config/),
      expect.stringContaining(
        'error The MCP server missing cannot be used: It could not be started: the program /no/such/program is not installed',
      ),
    ])
    const { tools } = endpoint.requests[0]?.body ?? {}
    expect(JSON.stringify(tools)).toContain('box__peek')
  })

  test('[AI10] a server is reached over HTTP with its headers', async () => {
    const seen: (string | undefined)[] = []
    const server = createServer(async (request, response) => {
      seen.push(request.headers.authorization)
      const { id, method, params } = JSON.parse((await text(request)) || '{}')
      const results: Record<string, unknown> = {
        initialize: {
          protocolVersion: params?.protocolVersion,
          capabilities: { tools: {} },
          serverInfo: { name: 'web', version: '1' },
        },
        'tools/list': { tools: [{ name: 'find', inputSchema: { type: 'object' } }] },
        'tools/call': { content: [{ type: 'text', text: 'Found.' }] },
      }
      if (request.method !== 'POST' || id === undefined) {
        response.writeHead(request.method === 'POST' ? 202 : 405).end()
        return
      }
      const known = results[method]
      const answer = known ? { result: known } : { error: { code: -32601, message: 'No such method' } }
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`
    const { session, endpoint } = await startModelAgent({
      script: [call('web__find'), { text: 'Done.' }],
      settings: { mcpServers: { web: { url, headers: { Authorization: 'Bearer t' } } } },
    })
    await session.settled(await session.submit('Go'))
    expect(toolWords(endpoint, 1)).toEqual(['Found.'])
    expect(new Set(seen)).toEqual(new Set(['Bearer t']))
  })
})

import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TestServer } from '@sojourn/sdk/testing/test-server'
import { expect, onTestFinished, test } from 'vitest'
import { Sojourn } from './sojourn-command.ts'

const openServer = async (): Promise<Sojourn> => {
  const server = await TestServer.start()
  onTestFinished(() => server[Symbol.asyncDispose]())
  return new Sojourn(server)
}

/** Speaks just enough of the protocol to be tried out. */
const smallAgent = `#!${process.execPath}
const answers = {
  initialize: { protocolVersion: 1, agentInfo: { name: 'small', version: '2.0' }, agentCapabilities: {} },
  'session/new': { sessionId: 'theirs' },
}
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line)
  if (answers[method]) console.log(JSON.stringify({ jsonrpc: '2.0', id, result: answers[method] }))
})
`

test('[L17] agents add says what to install when the program is not there, and the agent is registered all the same', async () => {
  const sojourn = await openServer()
  const settings = JSON.stringify({ command: 'no-such-program' })
  const added = await sojourn.run('agents', 'add', 'claude', '--id', 'mine', '--settings', settings)
  expect(added.code).toBe(1)
  expect(added.stdout).toContain('Agent mine runs on acp')
  expect(added.stdout).toContain(
    '✖ There is no program no-such-program on this server: npm install -g @agentclientprotocol/claude-agent-acp',
  )
  const { stdout } = await sojourn.run('agents', 'show', 'mine')
  expect(JSON.parse(stdout)).toMatchObject({ runner: 'acp', name: 'Claude Code', settings: { mode: 'default' } })
})

test('[L17] agents test says what answers', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-preset-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const command = join(folder, 'small-agent')
  await writeFile(command, smallAgent)
  await chmod(command, 0o700)
  const sojourn = await openServer()
  const added = await sojourn.run(
    'agents',
    'add',
    'goose',
    '--cwd',
    folder,
    '--settings',
    JSON.stringify({ command, args: [] }),
  )
  expect(added.code).toBe(0)
  const tested = await sojourn.run('agents', 'test', 'goose')
  expect(tested.code).toBe(0)
  expect(tested.stdout).toContain('✔ small 2.0 answers; it does not open its sessions again')
})

test('[L17] agents add makes an agent of a model, which may look around without asking, and says what is missing', async () => {
  const sojourn = await openServer()
  const lacking = await sojourn.run('agents', 'add', 'ollama')
  expect([lacking.code, lacking.stderr]).toEqual([2, expect.stringContaining('--model is needed')])
  expect((await sojourn.run('agents', 'add', 'openai-compatible', '--model', 'm')).code).toBe(2)
  const added = await sojourn.run('agents', 'add', 'ollama', '--model', 'qwen3', '--base-url', 'http://127.0.0.1:9/v1')
  expect(added.stdout).toMatch(/^Agent ollama runs on ai-sdk\n.*\nTry it out: sojourn agents test ollama\n$/)
  expect(await sojourn.json('agents', 'show', 'ollama')).toMatchObject({
    settings: { provider: 'openai-compatible', baseURL: 'http://127.0.0.1:9/v1', model: 'qwen3' },
    policy: { rules: [{ operation: 'list' }, { operation: 'read' }, { operation: 'search' }] },
  })
  const tested = await sojourn.run('agents', 'test', 'ollama')
  expect([tested.code, tested.stdout]).toEqual([1, expect.stringContaining('✖ Cannot connect to API')])
})

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

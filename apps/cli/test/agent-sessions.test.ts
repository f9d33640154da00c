import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSojourn } from '@sojourn/sdk'
import { TestServer } from '@sojourn/sdk/testing/test-server'
import { expect, onTestFinished, test } from 'vitest'
import { Sojourn } from './sojourn-command.ts'

const program = fileURLToPath(new URL('../../../packages/runners/src/testing/acp-agent/main.ts', import.meta.url))

const open = async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'sojourn-own-')))
  const server = await TestServer.start()
  onTestFinished(async () => {
    await server[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })
  const client = createSojourn({ url: server.url, token: server.token })
  const args = [program, '--state', join(folder, 'state')]
  const settings = { command: process.execPath, args, cwd: folder }
  await client.agents.register({ id: 'builder', runner: 'acp', settings })
  return { client, sojourn: new Sojourn(server) }
}

const said = (text: string) => `@agent ${JSON.stringify([{ say: text }])}`

test('[L18] what an agent offers is known once it was tried out, and chosen before the first run', async () => {
  const { client, sojourn } = await open()
  expect((await client.sessions.create({ agentId: 'builder' })).snapshot.agentOptions).toBeNull()
  const tested = await sojourn.run('agents', 'test', 'builder')
  expect(tested.stdout.split('\n').slice(1)).toEqual([
    'mode: careful (or bold)',
    'model: small (or large)',
    'commands: /review',
    '',
  ])
  const session = await client.sessions.create({ agentId: 'builder' })
  const chosen = await sojourn.run('choose', session.id, 'model', 'large')
  expect(chosen.stdout).toContain('model: large (or small)\n')
  expect((await sojourn.run('choose', session.id, 'model', 'huge')).stderr).toContain('Model can be small, large.')
  expect((await sojourn.run('choose', session.id, 'model')).code).toBe(2)
  await session.send(said('Hello')).result()
  expect(await sojourn.json('choose', session.id)).toMatchObject({
    options: [
      { id: 'mode', value: 'careful' },
      { id: 'model', value: 'large' },
    ],
    commands: [{ name: 'review' }],
  })
})

test('[L18] sessions of the agent’s own are listed, and gone on with', async () => {
  const { client, sojourn } = await open()
  expect((await sojourn.run('agents', 'sessions', 'builder')).stderr).toContain('keeps no sessions there')
  const session = await client.sessions.create({ agentId: 'builder' })
  await session.send(said('Said before')).result()
  const own = String((await session.get()).agentSessionId)
  const listed = await sojourn.run('agents', 'sessions', 'builder')
  expect(listed.stdout).toMatch(new RegExp(`${own} +Session .*${session.id}\n$`))
  expect((await sojourn.run('new', '--agent', 'builder', '--attach', own)).stderr).toContain('belongs to session')
  await session.delete()
  const again = await sojourn.json('new', '--agent', 'builder', '--attach', own)
  const { items } = await client.agents.sessions({ agentId: 'builder' })
  expect(items).toMatchObject([{ agentSessionId: own, sessionId: again.id }])
  const { events } = await client.session(String(again.id)).eventPage({ limit: 100 })
  expect(JSON.stringify(events)).toContain('Said before')
  const none = await sojourn.run('agents', 'sessions', 'demo')
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('keeps no sessions of its own')])
})

import { TestServer } from '@sojourn/sdk/testing/test-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Sojourn, script, writeFile } from './sojourn-command.ts'

let server: TestServer
let sojourn: Sojourn

beforeAll(async () => {
  server = await TestServer.start()
  sojourn = new Sojourn(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const enter = '\r'
const controlC = '\u0003'

test('[L8] on a terminal, send asks for the permission and goes on with the answer', async () => {
  const sending = sojourn.startOnTerminal('send', script(writeFile, { text: 'Written' }))
  await sending.prints('Allow fs.write?')
  await sending.prints('Enter:')
  sending.type(enter)
  const { code, stdout } = await sending.ended
  expect(stdout).toContain('path: a.txt')
  expect(stdout).toContain('allowed by token')
  expect(stdout).toContain('Written')
  expect(code).toBe(0)
})

test('[L8] a prompt goes away when somebody else answers', async () => {
  const sending = sojourn.startOnTerminal('send', script(writeFile, { text: 'Written' }))
  await sending.prints('Enter:')
  await sojourn.run('approve', '-m', 'from elsewhere')
  const { code, stdout } = await sending.ended
  expect(stdout).toContain('“from elsewhere”')
  expect(code).toBe(0)
})

test('[L7] Ctrl-C at a prompt stops watching; the request stays open', async () => {
  const sending = sojourn.startOnTerminal('send', '-t', 'left', script(writeFile))
  await sending.prints('Enter:')
  sending.type(controlC)
  const { code, stdout } = await sending.ended
  expect(stdout).toContain('the run goes on')
  expect(code).toBe(130)
  expect(await sojourn.json('show', 'left')).toMatchObject({ pendingPermissions: 1 })
  await sojourn.run('cancel', 'left')
})

test('[L8] chat streams, asks field by field, cancels with Ctrl-C and leaves with /exit', async () => {
  const chat = sojourn.startOnTerminal('chat', '-t', 'talk')
  await chat.prints('/help shows the commands')
  const schema = { type: 'object', properties: { name: { type: 'string', title: 'Your name' } }, required: ['name'] }
  chat.type(`${script({ ask: { prompt: 'Who?', schema } }, { text: 'Thanks' })}${enter}`)
  await chat.prints('◆\u001b[39m  Your name')
  chat.type(`Ada${enter}`)
  await chat.prints('completed')
  expect(chat.stdout).toContain('{"name":"Ada"} answered by token')
  chat.type(`${script({ text: 'Sleeping now' }, { sleep: 60_000 })}${enter}`)
  await chat.prints(/\nSleeping now/)
  chat.type(controlC)
  await chat.prints('cancelled by token')
  chat.type(`/exit${enter}`)
  const { code, stdout } = await chat.ended
  expect(stdout).toContain('goes on here')
  expect(code).toBe(0)
})

test('[L6] a terminal gets colours, short ids and lines that fit; NO_COLOR takes the colours away', async () => {
  await sojourn.run('new', '--title', 'A title that is much too long for one line '.repeat(4))
  const coloured = await sojourn.startOnTerminal('ls', '--empty').ended
  expect(coloured.stdout).toContain('\u001b[2m')
  const plain = await new Sojourn(server, { NO_COLOR: '1' }).startOnTerminal('ls', '--empty').ended
  expect(plain.stdout).not.toContain('\u001b[')
  const rows = plain.stdout.trimEnd().split('\r\n')
  expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(100)
  expect(rows[1]).toMatch(/^[0-9a-f]{8} {2}/)
})

test('[L6] what an agent says cannot steer the terminal', async () => {
  const evil = '\u001b]0;owned\u0007\u001b[2Jhidden\u009b31mred\rgone'
  const { stdout } = await sojourn.startOnTerminal('send', script({ text: evil, chunks: 1 })).ended
  expect(stdout).toContain('hidden')
  expect(stdout).not.toContain('\u001b]0;')
  expect(stdout).not.toContain('\u001b[2J')
  expect(stdout).not.toContain('\u009b')
})

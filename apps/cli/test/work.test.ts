import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSojourn } from '@sojourn/sdk'
import { TestServer } from '@sojourn/sdk/testing/test-server'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { Sojourn, script, writeFile } from './sojourn-command.ts'

let server: TestServer
let sojourn: Sojourn

beforeAll(async () => {
  server = await TestServer.start()
  sojourn = new Sojourn(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const lines = (text: string) => text.trimEnd().split('\n')

test('[L1] send makes a session, prints its id, and shows the plan, the tools and the text', async () => {
  const plan = { plan: [{ title: 'Look', status: 'completed' }, { title: 'Tell' }] }
  const list = { tool: { toolId: 'fs', operation: 'list', toolInput: {} } }
  const { code, stdout, stderr } = await sojourn.run('send', script(plan, list, { text: '# Found\n\nNothing.' }))
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(lines(stdout)[0]).toMatch(/^session [0-9a-f-]{36} · agent demo$/)
  expect(stdout).toContain('Plan\n  ✔ Look\n  ○ Tell\n')
  expect(stdout).toMatch(/^✔ fs\.list · \d+ ms · 0 entries$/m)
  expect(stdout).toContain('\n# Found\n\nNothing.\n')
  expect(lines(stdout).at(-1)).toMatch(/^✔ completed · .* · 1 tool call/)
})

test('[L19] send takes files along, which the session has from then on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-files-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [picture, notes] = [join(folder, 'plan.png'), join(folder, 'notes.md')]
  writeFileSync(picture, Uint8Array.of(0x89, 0x50, 0x4e, 0x47))
  writeFileSync(notes, '# Notes')
  const words = script({ text: 'Compared.' })
  const sent = await sojourn.run('send', '--file', picture, '--file', notes, words)
  expect(sent).toMatchObject({ code: 0, stderr: '' })
  const id = /^session ([0-9a-f-]{36})/.exec(sent.stdout)?.[1] ?? ''
  const [queued] = lines((await sojourn.run('events', id, '--type', 'run.queued', '--json')).stdout)
  const [text, ...files] = JSON.parse(queued ?? '{}').data.input.blocks
  expect(text).toEqual({ type: 'text', text: words })
  expect(files).toMatchObject([
    { type: 'file', name: 'plan.png', mimeType: 'image/png', size: 4 },
    { type: 'file', name: 'notes.md', mimeType: 'text/markdown', size: 7 },
  ])
  const client = createSojourn({ url: server.url, token: server.token })
  expect(new TextDecoder().decode(await client.session(id).download(files[1]))).toBe('# Notes')
  const sessions = async () => (await client.sessions.list({ empty: true })).items.length
  const before = await sessions()
  const refused = await sojourn.run('send', '--file', join(folder, 'nothing.md'), words)
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing.md cannot be read') })
  expect(await sessions()).toBe(before)
})

test('[L1] the exit code says how the run ended', async () => {
  const failed = await sojourn.run('send', script({ fail: { message: 'out of ideas' } }))
  expect(failed.code).toBe(3)
  expect(failed.stdout).toContain('✖ failed: out of ideas')
  const late = await sojourn.run('send', '--timeout', '50', script({ sleep: 60_000 }))
  expect(late.code).toBe(5)
  expect(late.stdout).toContain('timed out after 50 ms')
})

test('[L1] a run that is cancelled elsewhere ends the command with 4, one that is denied with 6', async () => {
  const tag = sojourn.start('send', '-t', 'doomed', script({ text: 'going' }, { sleep: 60_000 }))
  await tag.prints('going')
  expect((await sojourn.run('cancel', 'doomed')).stdout).toMatch(/^Cancelling run [0-9a-f]{8}\n$/)
  expect((await tag.ended).code).toBe(4)
  const asking = sojourn.start('send', '-t', 'refused', script(writeFile))
  await asking.prints('needs permission: fs.write a.txt')
  expect((await sojourn.run('deny', '-m', 'not today')).stdout).toBe('Denied fs.write a.txt\n')
  const { code, stdout } = await asking.ended
  expect(code).toBe(6)
  expect(stdout).toContain('✖ denied by token: fs.write a.txt · “not today”')
})

test('new --budget bounds what a session may cost, and show says when it is used up', async () => {
  const id = (await sojourn.run('new', '--budget', '0.05')).stdout.trim()
  const spent = await sojourn.run('send', '-s', id, script({ usage: { costUsd: 0.06 } }, { sleep: 60_000 }))
  expect(spent).toMatchObject({ code: 3, stdout: expect.stringContaining('failed (budget)') })
  await sojourn.run('send', '--no-wait', '-s', id, script({ text: 'more' }))
  expect((await sojourn.run('show', id)).stdout).toContain('a greater budget · since ')
  expect((await sojourn.run('new', '--budget', 'lots')).code).toBe(2)
})

test('approve --all answers everything that is pending in a session, and nothing else', async () => {
  const sends = ['one', 'two'].map((tag) => sojourn.start('send', '-t', tag, script(writeFile)))
  for (const send of sends) await send.prints('needs permission: fs.write a.txt')
  const one = await sojourn.run('approve', '--all', '-s', 'one')
  expect(one).toMatchObject({ code: 0, stdout: 'Allowed fs.write a.txt\n' })
  expect((await sends[0]?.ended)?.code).toBe(0)
  const { items } = JSON.parse((await sojourn.run('deny', '--all', '--json')).stdout)
  expect(items).toMatchObject([{ status: 'answered', permission: { status: 'denied' } }])
  expect((await sends[1]?.ended)?.code).toBe(6)
  expect((await sojourn.run('approve', '--all')).stderr).toContain('Nothing waits')
  expect((await sojourn.run('approve', '4f1d22aa', '--all')).code).toBe(2)
})

test('[L8] without a terminal, send says how to answer from elsewhere, and waits', async () => {
  const asking = sojourn.start('send', script(writeFile, { text: 'Written' }))
  await asking.prints(/sojourn approve ([0-9a-f]{8}), or deny/)
  const id = /sojourn approve ([0-9a-f]{8}), or deny/.exec(asking.stdout)?.[1] ?? ''
  const inbox = await sojourn.run('inbox')
  expect(inbox.stdout).toContain(`sojourn approve ${id}, or deny ${id}`)
  expect((await sojourn.run('approve', id)).code).toBe(0)
  const { code, stdout } = await asking.ended
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /✔ allowed by token: fs\.write a\.txt\n✔ fs\.write a\.txt · \d+ ms · Created a\.txt, 5 bytes\n\nWritten/,
  )
})

test('[L8] a question is answered in words that fit its schema', async () => {
  const schema = {
    type: 'object',
    properties: { name: { type: 'string' }, age: { type: 'integer' } },
    required: ['name'],
  }
  const asking = sojourn.start('send', script({ ask: { prompt: 'Who are you?', schema } }))
  await asking.prints(/sojourn answer ([0-9a-f]{8})/)
  const id = /sojourn answer ([0-9a-f]{8})/.exec(asking.stdout)?.[1] ?? ''
  const wrong = await sojourn.run('answer', id, 'name=Ada', 'age=old')
  expect(wrong).toMatchObject({ code: 2, stderr: 'error: Answer with a whole number, not "old".\n' })
  expect((await sojourn.run('answer', id, 'name=Ada', 'age=36')).stdout).toBe('Answered: Who are you?\n')
  expect((await asking.ended).stdout).toContain('✔ {"name":"Ada","age":36} answered by token')
})

test('[L2] --json prints the events of the run, one a line, and nothing else', async () => {
  const { code, stdout, stderr } = await sojourn.run('send', '--json', script({ text: 'Hello' }))
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const events = lines(stdout).map((line) => JSON.parse(line))
  expect(events[0]).toMatchObject({ type: 'run.queued' })
  expect(events.at(-1)).toMatchObject({ type: 'run.completed' })
})

test('[L2] --no-wait prints the id of the run, which others can wait for', async () => {
  const { sessionId, runId } = await sojourn.json('send', '--no-wait', script({ text: 'one' }, { sleep: 200 }))
  const watched = await sojourn.run('watch', String(sessionId), '--until-idle', '--after', '0')
  expect(watched.code).toBe(0)
  expect(watched.stdout).toContain('✔ completed')
  const plain = await sojourn.run('send', '-s', String(sessionId), '--no-wait', script({ text: 'two' }))
  expect(plain.stdout).toMatch(/^[0-9a-f-]{36}\n$/)
  expect(runId).not.toBe(plain.stdout.trim())
})

test('[L2] --quiet prints only what the agent says, and - reads standard input', async () => {
  const sending = sojourn.start('send', '--quiet', '-')
  sending.type(script({ thinking: 'hm' }, { plan: [{ title: 'A' }] }, { text: 'First.' }, { text: 'Second.' }))
  sending.endInput()
  expect(await sending.ended).toEqual({ code: 0, stdout: 'First.\n\nSecond.\n', stderr: '' })
})

test('[L7] Ctrl-C stops watching with 130 and a hint; the run goes on', async () => {
  const sending = sojourn.start('send', '-t', 'long', script({ text: 'begun' }, { sleep: 60_000 }))
  await sending.prints('begun')
  sending.signal('SIGINT')
  const { code, stderr } = await sending.ended
  expect(code).toBe(130)
  expect(stderr).toMatch(/the run goes on\. sojourn watch ([0-9a-f]{8}) returns to it, sojourn cancel \1 ends it/)
  expect(await sojourn.json('show', 'long')).toMatchObject({ state: 'running' })
  const watching = sojourn.start('watch', 'long')
  await watching.prints('begun')
  await sojourn.run('cancel', 'long')
  await watching.prints('cancelled by token')
  watching.signal('SIGINT')
  expect((await watching.ended).code).toBe(130)
})

test('[L4] what is refused is a sentence and what to do, and no stack', async () => {
  const unknown = await sojourn.run('show', 'nobody')
  expect(unknown).toMatchObject({ code: 1, stdout: '' })
  expect(lines(unknown.stderr)).toEqual([
    'error: No session has the id or the tag "nobody"',
    'Check the session id; the session may have been deleted.',
  ])
  const invalid = await sojourn.run('new', '--id', 'not an id')
  expect(invalid.code).toBe(1)
  expect(lines(invalid.stderr)).toEqual([
    expect.stringMatching(/^error: id: Use letters, digits/),
    'Correct this and try again; nothing has happened.',
  ])
  const asJson = await sojourn.run('show', 'nobody', '--json')
  expect(JSON.parse(asJson.stderr)).toMatchObject({ error: { code: 'SESSION_NOT_FOUND', advice: expect.any(String) } })
})

test('[L4] a wrong command line is 2 and says what would be right', async () => {
  const cases: [string[], string][] = [
    [['sned'], 'Did you mean send?'],
    [['send'], "missing required argument 'input'"],
    [['ls', '--limit', 'many'], '--limit takes a whole number from 1, not "many".'],
    [['new', '--context', '{'], '--context takes JSON'],
    [['ls', '--status', 'odd'], 'Allowed choices are active, paused, completed, crashed.'],
    [['info', '--url', 'nowhere'], 'write it like http://127.0.0.1:3000'],
  ]
  for (const [args, said] of cases) {
    const { code, stderr, stdout } = await sojourn.run(...args)
    expect({ code, stdout }, args.join(' ')).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(said)
  }
})

test('[L5] the token comes from the environment or the data directory, and a wrong one says where to put the right one', async () => {
  const elsewhere = { url: server.url, dataDirectory: '/nonexistent' }
  const stranger = await new Sojourn(elsewhere).run('ls')
  expect(stranger.code).toBe(1)
  expect(stranger.stderr).toContain('Set SOJOURN_TOKEN')
  expect((await new Sojourn(elsewhere, { SOJOURN_TOKEN: server.token }).run('info')).code).toBe(0)
  expect((await sojourn.run('info', '--help')).stdout).not.toContain('--token')
})

test('[L4] a server that is not there says how to start one', async () => {
  await using other = await TestServer.start()
  await other.end('SIGTERM')
  const { code, stderr } = await new Sojourn(other).run('ls')
  expect(code).toBe(1)
  expect(stderr).toMatch(/^error: No answer from http:\/\/127\.0\.0\.1:\d+ \(nothing listens there\)\n.*sojourn serve/)
})

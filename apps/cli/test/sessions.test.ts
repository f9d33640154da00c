import { TestServer } from '@sojourn/sdk/testing/test-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Sojourn, script } from './sojourn-command.ts'

let server: TestServer
let sojourn: Sojourn

beforeAll(async () => {
  server = await TestServer.start()
  sojourn = new Sojourn(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const made = async (...args: string[]): Promise<string> => (await sojourn.run('new', ...args)).stdout.trim()

test('[L3] a session is found by id, the end of its id, its tag and @last', async () => {
  const id = await made('--tag', 'release notes')
  for (const reference of [id, id.slice(-8), `…${id.slice(-8)}`, 'release notes', '@last', '-']) {
    expect(await sojourn.json('show', reference), reference).toMatchObject({ id })
  }
})

test('[L3] an abbreviation that fits several is refused with those it fits', async () => {
  await made('--id', 'twin-1-same')
  await made('--id', 'twin-2-same')
  const { code, stderr } = await sojourn.run('show', 'same')
  expect(code).toBe(2)
  expect(stderr).toContain('fits 2 sessions')
  expect(stderr).toContain('twin-1-same')
})

test('[S8] sessions are paused, resumed, completed, archived, tagged, titled, forked and deleted', async () => {
  const id = await made('--title', 'Before', '--label', 'a', 'b', '--context', '{"k": 1}')
  const steps: [string[], object][] = [
    [['title', id, 'After', 'all'], { title: 'After all', labels: ['a', 'b'], context: { k: 1 } }],
    [['pause', id, '--reason', 'tea'], { status: 'paused' }],
    [['resume', id], { status: 'active' }],
    [['complete', id], { status: 'completed' }],
    [['archive', id], { archivedAt: expect.any(String) }],
    [['unarchive', id], { archivedAt: null }],
    [['tag', id, 'mine'], { tags: ['mine'] }],
    [['untag', 'mine'], { tags: [] }],
    [['fork', id, '--title', 'Child'], { parentId: id, title: 'Child' }],
    [['rm', id], { id, deleted: true }],
  ]
  for (const [args, expected] of steps) expect(await sojourn.json(...args), args.join(' ')).toMatchObject(expected)
  expect((await sojourn.run('show', id)).code).toBe(1)
})

test('[S5] a closed session refuses input and says what opens it', async () => {
  const id = await made()
  await sojourn.run('complete', id)
  const { code, stderr } = await sojourn.run('send', '-s', id, 'hello')
  expect(code).toBe(1)
  expect(stderr).toContain('Resume the session to reopen it.')
})

test('[S11] ls shows what was asked for, with whole ids when nobody looks', async () => {
  const id = await made('--tag', 'listed', '--title', 'Line one\nline two')
  expect((await sojourn.run('ls')).stdout).not.toContain(id)
  const { stdout } = await sojourn.run('ls', '--empty')
  expect(stdout).toMatch(new RegExp(`^${id} +idle +#listed Line one line two +demo +now$`, 'm'))
  expect(await sojourn.json('ls', '--tag', 'listed', '--empty')).toMatchObject({ items: [{ id }] })
})

test('[R9] the queue is listed, edited, moved and cancelled', async () => {
  const id = await made()
  await sojourn.run('pause', id)
  for (const text of ['one', 'two', 'three']) await sojourn.run('send', '-s', id, '--no-wait', text)
  const queued = async () => {
    const { items } = (await sojourn.json('queue', 'ls', id)) as unknown as {
      items: { id: string; input: { text: string } }[]
    }
    return items
  }
  const [first, second, third] = (await queued()).map((run) => run.id)
  await sojourn.run('queue', 'move', third ?? '', '1')
  await sojourn.run('queue', 'edit', (second ?? '').slice(-8), '--session', id, 'zwei')
  expect((await queued()).map(({ input }) => input.text)).toEqual(['three', 'one', 'zwei'])
  expect((await sojourn.run('queue', 'cancel', first ?? '')).stdout).toContain('is cancelled')
  expect((await sojourn.run('queue', 'ls', id)).stdout).toMatch(/1 +\S+ +three[\s\S]+2 +\S+ +zwei/)
})

test('[E6] events prints the log, by type, after a seq, and as it comes', async () => {
  const { sessionId } = await sojourn.json('send', '--no-wait', script({ text: 'Hello' }))
  const id = String(sessionId)
  await sojourn.run('watch', id, '--until-idle', '--after', '0')
  const all = (await sojourn.run('events', id, '--json')).stdout.trimEnd().split('\n')
  expect(all.map((line) => JSON.parse(line).seq)).toEqual(all.map((_, at) => at + 1))
  const created = await sojourn.run('events', id, '--type', 'session.created')
  expect(created.stdout).toMatch(/^ {4}1 {2}.* session\.created .*"agentId":"demo"/)
  expect((await sojourn.run('events', id, '--after', String(all.length))).stdout).toBe('')
  const following = sojourn.start('events', id, '--follow', '--json', '--after', String(all.length))
  await sojourn.run('tag', id, 'followed')
  await following.prints('session.tagged')
  following.signal('SIGINT')
  expect((await following.ended).code).toBe(130)
})

test('[E3] watch goes on when the server has been killed and started again', async () => {
  await using mortal = await TestServer.start()
  const command = new Sojourn(mortal)
  const id = (await command.run('new')).stdout.trim()
  const watching = command.start('watch', id, '--after', '0')
  const sent = command.start(
    'send',
    '-s',
    id,
    '--quiet',
    script({ text: 'One two three four', chunks: 4, delayMs: 100 }),
  )
  await watching.prints('One')
  await mortal.end('SIGKILL')
  await watching.prints('connection lost')
  await mortal.start()
  await watching.prints('connected again; nothing was missed')
  await watching.prints('✔ completed')
  expect((await sent.ended).code).toBe(0)
  watching.signal('SIGINT')
  await watching.ended
})

test('[P5] rules are added, explained, listed and revoked', async () => {
  const rule = await sojourn.json('rules', 'add', 'allow', 'fs', 'write', '--agent', 'demo')
  expect(rule).toMatchObject({ scope: 'agent', agentId: 'demo', decision: 'allow' })
  const explained = await sojourn.run('rules', 'explain', 'fs', 'write', '--agent', 'demo')
  expect(explained.stdout).toMatch(/^allow: /)
  expect((await sojourn.run('rules', 'ls')).stdout).toContain('fs.write')
  expect((await sojourn.run('rules', 'rm', String(rule.id))).stdout).toMatch(/^Revoked /)
  expect((await sojourn.run('rules', 'ls')).stderr).toContain('No rules')
})

test('[L1] agents are added, shown, changed and removed', async () => {
  const { stdout } = await sojourn.run('agents', 'ls')
  expect(stdout).toContain('demo (default)')
  expect((await sojourn.run('agents', 'add', 'mine')).code).toBe(2)
  expect((await sojourn.run('agents', 'add', 'mine', '--runner', 'scripted')).stdout).toBe(
    'Agent mine runs on scripted\n',
  )
  expect(await sojourn.json('agents', 'add', 'mine', '--update', '--name', 'Mine')).toMatchObject({ name: 'Mine' })
  expect(await sojourn.json('agents', 'show', 'mine')).toMatchObject({ id: 'mine', runner: 'scripted' })
  expect((await sojourn.run('agents', 'rm', 'mine')).stdout).toBe('Removed mine\n')
})

test('[L1] info and login-link speak of this server', async () => {
  expect((await sojourn.run('info')).stdout).toContain(`url            ${server.url}`)
  expect((await sojourn.run('login-link')).stdout.startsWith(`${server.url}/login#code=`)).toBe(true)
})

test('[S7] show tells what a session is and what was said in it', async () => {
  const id = await made('--title', 'Told')
  await sojourn.run('send', '-s', id, script({ text: 'An answer' }))
  const { stdout } = await sojourn.run('show', id)
  expect(stdout).toMatch(/^Told\nid +/)
  expect(stdout).toContain('Newest runs')
  const transcript = await sojourn.run('show', id, '--transcript')
  expect(transcript.stdout).toMatch(/^› @script .*\n\nAn answer\n\n✔ completed/)
})

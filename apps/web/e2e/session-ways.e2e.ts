import { TestServer } from '@sojourn/sdk/testing/test-server'
import { connection, expect, logIn, said, script, test } from './fixtures.ts'
import { importing } from './imported-log.ts'

const block = (blockId: string, rest: { kind: string; text: string; title?: string; parentBlockId?: string }) =>
  [
    ['block.started', { blockId, ...rest, text: undefined }],
    ['block.completed', { blockId, block: { blockId, ...rest } }],
  ] as const

const call = (toolCallId: string, result: unknown) =>
  [
    [
      'tool.called',
      { toolCallId, toolId: 'shell', operation: 'exec', toolInput: { command: 'make' }, effect: 'read', attempt: 1 },
    ],
    ['tool.started', { toolCallId }],
    ['tool.completed', { toolCallId, result, summary: 'made', durationMs: 5 }],
  ] as const

/** Enough that the beginning is not read when the session opens. */
const manyLines = (words: string) => script({ text: words }, { log: { level: 'info', message: 'line' }, repeat: 3_000 })

test('[W19] [W11] a link to an event far back reads the log back to it and marks its place', async ({
  page,
  sojourn,
}) => {
  const session = await sojourn.sessions.create({ title: 'Long' })
  await session.send(manyLines('At the very beginning.')).result()
  const opened = page.waitForRequest((request) => request.url().includes('events.list'))
  await page.goto(`/session?id=${session.id}`)
  await opened
  await expect(page.getByText(/^Done ·/)).toBeVisible()
  await expect(page.getByText('At the very beginning.', { exact: true })).toHaveCount(0)
  await page.goto(`/session?id=${session.id}&event=8`)
  await expect(page.getByText('At the very beginning.', { exact: true })).toBeInViewport()
})

test('[W19] who scrolls up gets what came before, and stays where they were', async ({ page, sojourn }) => {
  const session = await sojourn.sessions.create({ title: 'Long' })
  await session.send(manyLines('The first words.')).result()
  await page.goto(`/session?id=${session.id}`)
  await expect(page.getByText(/^Done ·/)).toBeVisible()
  const transcript = page.getByRole('region', { name: 'Transcript' })
  await transcript.hover()
  await expect(async () => {
    await page.mouse.wheel(0, -20_000)
    await expect(page.getByText('The first words.', { exact: true })).toBeInViewport({ timeout: 300 })
  }).toPass({ timeout: 30_000 })
})

test('[W30] the search finds what was said far back, step by step', async ({ page, sojourn }) => {
  const session = await sojourn.sessions.create({ title: 'Long' })
  await session.send(manyLines('A needle, once.')).result()
  await session.send(script({ text: 'Another needle at the end.' })).result()
  await page.goto(`/session?id=${session.id}`)
  await expect(page.getByText('Another needle at the end.', { exact: true })).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('needle')
  const status = page.getByRole('search').getByRole('status')
  await expect(status).toHaveText(/of \d+$/)
  await page.keyboard.press('Shift+Enter')
  await expect(async () => {
    await page.keyboard.press('Enter')
    await expect(page.getByText('A needle, once.', { exact: true })).toBeInViewport({ timeout: 500 })
  }).toPass({ timeout: 30_000 })
  await page.keyboard.press('Escape')
  await expect(page.getByRole('search')).toBeHidden()
})

test('[W30] the timeline and the keys lead to runs, calls and problems', async ({ page, sojourn }) => {
  const session = await sojourn.sessions.create({ title: 'Ways' })
  const read = { tool: { toolId: 'fs', operation: 'read', toolInput: { path: 'missing.md' } } }
  await session
    .send(script({ text: 'First answer.' }, read, { log: { level: 'info', message: 'line' }, repeat: 200 }))
    .result()
  await session.send(script({ text: 'Second answer.' })).result()
  await page.goto(`/session?id=${session.id}`)
  await expect(page.getByText('Second answer.', { exact: true })).toBeInViewport()
  const timeline = page.getByRole('slider', { name: 'Timeline' })
  await timeline.focus()
  await page.keyboard.press('Home')
  await expect(page.getByText('First answer.', { exact: true })).toBeInViewport()
  await page.keyboard.press('End')
  await expect(page.getByText('Second answer.', { exact: true })).toBeInViewport()
  await page.keyboard.press('Shift+E')
  await expect(page.getByRole('button', { name: /fs\.read/ })).toBeInViewport()
  await page.keyboard.press('m')
  await expect(page.getByText('Second answer.', { exact: true })).toBeInViewport()
})

importing(
  '[W19] a long result is read when its card is opened, and terminal colours are only colours',
  async ({ page, importLog }) => {
    const output = `\u001b[31mred <b>not bold</b>\u001b[0m\n${'x'.repeat(30_000)}\nthe last line`
    await importLog({ id: 'long-result', entries: call('c1', { output }) })
    await page.goto('/session?id=long-result')
    const region = page.getByRole('group', { name: 'Output' })
    await expect(region).toContainText('the last line')
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect(region.locator('span').first()).toHaveText('red <b>not bold</b>')
    await expect(region).not.toContainText('[31m')
  },
)

importing('[W19] pictures, changes and places of a result are shown as such', async ({ page, importLog }) => {
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  const content = [
    { type: 'text', text: 'Looked at it.' },
    { type: 'image', mimeType: 'image/png', data: pixel },
    { type: 'diff', path: 'a.ts', oldText: 'one\n', newText: 'two\n' },
  ]
  await importLog({ id: 'rich-result', entries: call('c1', { content, locations: [{ path: 'src/a.ts', line: 7 }] }) })
  await page.goto('/session?id=rich-result')
  await expect(page.getByRole('img', { name: 'Result 1' })).toBeVisible()
  await expect(page.getByRole('figure', { name: /a\.ts/ })).toContainText('two')
  await expect(page.getByText('src/a.ts')).toBeVisible()
  await expect(page.getByRole('group', { name: 'Output' })).toHaveText('Looked at it.')
})

importing('[W30] what a subagent did is nested in its card', async ({ page, importLog }) => {
  const [begin, end] = block('sub', { kind: 'subagent', text: 'All found.', title: 'Find the callers' })
  const inner = block('inner', { kind: 'assistant_text', text: 'Looking inside.', parentBlockId: 'sub' })
  await importLog({ id: 'nested', entries: [begin, ...inner, end] })
  await page.goto('/session?id=nested')
  await expect(page.getByText('Looking inside.')).toBeHidden()
  await page.getByRole('button', { name: /Find the callers/ }).click()
  await expect(page.getByRole('region', { name: 'Find the callers' })).toContainText('Looking inside.')
})

test('[W31] two forks are compared from where they part', async ({ page, sojourn }) => {
  const trunk = await sojourn.sessions.create({ title: 'The trunk' })
  await trunk.send(script({ text: 'Common past.' })).result()
  const fork = await trunk.fork({ title: 'The branch' })
  await trunk.send(script({ text: 'Went on here.' }, { usage: { costUsd: 0.5 } })).result()
  await fork.send(script({ text: 'Went on there.' }, { usage: { costUsd: 0.2 } })).result()
  await page.goto(`/session?id=${trunk.id}`)
  await page.getByRole('region', { name: 'Lineage' }).getByRole('link', { name: 'Compare with The branch' }).click()
  await expect(page.getByRole('region', { name: 'Left, run 1' })).toContainText('Went on here.')
  await expect(page.getByRole('region', { name: 'Right, run 1' })).toContainText('Went on there.')
  await expect(page.getByText('Common past.')).toHaveCount(0)
  await expect(page.getByRole('row', { name: /^Cost/ })).toContainText('−$0.30')
})

test('[W6] queued input is dragged, and moved by the keyboard', async ({ page, openSession }) => {
  const session = await openSession(script({ sleep: 60_000 }))
  for (const text of ['one', 'two', 'three']) await session.send(text)
  const queue = page.getByRole('region', { name: 'Queue' }).getByRole('listitem')
  await expect(queue).toHaveText([/one/, /two/, /three/])
  await queue.nth(0).getByRole('button', { name: /^Move/ }).press('ArrowDown')
  await expect(queue).toHaveText([/two/, /one/, /three/])
  const grip = await queue.nth(2).getByRole('button', { name: /^Move/ }).boundingBox()
  const first = await queue.nth(0).boundingBox()
  if (!grip || !first) throw new Error('the queue is not in view')
  await page.mouse.move(grip.x + 5, grip.y + 5)
  await page.mouse.down()
  await page.mouse.move(first.x + 20, first.y + 4, { steps: 5 })
  await page.mouse.up()
  await expect(queue).toHaveText([/three/, /two/, /one/])
  await page.reload()
  await expect(queue).toHaveText([/three/, /two/, /one/])
  await session.cancel()
})

test('[W6] input for later waits in the queue and says until when', async ({ page, openSession }) => {
  await openSession(script({ text: 'Ready.' }))
  await expect(page.getByText('Ready.', { exact: true })).toBeVisible()
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Remind me')
  await page.getByRole('button', { name: 'Send later' }).click()
  await page.getByRole('menuitem', { name: /In an hour/ }).click()
  await expect(page.getByRole('region', { name: 'Queue' })).toContainText('Remind me')
  await expect(page.getByText(/has a time before which it does not start/).first()).toBeVisible()
})

test.describe(() => {
  test.use({ expectedErrors: [[/ERR_INTERNET_DISCONNECTED/], { scope: 'test' }] })

  test('[W1] offline in the middle of a stream: what is there stays, and it goes on without a gap', async ({
    context,
  }) => {
    await using server = await TestServer.start()
    await logIn(context, server)
    const page = await context.newPage()
    const answer = await context.request.post(`${server.url}/api/v1/sessions`, {
      headers: { authorization: `Bearer ${server.token}` },
      data: { agentId: 'scripted' },
    })
    const { id } = (await answer.json()) as { id: string }
    const words = Array.from({ length: 120 }, (_, at) => `word${at + 1}`).join(' ')
    await context.request.post(`${server.url}/api/v1/sessions/${id}/runs`, {
      headers: { authorization: `Bearer ${server.token}` },
      data: { input: { text: script({ text: words, chunks: 60, delayMs: 50 }) } },
    })
    await page.goto(`${server.url}/session?id=${id}`)
    await expect(said(page)).toContainText('word8 ')
    await context.setOffline(true)
    await expect(connection(page)).toContainText('Reconnecting')
    await expect(said(page)).toContainText('word8 ')
    await context.setOffline(false)
    await expect(said(page)).toHaveText([words])
  })
})

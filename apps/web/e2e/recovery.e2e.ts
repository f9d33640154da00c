import { createSojourn } from '@sojourn/sdk'
import { TestServer } from '@sojourn/sdk/testing/test-server'
import { connection, expect, logIn, said, script, test } from './fixtures.ts'

const words = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `word${from + at}`).join(' ')

test('[W1] a server that is killed and started again while somebody watches: nothing is lost or shown twice', async ({
  context,
}) => {
  await using server = await TestServer.start()
  await logIn(context, server)
  const page = await context.newPage()
  const sojourn = createSojourn({ url: server.url, token: server.token })
  const session = await sojourn.sessions.create({ title: 'Survives' })
  await session.send(
    script({ text: words(1, 40), chunks: 40, delayMs: 80 }, { text: words(41, 80), chunks: 40, delayMs: 80 }),
  )
  await page.goto(`${server.url}/session?id=${session.id}`)
  await expect(said(page).first()).toContainText('word10 ')
  // All of the page is there: what it still had to load would be missing while the server is gone.
  await page.waitForLoadState('networkidle')
  await server.end('SIGKILL')
  await expect(connection(page)).toContainText('Reconnecting')
  await expect(said(page).first()).toContainText('word10 ')
  await server.start()
  await expect(said(page).last()).toHaveText(words(41, 80))
  await expect(connection(page)).toContainText('Live · seq')
  const shown = await said(page).allTextContents()
  const { items } = await session.transcript()
  const logged = items.flatMap((item) => (item.type === 'block' && item.kind === 'assistant_text' ? [item.text] : []))
  expect(shown).toEqual(logged)
})

test('[W3] a decision is still open after a crash and is answered in the page that stayed open', async ({
  context,
}) => {
  await using server = await TestServer.start()
  await logIn(context, server)
  const page = await context.newPage()
  const sojourn = createSojourn({ url: server.url, token: server.token })
  const session = await sojourn.sessions.create({})
  await session.send(
    script(
      { tool: { toolId: 'fs', operation: 'write', toolInput: { path: 'a.md', content: 'x' } } },
      { text: 'It is written.' },
    ),
  )
  await page.goto(`${server.url}/session?id=${session.id}`)
  await expect(page.getByRole('button', { name: 'Allow once' })).toBeVisible()
  // All of the page is there: what it still had to load would be missing while the server is gone.
  await page.waitForLoadState('networkidle')
  await server.end('SIGKILL')
  await expect(connection(page)).toContainText('Reconnecting')
  await server.start()
  await expect(connection(page)).toContainText('Live · seq')
  await page.getByRole('button', { name: 'Allow once' }).click()
  await expect(page.getByText('It is written.', { exact: true })).toBeVisible()
})

import { gzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { axe } from './axe.ts'
import { connection, expect, script, test, writeFile } from './fixtures.ts'

const firstLoadLimit = 200_000

const pages = [
  { path: '/', ready: (page: Page) => page.locator('[data-row-link]').first() },
  { path: '/inbox', ready: (page: Page) => page.getByRole('article').first() },
  { path: '/agents', ready: (page: Page) => page.getByRole('button', { name: /Demo/ }) },
  { path: '/rules', ready: (page: Page) => page.getByRole('button', { name: 'Explain' }) },
  { path: '/usage', ready: (page: Page) => page.getByRole('heading', { name: 'Sessions that cost most' }) },
  { path: '/operations', ready: (page: Page) => page.getByRole('heading', { name: 'Hosts' }) },
  { path: '/webhooks', ready: (page: Page) => page.getByRole('heading', { name: 'No webhooks' }) },
  { path: '/settings', ready: (page: Page) => page.getByText('Executing runs') },
] as const

/** A session in which every kind of row stands once, and that waits for an answer. */
const showcase = script(
  {
    plan: [
      { title: 'Look', status: 'completed' },
      { title: 'Write', status: 'in_progress' },
    ],
  },
  { thinking: 'Let me see.' },
  { tool: { toolId: 'fs', operation: 'list', toolInput: { path: '.' } } },
  { text: '# Heading\n\nText with `code` and a [link](https://example.com).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n' },
  { log: { level: 'warn', message: 'A warning of the runner' } },
  writeFile('showcase.md', '# New\n\ntext\n'),
)

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } })

    test(`[W14] axe finds nothing on any page, ${colorScheme}`, async ({ page, openSession }) => {
      test.setTimeout(180_000)
      const session = await openSession(showcase, { title: 'Showcase' })
      await expect(page.getByRole('button', { name: 'Allow once' })).toBeVisible()
      await expect(page.getByRole('cell', { name: '2', exact: true })).toBeVisible()
      expect(await axe(page)).toEqual([])
      for (const tab of ['Events', 'Runs', 'Tools', 'Usage', 'Checkpoints']) {
        await page.getByRole('tab', { name: tab }).click()
        expect(await axe(page)).toEqual([])
      }
      await page.keyboard.press('/')
      await page.keyboard.type('Text')
      expect(await axe(page)).toEqual([])
      const fork = await session.fork({ title: 'Branch' })
      await page.goto(`/compare?left=${session.id}&right=${fork.id}`)
      await expect(page.getByRole('region', { name: 'Comparison' })).toBeVisible()
      expect(await axe(page)).toEqual([])
      for (const { path, ready } of pages) {
        await page.goto(path)
        await expect(ready(page)).toBeVisible()
        expect(await axe(page)).toEqual([])
      }
      for (const key of ['c', '?', 'ControlOrMeta+k']) {
        await page.keyboard.press(key)
        await expect(page.getByRole('dialog')).toBeVisible()
        expect(await axe(page)).toEqual([])
        await page.keyboard.press('Escape')
      }
      await session.cancel()
    })

    test(`[W14] axe finds nothing where many sessions are chosen, ${colorScheme}`, async ({ page, sojourn }) => {
      const session = await sojourn.sessions.create({ title: 'Chosen', labels: ['axe'] })
      await session.send(script({ text: 'Done.' })).result()
      await page.goto('/?label=axe&active=24h')
      await page.getByRole('checkbox', { name: 'Select all rows' }).click()
      await expect(page.getByRole('region', { name: 'Selected sessions' })).toBeVisible()
      expect(await axe(page)).toEqual([])
      for (const key of ['l', 'Backspace']) {
        await page.keyboard.press(key)
        await expect(page.getByRole('dialog')).toBeVisible()
        expect(await axe(page)).toEqual([])
        await page.keyboard.press('Escape')
      }
    })
  })
}

test.describe('360 px', () => {
  test.use({ viewport: { width: 360, height: 740 } })

  test('[W15] nothing scrolls sideways, and the navigation is a bar at the bottom', async ({ page, openSession }) => {
    const session = await openSession(showcase, { title: 'A session with a title that is longer than a phone is wide' })
    await expect(page.getByRole('button', { name: 'Allow once' })).toBeVisible()
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(await overflow()).toBe(0)
    await page.getByRole('button', { name: 'Open the inspector' }).click()
    await expect(page.getByRole('dialog', { name: 'Inspector' })).toBeVisible()
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'All sessions' }).click()
    for (const { path, ready } of pages) {
      await page.goto(path)
      await expect(ready(page)).toBeVisible()
      expect(await overflow()).toBe(0)
      await expect(
        page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Sessions' }),
      ).toBeInViewport()
    }
    await session.cancel()
  })
})

test('[W16] the policy allows own scripts only, and nothing comes from another origin', async ({ page, server }) => {
  const origins = new Set<string>()
  page.on('request', (request) => origins.add(new URL(request.url()).origin))
  const response = await page.goto('/')
  const policy = response?.headers()['content-security-policy'] ?? ''
  expect(policy).toContain("script-src 'self'")
  expect(policy).not.toMatch(/script-src[^;]*unsafe/)
  await expect(page.getByRole('heading', { name: 'Sessions', exact: true })).toBeVisible()
  expect([...origins]).toEqual([server.url])
})

test('[W17] the first load of the list stays under 200 kB of JavaScript', async ({ page }) => {
  const html = await (await page.request.get('/')).text()
  const scripts = [...html.matchAll(/<script src="([^"]+)"(?![^>]*noModule)/g)].map(([, source]) => source ?? '')
  const bodies = await Promise.all(scripts.map(async (source) => (await page.request.get(source)).body()))
  const total = bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0)
  expect(total).toBeGreaterThan(0)
  expect(total).toBeLessThan(firstLoadLimit)
})

test('[W19] of a long transcript only what is in view is in the document', async ({ page, sojourn }) => {
  const session = await sojourn.sessions.create({ title: 'Long' })
  await session.send(script({ log: { level: 'info', message: 'line' }, repeat: 3000 })).result()
  await page.goto(`/session?id=${session.id}`)
  await expect(page.getByText(/^Done ·/)).toBeVisible()
  const rows = page.getByRole('region', { name: 'Transcript' }).locator('[data-index]')
  expect(await rows.count()).toBeLessThan(80)
  await page.keyboard.press('b')
  await expect(connection(page)).toContainText('Live · seq 3,')
})

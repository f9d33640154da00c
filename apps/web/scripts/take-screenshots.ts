/** Takes the pictures in docs/screenshots from a server of its own, filled with sessions in every state. */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { createSojourn } from '@sojourn/sdk'
import { TestServer } from '@sojourn/sdk/testing/test-server'
import { type SeededSessions, seedSessions } from './seed-sessions.ts'

const folder = fileURLToPath(new URL('../../../docs/screenshots', import.meta.url))
const sizes = [
  { name: 'wide', width: 1440, height: 900 },
  { name: 'narrow', width: 390, height: 844 },
] as const
const schemes = ['light', 'dark'] as const

interface Shot {
  name: string
  path: string
  ready: (page: Page) => Promise<unknown>
}

const shotsOf = ({ reviewed, streaming, nightly, fork }: SeededSessions): Shot[] => {
  const visible = (text: string) => (page: Page) => page.getByText(text).first().waitFor()
  // On narrow screens the inspector is a sheet that somebody opens.
  const inInspector = (text: string) => async (page: Page) => {
    const opener = page.getByRole('button', { name: 'Open the inspector' })
    // By key: a pointer would stay over the sheet's Close and show its tooltip.
    if ((page.viewportSize()?.width ?? 0) < 1024) await opener.press('Enter')
    await visible(text)(page)
  }
  return [
    { name: 'sessions', path: '/', ready: (page) => page.locator('[data-row-link]').nth(8).waitFor() },
    {
      name: 'session',
      path: `/session?id=${reviewed}`,
      ready: (page) => page.getByRole('button', { name: 'Allow once' }).waitFor(),
    },
    { name: 'session-events', path: `/session?id=${streaming}&tab=events`, ready: inInspector('Deltas') },
    { name: 'session-usage', path: `/session?id=${nightly}&tab=usage`, ready: inInspector('By model') },
    { name: 'compare', path: `/compare?left=${nightly}&right=${fork}`, ready: visible('Difference') },
    { name: 'inbox', path: '/inbox', ready: (page) => page.getByRole('button', { name: 'Answer' }).waitFor() },
    { name: 'agents', path: '/agents', ready: visible('Code reviewer') },
    { name: 'rules', path: '/rules', ready: visible('everywhere') },
    { name: 'usage', path: '/usage', ready: (page) => page.locator('.recharts-bar-rectangle').first().waitFor() },
    { name: 'operations', path: '/operations', ready: visible('Not moving') },
    { name: 'webhooks', path: '/webhooks', ready: visible('hooks.example.com') },
    { name: 'settings', path: '/settings', ready: visible('Executing runs') },
    { name: 'login', path: '/login', ready: visible('Log in to Sojourn') },
  ]
}

const contextFor = async (
  browser: Browser,
  server: TestServer,
  options: { size: (typeof sizes)[number]; colorScheme: (typeof schemes)[number] },
): Promise<BrowserContext> => {
  const { size, colorScheme } = options
  const viewport = { width: size.width, height: size.height }
  const context = await browser.newContext({ viewport, colorScheme, baseURL: server.url, reducedMotion: 'reduce' })
  await context.request.post('/login', { data: { token: server.token } })
  return context
}

const take = async (page: Page, shot: Shot, file: string): Promise<void> => {
  await page.goto(shot.path)
  await shot.ready(page)
  // Fonts and what loads with the first idle moment.
  await page.evaluate(() => document.fonts.ready)
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: file, animations: 'disabled' })
}

mkdirSync(folder, { recursive: true })
await using server = await TestServer.start()
const shots = shotsOf(await seedSessions(createSojourn({ url: server.url, token: server.token })))
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
})
for (const size of sizes) {
  for (const colorScheme of schemes) {
    const context = await contextFor(browser, server, { size, colorScheme })
    const page = await context.newPage()
    for (const shot of shots) {
      // Logged in, the log-in page leads on.
      if (shot.name === 'login') await context.clearCookies()
      await take(page, shot, `${folder}/${shot.name}-${size.name}-${colorScheme}.png`)
    }
    await context.close()
  }
}
await browser.close()

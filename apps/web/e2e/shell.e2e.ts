import { TestServer } from '@sojourn/sdk/testing/test-server'
import { connection, expect, logIn, script, test, writeFile } from './fixtures.ts'
import { importing } from './imported-log.ts'

test.describe('without a network', () => {
  test.use({ expectedErrors: [/ERR_INTERNET_DISCONNECTED/] })

  test('[W2] a lost network is said at once, nothing on the screen goes, and it catches up', async ({
    page,
    sojourn,
    context,
  }) => {
    const session = await sojourn.sessions.create({ title: 'Seen before the tunnel' })
    await session.send(script({ text: 'Hello.' })).result()
    await page.goto('/')
    await expect(connection(page)).toContainText('Live')
    const title = page.getByRole('link', { name: 'Seen before the tunnel' }).first()
    await expect(title).toBeVisible()
    await context.setOffline(true)
    await expect(connection(page)).toContainText('Reconnecting')
    await expect(title).toBeVisible()
    await session.update({ title: 'Renamed in the tunnel' })
    await context.setOffline(false)
    await expect(connection(page)).toContainText('Live')
    await expect(page.getByRole('link', { name: 'Renamed in the tunnel' }).first()).toBeVisible()
  })
})

test('[W22] ages follow the server’s clock, whatever this computer’s says', async ({ page, sojourn }) => {
  const session = await sojourn.sessions.create({ title: 'Fresh', labels: ['skew'] })
  await session.send(script({ text: 'Hello.' })).result()
  await page.addInitScript(() => {
    const shiftMs = 3 * 3_600_000
    const Real = Date
    window.Date = class extends Real {
      constructor(...given: [] | [number | string | Date]) {
        super(...((given.length === 0 ? [Real.now() + shiftMs] : given) as [number]))
      }
      static override now = () => Real.now() + shiftMs
    } as DateConstructor
  })
  await page.goto('/?label=skew')
  await expect(page.locator('tr[data-index="0"] time').last()).toHaveText(/^(now|\d+[sm])$/)
})

test('[W13] the palette does what can be done with the session in view, and one key takes it back', async ({
  page,
  openSession,
}) => {
  const session = await openSession(script({ text: 'Hello.' }), { title: 'Under the palette' })
  await expect(page.getByText(/^Done ·/)).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  const palette = page.getByRole('dialog', { name: 'Search and commands' })
  await expect(palette.getByRole('option', { name: 'Fork' })).toBeVisible()
  await page.keyboard.type('pause')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await session.get()).status).toBe('paused')
  await expect(page.getByText('Paused', { exact: true }).last()).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('appearance: dark')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveClass(/dark/)
})

test('[W13] sessions opened last are in the side bar, which folds and stays folded', async ({ page, openSession }) => {
  await page.setViewportSize({ width: 1280, height: 800 })
  await openSession(script({ text: 'Hello.' }), { title: 'Opened lately' })
  await expect(page.getByText(/^Done ·/)).toBeVisible()
  await page.goto('/settings')
  const recent = page.getByRole('region', { name: 'Recent sessions' })
  await expect(recent.getByRole('link', { name: 'Opened lately' })).toBeVisible()
  await page.keyboard.press('[')
  await expect(recent).toBeHidden()
  await page.reload()
  const navigation = page.getByRole('navigation', { name: 'Main' })
  await expect(page.getByRole('button', { name: 'Unfold the side bar' })).toBeVisible()
  await navigation.getByRole('link', { name: 'Sessions', exact: true }).click()
  await expect(page).toHaveURL(/\/$/)
  await page.getByRole('button', { name: 'Unfold the side bar' }).click()
})

test('[W10] what begins to wait is notified when nobody looks, to who asked for it', async ({
  page,
  sojourn,
  context,
}) => {
  await context.grantPermissions(['notifications'])
  await page.addInitScript(() => {
    const shown: string[] = []
    Object.assign(window, { shown })
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })
    class Recorded {
      static readonly permission = 'granted'
      static readonly requestPermission = async () => 'granted'
      constructor(title: string, { body }: { body: string }) {
        shown.push(`${title}: ${body}`)
      }
    }
    Object.assign(window, { Notification: Recorded })
  })
  await page.goto('/settings')
  await expect(connection(page).first()).toContainText('Live')
  await page.waitForLoadState('networkidle')
  // What begins to wait while the code that tells of it is still on its way is news as well.
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    await arrived
    await route.continue()
  })
  await page.getByRole('group', { name: 'Notifications' }).getByText('On', { exact: true }).click()
  const session = await sojourn.sessions.create({ title: 'Needs an answer' })
  await session.send(script(writeFile('notified.md')))
  await expect(page).toHaveTitle(/^\(\d+\)/)
  arrive()
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { shown: string[] }).shown))
    .toEqual(['Needs an answer: May fs write go ahead?'])
  await session.cancel()
})

importing('[W20] settings show what a clean-up would delete before it does', async ({ page, importLog }) => {
  const [week, month] = [7, 30].map((days) => days * 86_400_000) as [number, number]
  await importLog({ id: 'untouched', title: 'Long untouched', agoMs: month })
  await importLog({ id: 'young', title: 'Too young to go', agoMs: week - 3_600_000 })
  await page.goto('/settings')
  // Before that the page is only drawn, and forgets what is chosen.
  await expect(connection(page).first()).toContainText('Live')
  await page.getByLabel('Untouched for').selectOption('7 days')
  await page.getByRole('button', { name: 'Show what would go…' }).click()
  const dryRun = page.getByRole('dialog', { name: 'Delete 1 session' })
  await expect(dryRun).toContainText('Long untouched')
  await expect(dryRun).not.toContainText('Too young to go')
  await dryRun.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('1 session deleted')).toBeVisible()
  await page.getByRole('button', { name: 'Show what would go…' }).click()
  const nothing = page.getByRole('dialog', { name: 'Nothing is that old' })
  await expect(nothing.getByRole('button', { name: 'Delete' })).toBeDisabled()
})

test('[W45] settings say what the server archives and deletes by itself, and what it did last', async ({ context }) => {
  await using server = await TestServer.start({ SOJOURN_ARCHIVE_AFTER: 'P30D', SOJOURN_MAINTENANCE_EVERY_MS: '1000' })
  await logIn(context, server)
  const page = await context.newPage()
  await page.goto(`${server.url}/settings`)
  const retention = page.getByRole('region', { name: 'Retention' })
  await expect(retention).toContainText('After 30 days')
  await expect(retention).toContainText('Never')
  await expect(retention).toContainText('After 15 minutes')
  await expect(retention).toContainText('nothing was due')
})

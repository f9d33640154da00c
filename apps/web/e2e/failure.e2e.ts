import { TestServer } from '@sojourn/sdk/testing/test-server'
import { connection, expect, logIn, said, script, test } from './fixtures.ts'

const paths = ['/', '/inbox', '/agents', '/rules', '/usage', '/operations', '/webhooks', '/settings', '/session?id=any']

test.describe(() => {
  test.use({ expectedErrors: [[/ERR_FAILED|404/], { scope: 'test' }] })

  for (const path of paths) {
    test(`[W12] ${path} says that the server did not answer, and asks again`, async ({ page }) => {
      await page.route('**/trpc/**', (route) => route.abort())
      await page.goto(path)
      const alert = page.getByRole('main').getByRole('alert').first()
      await expect(alert).toContainText('The server did not answer')
      await page.unroute('**/trpc/**')
      await alert.getByRole('button', { name: 'Try again' }).click()
      await expect(alert).toBeHidden()
    })
  }

  test('[W12] a page that is not there leads back', async ({ page }) => {
    await page.goto('/nowhere')
    await page
      .getByRole('link', { name: /sessions/i })
      .first()
      .click()
    await expect(page.getByRole('heading', { name: 'Sessions', exact: true })).toBeVisible()
  })
})

/** What is loaded when it is needed, and nothing of the first load. */
const lateCode = '**/_next/static/chunks/*.js'

test.describe(() => {
  test.use({ expectedErrors: [[/ERR_FAILED/], { scope: 'test' }] })

  test('[W24] a dialog whose code does not come leaves the page as it is, and opens when it comes', async ({
    page,
  }) => {
    await page.goto('/rules')
    await expect(connection(page)).toContainText('Live')
    await page.waitForLoadState('networkidle')
    await page.route(lateCode, (route) => route.abort())
    await page.keyboard.press('ControlOrMeta+k')
    const missing = page.getByRole('status').filter({ hasText: 'This part could not be loaded' })
    await expect(missing).toBeVisible()
    await expect(page.getByRole('heading', { name: 'Rules', exact: true })).toBeVisible()
    // The server answers, so it may be another one than the page came from.
    await expect(page.getByRole('button', { name: 'Reload the page' })).toBeVisible()
    await page.unroute(lateCode)
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused()
  })

  test('[W24] a part of a page whose code does not come says so in its place, and is asked for again', async ({
    page,
    openSession,
  }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    await openSession(script({ text: 'Said' }))
    await expect(said(page)).toHaveText('Said')
    await page.waitForLoadState('networkidle')
    await page.route(lateCode, (route) => route.abort())
    await page.getByRole('button', { name: 'Open the inspector' }).click()
    const inspector = page.getByRole('dialog', { name: 'Inspector' })
    await expect(inspector.getByRole('status')).toContainText('could not be loaded')
    await page.unroute(lateCode)
    await inspector.getByRole('button', { name: 'Try again' }).click()
    await expect(inspector.getByRole('tab', { name: 'Overview' })).toBeVisible()
    await expect(said(page)).toHaveText('Said')
  })

  test('[W24] a menu whose entries do not come says so, and opens the next time', async ({ page, sojourn }) => {
    const session = await sojourn.sessions.create({ title: 'In the list' })
    await session.send(script({ text: 'Done.' })).result()
    await page.goto('/')
    await expect(page.getByRole('link', { name: 'In the list' })).toBeVisible()
    await page.waitForLoadState('networkidle')
    await page.route(lateCode, (route) => route.abort())
    const filter = page.getByRole('button', { name: 'Filter', exact: true })
    await filter.click()
    await expect(page.getByText('A part of the console could not be loaded.')).toBeVisible()
    await page.unroute(lateCode)
    await filter.click()
    await expect(page.getByRole('menu', { name: 'Filter' })).toBeVisible()
  })
})

test('[W24] what is opened while the server is gone opens when it is back', async ({ context }) => {
  await using server = await TestServer.start()
  await logIn(context, server)
  const page = await context.newPage()
  await page.goto(`${server.url}/rules`)
  await expect(connection(page)).toContainText('Live')
  await page.waitForLoadState('networkidle')
  await server.end('SIGKILL')
  await page.keyboard.press('?')
  await expect(page.getByRole('status').filter({ hasText: 'This part could not be loaded' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Rules', exact: true })).toBeVisible()
  await server.start()
  await expect(page.getByRole('dialog', { name: /shortcuts/i })).toBeVisible()
})

test.describe(() => {
  test.use({ expectedErrors: [[/401/], { scope: 'test' }] })

  test('[W18] who is logged out meanwhile gets to the log-in page and back to where they were', async ({
    page,
    context,
    server,
  }) => {
    await page.goto('/agents')
    await expect(page.getByRole('button', { name: /Demo/ })).toBeVisible()
    await context.clearCookies()
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Usage' }).click()
    await expect(page).toHaveURL(/\/login\?next=%2Fusage/)
    await logIn(context, server)
    await page.reload()
    await expect(page).toHaveURL(/\/usage$/)
  })
})

import { expect, logIn, test } from './fixtures.ts'

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

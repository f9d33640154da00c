import { test } from '@playwright/test'
import { TestServer } from '@sojourn/sdk/testing/test-server'
import { expect, logIn } from './fixtures.ts'

test('[W5] one click on the empty list starts a session that shows everything once', async ({ page, context }) => {
  await using server = await TestServer.start()
  await logIn(context, server)
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Start the demo session' }).click()
  await expect(page).toHaveURL(/\/session\?id=/)
  await page.getByRole('button', { name: 'Allow once' }).click()
  await expect(page.getByText(/^Done ·/)).toBeVisible()
  await expect(page.getByRole('region', { name: 'Plan' })).toContainText('All steps done')
})

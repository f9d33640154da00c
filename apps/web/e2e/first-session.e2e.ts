import { test } from '@playwright/test'
import { TestServer } from '@sojourn/sdk/testing/test-server'
import { expect, logIn } from './fixtures.ts'

test('[W5] one click on the empty list starts a session that shows everything once', async ({ page, context }) => {
  await using server = await TestServer.start()
  await logIn(context, server)
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Start the demo session' }).click()
  await expect(page).toHaveURL(/\/session\?id=/)
  const guide = page.getByRole('region', { name: 'Guide' })
  await expect(guide).toContainText('It waits for you')
  await page.getByRole('button', { name: 'Allow once' }).click()
  await expect(page.getByText(/^Done ·/)).toBeVisible({ timeout: 15_000 })
  await expect(guide).toContainText('Done. What now?')
  await expect(page.getByRole('region', { name: 'Plan' })).toContainText('All steps done')
  await guide.getByRole('button', { name: 'Close the guide' }).click()
  await expect(guide).toBeHidden()
})

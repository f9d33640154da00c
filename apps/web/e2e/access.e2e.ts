import { test as plain } from '@playwright/test'
import { TestServer } from '@sojourn/sdk/testing/test-server'
import { expect, logIn } from './fixtures.ts'

plain('[W18] who is not logged in gets to the log-in page and from there back', async ({ page }) => {
  await using server = await TestServer.start()
  await page.goto(`${server.url}/inbox`)
  await expect(page).toHaveURL(/\/login\?next=%2Finbox/)
  await page.getByLabel('Token').fill('certainly-not-the-token')
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByText(/wrong|not the token/)).toBeVisible()
  await page.getByLabel('Token').fill(server.token)
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page).toHaveURL(`${server.url}/inbox`)
  await expect(page.getByText('Nothing waits for you')).toBeVisible()
})

plain('[W18] logging out ends it', async ({ page, context }) => {
  await using server = await TestServer.start()
  await logIn(context, server)
  await page.goto(`${server.url}/settings`)
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page).toHaveURL(/\/login/)
  await page.goto(`${server.url}/`)
  await expect(page).toHaveURL(/\/login\?next=%2F/)
})

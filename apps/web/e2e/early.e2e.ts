import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

/** Opens a page as somebody on a slow line sees it first: drawn, with none of its code. It comes when that is called. */
const openDrawn = async (page: Page, path: string): Promise<() => void> => {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    await arrived
    await route.continue()
  })
  await page.goto(path, { waitUntil: 'commit' })
  return arrive
}

test('[W25] a button that is pressed before the page listens does its work when it does', async ({ page }) => {
  const arrive = await openDrawn(page, '/')
  await page.getByRole('button', { name: 'New session' }).click()
  arrive()
  await expect(page.getByLabel('What should the agent do?')).toBeFocused()
})

test('[W25] what is chosen before the page listens is kept', async ({ page }) => {
  const arrive = await openDrawn(page, '/settings')
  await page.getByLabel('Untouched for').selectOption('7 days')
  await page.getByRole('group', { name: 'Theme' }).getByText('Dark').click()
  arrive()
  await expect(page.getByText('Executing runs')).toBeVisible()
  await expect(page.getByLabel('Untouched for').locator('option:checked')).toHaveText('7 days')
  await expect(page.locator('html')).toHaveClass(/dark/)
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked()
})

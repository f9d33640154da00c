import { expect, test } from './fixtures.ts'

const count = 600
const atOnce = 40

test('[W19] of a long list only the rows in view are in the document, and all of it can be chosen', async ({
  page,
  sojourn,
}) => {
  const numbers = Array.from({ length: count }, (_, at) => at).values()
  const create = async () => {
    for (const number of numbers) await sojourn.sessions.create({ title: `Number ${number}`, labels: ['many'] })
  }
  await Promise.all(Array.from({ length: atOnce }, create))
  await page.goto('/?label=many&empty=true')
  const rows = page.locator('tr[data-index]')
  await expect(rows.first()).toBeVisible({ timeout: 20_000 })
  await page.keyboard.press('ControlOrMeta+a')
  await page.getByRole('button', { name: 'Select all that match' }).click()
  await expect(page.getByRole('region', { name: 'Selected sessions' })).toContainText('600 selected', {
    timeout: 30_000,
  })
  await page.getByRole('region', { name: 'Sessions', exact: true }).evaluate((list) => list.scrollTo(0, 1e9))
  const last = page.locator(`tr[data-index="${count - 1}"]`)
  await expect(last).toBeVisible()
  await expect(last, 'once it has stopped, what stands beside the title').toContainText('demo')
  expect(await rows.count()).toBeLessThan(80)
})

import { expect, script, test, writeFile } from './fixtures.ts'

test('[W10] what waits for a person is counted in the navigation, the title and the icon', async ({
  page,
  sojourn,
}) => {
  await page.goto('/agents')
  await expect(page).toHaveTitle('Agents · Sojourn')
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute('href', '/favicon.svg')
  const session = await sojourn.sessions.create({})
  await session.send(script(writeFile('counted.md')))
  await expect(page.getByRole('link', { name: /Inbox 1 waiting for you/ })).toBeVisible()
  await expect(page).toHaveTitle('(1) Agents · Sojourn')
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute('href', /^data:image\/svg/)
  await session.cancel()
  await expect(page).toHaveTitle('Agents · Sojourn')
})

test('[W8] requests of all sessions are walked and answered by keyboard', async ({ page, sojourn }) => {
  const first = await sojourn.sessions.create({ title: 'Asks first' })
  await first.send(script(writeFile('1.md'), { text: 'First is done.' }))
  await page.goto('/inbox')
  await expect(page.getByRole('article')).toHaveCount(1)
  const second = await sojourn.sessions.create({ title: 'Asks second' })
  await second.send(script(writeFile('2.md')))
  await expect(page.getByRole('article')).toHaveCount(2)
  await page.keyboard.press('j')
  await page.keyboard.press('a')
  const cards = page.getByRole('article')
  await expect(cards.nth(0)).toContainText('Allowed by console')
  await page.keyboard.press('j')
  await page.keyboard.press('d')
  await page.keyboard.type('too risky')
  await page.keyboard.press('Enter')
  await expect(cards.nth(1)).toContainText('Denied by console: “too risky”')
  await page.getByRole('button', { name: 'Clear 2 decided' }).click()
  await expect(page.getByText('Nothing waits for you')).toBeVisible()
})

test('[P4] what somebody else decides stays in its place and says who it was', async ({ page, sojourn }) => {
  const session = await sojourn.sessions.create({ title: 'Decided elsewhere' })
  await session.send(script(writeFile('3.md')))
  await page.goto('/inbox')
  const card = page.getByRole('article').filter({ hasText: 'Decided elsewhere' })
  await expect(card.getByRole('button', { name: 'Allow once' })).toBeVisible()
  const { items } = await sojourn.permissions.list({ status: 'pending', sessionId: session.id })
  await session.deny(items[0]?.id ?? '', { message: 'handled on the phone' })
  await expect(card).toContainText('Decided elsewhere: Denied by token: “handled on the phone”')
})

test('[P3] an expired request does not look like a refusal', async ({ page, sojourn }) => {
  const session = await sojourn.sessions.create({ title: 'Too late', limits: { permissionTimeoutMs: 4000 } })
  await session.send(script(writeFile('4.md')))
  await page.goto('/inbox')
  const card = page.getByRole('article').filter({ hasText: 'Too late' })
  await expect(card).toContainText('Expired: nobody answered in time')
  await expect(card).not.toContainText('Denied')
})

test('[P5] allow always asks how far, and the rule can be revoked', async ({ page, sojourn }) => {
  const session = await sojourn.sessions.create({ title: 'Trusted from now on' })
  await session.send(script(writeFile('5.md'), writeFile('6.md'), { text: 'Both are there.' }))
  await page.goto('/inbox')
  await page.getByRole('button', { name: 'Allow always' }).click()
  await page.getByRole('menuitem', { name: 'In this session' }).click()
  await expect(page.getByRole('article').first()).toContainText('Allowed always by console')
  await page.getByRole('link', { name: 'Trusted from now on' }).click()
  await expect(page.getByText('Both are there.', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Rules' }).click()
  const rule = page.getByRole('listitem').filter({ hasText: 'fs.write' })
  await expect(rule).toContainText('one session')
  await rule.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByText('No standing answers')).toBeVisible()
})

test('[P1] explain names what would decide a call', async ({ page }) => {
  await page.goto('/rules')
  await page.getByLabel('Tool', { exact: true }).fill('fs')
  await page.getByLabel('Operation').fill('write')
  await page.getByRole('button', { name: 'Explain' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'by the default' })).toContainText('ask')
})

import type { Locator } from '@playwright/test'
import type { Sojourn } from '@sojourn/sdk'
import { expect, logIn, script, test, writeFile } from './fixtures.ts'

/** Sessions that each ask to write a file, the first one first. */
const asking = async (sojourn: Sojourn, titles: readonly string[]) => {
  const sessions = []
  for (const title of titles) {
    const session = await sojourn.sessions.create({ title })
    await session.send(script(writeFile(`${title.replaceAll(' ', '-')}.md`), { text: 'It is written.' }))
    await expect.poll(async () => (await session.summary()).pendingPermissions).toBe(1)
    sessions.push(session)
  }
  return sessions
}

test('[W23] [W13] requests are chosen by keyboard and allowed together, after it is said what happens', async ({
  page,
  sojourn,
}) => {
  const sessions = await asking(sojourn, ['Batch one', 'Batch two', 'Batch three'])
  await page.goto('/inbox')
  const cards = page.getByRole('article').filter({ hasText: /Batch/ })
  await expect(cards).toHaveCount(3)
  await cards.first().focus()
  await page.keyboard.press('x')
  await page.keyboard.press('J')
  await page.keyboard.press('J')
  const bar = page.getByRole('region', { name: 'Selected requests' })
  await expect(bar).toContainText('3 selected')
  await page.keyboard.press('a')
  const dialog = page.getByRole('dialog', { name: 'Allow 3 requests' })
  await expect(dialog).toContainText('goes ahead once')
  await expect(dialog).toContainText('Batch-two.md')
  // It stays true while it is looked at.
  const second = await sojourn.permissions.list({ status: 'pending', sessionId: sessions[1]?.id ?? '' })
  await sessions[1]?.deny(second.items[0]?.id ?? '', { message: 'not this one' })
  const now = page.getByRole('dialog', { name: 'Allow 2 requests' })
  await expect(now.getByRole('region', { name: 'Left as they are' })).toContainText('Denied by token: “not this one”')
  await now.getByRole('button', { name: 'Allow 2 requests' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('2 requests allowed')).toBeVisible()
  await expect(bar).toBeHidden()
  await expect(cards.nth(0)).toContainText('Allowed by console')
  await expect(cards.nth(1)).toContainText('Decided elsewhere: Denied by token')
  await expect(cards.nth(2)).toContainText('Allowed by console')
  await expect(cards.nth(2)).toBeFocused()
})

test('[W23] requests are chosen by hand, a range with shift, and denied with one message', async ({
  page,
  sojourn,
}) => {
  const sessions = await asking(sojourn, ['Range one', 'Range two', 'Range three', 'Left waiting'])
  await page.goto('/inbox')
  await page.getByRole('checkbox', { name: 'Select the request of Range one' }).click()
  await page.getByRole('checkbox', { name: 'Select the request of Range three' }).click({ modifiers: ['Shift'] })
  const bar = page.getByRole('region', { name: 'Selected requests' })
  await expect(bar).toContainText('3 selected')
  await bar.getByRole('button', { name: 'Deny…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Deny 3 requests' })
  await dialog.getByLabel('Tell the agents why').fill('not on a Friday')
  await dialog.getByRole('button', { name: 'Deny 3 requests' }).click()
  await expect(page.getByText('Denied by console: “not on a Friday”')).toHaveCount(3)
  await expect(page.getByRole('article').filter({ hasText: 'Left waiting' })).toContainText('waiting')
  await sessions.at(-1)?.cancel()
})

test.describe(() => {
  // The one who comes too late is told so by the server.
  test.use({ expectedErrors: [[/409 \(Conflict\)/], { scope: 'test' }] })

  test('[P4] [W3] two people answer at once: one answer counts, and the other sees whose', async ({
    page,
    sojourn,
    server,
    browser,
  }) => {
    const other = await browser.newContext({ baseURL: server.url })
    await logIn(other, server)
    const otherPage = await other.newPage()
    for (const name of ['Race one', 'Race two', 'Race three']) {
      const [session] = await asking(sojourn, [name])
      const [mine, theirs] = [page, otherPage].map((each) => each.getByRole('article').filter({ hasText: name })) as [
        Locator,
        Locator,
      ]
      await Promise.all([page.goto('/inbox'), otherPage.goto('/inbox')])
      await theirs.getByRole('button', { name: 'Deny…' }).click()
      const [allow, deny] = [
        mine.getByRole('button', { name: 'Allow once' }),
        theirs.getByRole('button', { name: 'Deny' }),
      ]
      await Promise.all([expect(allow).toBeVisible(), expect(deny).toBeVisible()])
      await Promise.all([allow.click(), deny.click()])
      const { items } = await sojourn.permissions.list({ sessionId: session?.id })
      const [winner, loser, words] =
        items[0]?.status === 'allowed' ? [mine, theirs, 'Allowed by console'] : [theirs, mine, 'Denied by console']
      await expect(winner).toContainText(words)
      await expect(winner).not.toContainText('Decided elsewhere')
      await expect(loser).toContainText(`Decided elsewhere: ${words}`)
    }
    await other.close()
  })
})

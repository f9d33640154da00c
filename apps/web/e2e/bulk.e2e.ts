import type { Sojourn } from '@sojourn/sdk'
import { expect, script, test } from './fixtures.ts'

/** Sessions of which each has run once, newest last; found by their label. */
const settled = async (sojourn: Sojourn, label: string, titles: readonly string[]) => {
  for (const title of titles) {
    const session = await sojourn.sessions.create({ title, labels: [label] })
    await session.send(script({ text: 'Done.' })).result()
  }
}

test('[W20] many sessions are deleted after a dry run that says what happens to each', async ({ page, sojourn }) => {
  await settled(sojourn, 'to-delete', ['First', 'Second'])
  const busy = await sojourn.sessions.create({ title: 'Busy', labels: ['to-delete'] })
  await busy.send(script({ text: 'Working.' }, { sleep: 60_000 }))
  await busy.send(script({ text: 'Later.' }))
  await page.goto('/?label=to-delete')
  const rows = page.locator('[data-row-link]')
  await expect(rows).toHaveText(['Busy', 'Second', 'First'])
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.keyboard.press('J')
  await page.keyboard.press('J')
  await expect(page.getByRole('region', { name: 'Selected sessions' })).toContainText('3 selected')
  await page.keyboard.press('Backspace')
  const dialog = page.getByRole('dialog', { name: 'Delete 3 sessions' })
  await expect(dialog).toContainText('Cancels the executing run, then deletes it')
  await expect(dialog).toContainText('and 1 queued')
  // It stays true while it is looked at.
  await busy.delete({ force: true })
  await dialog.getByRole('button', { name: 'Leave everything as it is' }).click()
  await page.mouse.move(5, 5)
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(page.getByText('No session matches')).toBeVisible()
  expect((await sojourn.sessions.list({ label: 'to-delete', empty: true })).items).toEqual([])
})

test('[W20] archiving skips what runs, says so, and is taken back with one key', async ({ page, sojourn }) => {
  await settled(sojourn, 'to-archive', ['Old', 'Older'])
  const busy = await sojourn.sessions.create({ title: 'Still at it', labels: ['to-archive'] })
  await busy.send(script({ text: 'Working.' }, { sleep: 60_000 }))
  await page.goto('/?label=to-archive')
  await page.getByRole('checkbox', { name: 'Select all rows' }).click()
  await page.getByRole('button', { name: 'Archive', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Archive 2 sessions' })
  await expect(dialog.getByRole('region', { name: 'Left as they are' })).toContainText(
    'A run executes. Cancel it first.',
  )
  await page.keyboard.press('Enter')
  await expect(page.getByText('2 sessions archived')).toBeVisible()
  await page.mouse.move(5, 5)
  const rows = page.locator('[data-row-link]')
  await expect(rows).toHaveText(['Still at it'])
  await page.keyboard.press('z')
  await expect(rows).toHaveCount(3)
  await busy.cancel()
})

test('[W13] rows are chosen by hand, a range with shift, and any cell leads to the session', async ({
  page,
  sojourn,
}) => {
  await settled(sojourn, 'by-hand', ['One', 'Two', 'Three'])
  await page.setViewportSize({ width: 1440, height: 800 })
  await page.goto('/?label=by-hand')
  await page.getByRole('checkbox', { name: 'Select Three' }).click()
  await page.getByRole('checkbox', { name: 'Select One' }).click({ modifiers: ['Shift'] })
  const selected = page.getByRole('region', { name: 'Selected sessions' })
  await expect(selected).toContainText('3 selected')
  await page.getByRole('checkbox', { name: 'Select Two' }).click()
  await expect(selected).toContainText('2 selected')
  await page.keyboard.press('Escape')
  await expect(selected).toBeHidden()
  await page.getByRole('row', { name: /Two/ }).getByText('Idle').click()
  await expect(page).toHaveURL(/\/session\?id=/)
})

test('[W20] labels are put on and taken off, and work is cancelled', async ({ page, sojourn }) => {
  await settled(sojourn, 'to-label', ['One', 'Two'])
  const busy = await sojourn.sessions.create({ title: 'Three', labels: ['to-label', 'alpha'] })
  await busy.send(script({ text: 'Working.' }, { sleep: 60_000 }))
  await page.goto('/?label=to-label')
  await page.getByRole('checkbox', { name: 'Select all rows' }).click()
  await page.keyboard.press('l')
  await page.getByLabel('Add a label').fill('beta')
  await page.keyboard.press('Enter')
  await page.getByRole('checkbox', { name: /^alpha/ }).click()
  await page.getByRole('button', { name: 'Show what will happen' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('+ beta, + alpha')
  await dialog.getByRole('button', { name: 'Change the labels' }).click()
  await expect(page.getByText('3 sessions labelled')).toBeVisible()
  const { items } = await sojourn.sessions.list({ label: 'beta' })
  expect(items.map(({ labels }) => [...labels].sort().join())).toEqual(Array(3).fill('alpha,beta,to-label'))
  await page.getByRole('checkbox', { name: 'Select all rows' }).click()
  await page.getByRole('button', { name: 'Cancel work' }).click()
  await expect(page.getByRole('dialog')).toContainText('Cancels the executing run.')
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the work' }).click()
  await expect(page.getByText('1 session cancelled')).toBeVisible()
  await expect.poll(async () => (await busy.get()).state).toBe('awaiting_input')
})

test('[W11] a filter is saved as a view, edited, shared by its link and deleted', async ({
  page,
  sojourn,
  context,
}) => {
  await settled(sojourn, 'view-me', ['Seen in a view'])
  await page.goto('/?label=view-me')
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Save this filter as a view…' }).click()
  await page.getByLabel('Name').fill('Mine')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/view=Mine/)
  await expect(page).toHaveTitle(/Mine/)
  await page.goto('/')
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Mine' }).click()
  await expect(page).toHaveURL(/label=view-me/)
  await expect(page.locator('[data-row-link]')).toHaveText(['Seen in a view'])
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('menuitem', { name: 'Active' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Last 24 hours' }).click()
  await expect(page.getByText('edited')).toBeVisible()
  // Who has never saved it sees the same list.
  const other = await context.newPage()
  await other.goto(page.url())
  await expect(other.locator('[data-row-link]')).toHaveText(['Seen in a view'])
  await expect(other.getByText('Active: last 24 hours')).toBeVisible()
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Delete view' }).click()
  await expect(page).not.toHaveURL(/view=/)
  await expect(page.getByRole('button', { name: 'Views' })).toHaveText('Views')
})

test('[W21] columns and density are chosen once and kept', async ({ page, sojourn }) => {
  await settled(sojourn, 'columns', ['A row'])
  await page.setViewportSize({ width: 1440, height: 800 })
  await page.goto('/?label=columns')
  await expect(page.getByRole('columnheader', { name: 'Cost' })).toBeVisible()
  const row = page.locator('tr[data-index="0"]')
  const height = async () => (await row.boundingBox())?.height ?? 0
  const before = await height()
  const choose = async (branch: string, name: string) => {
    await page.getByRole('button', { name: 'Display' }).click()
    await page.getByRole('menuitem', { name: branch }).focus()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('menuitemcheckbox', { name }).focus()
    await page.keyboard.press('Enter')
  }
  await choose('Columns', 'Cost')
  await choose('Density', 'Compact')
  await expect(page.getByRole('columnheader', { name: 'Cost' })).toBeHidden()
  await page.reload()
  await expect(row).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Cost' })).toBeHidden()
  expect(await height()).toBeLessThan(before)
})

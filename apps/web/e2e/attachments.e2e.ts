import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, script, test } from './fixtures.ts'

const dot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const picture = { name: 'dot.png', mimeType: 'image/png', buffer: dot }
const notes = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Some notes') }

const attach = (page: Page, ...files: (typeof notes)[]) => page.locator('input[type=file]').setInputFiles(files)
const composer = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true })

test('[W49] a picture is shown where it was sent, and every file can be taken away', async ({ page, openSession }) => {
  const session = await openSession()
  await attach(page, picture, notes)
  await composer(page).fill(script({ text: 'Seen.' }))
  await composer(page).press('Enter')
  const message = page.locator('[data-kind="user_message"]')
  const shown = message.getByRole('img', { name: 'dot.png' })
  await expect(shown).toBeVisible()
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1)
  const taking = page.waitForEvent('download')
  await message.getByRole('link', { name: /notes\.txt/ }).click()
  const taken = await taking
  expect(taken.suggestedFilename()).toBe('notes.txt')
  expect(await readFile(await taken.path(), 'utf8')).toBe('Some notes')
  // The log names them; it does not hold them.
  const { events } = await session.eventPage({ limit: 1000 })
  expect(JSON.stringify(events)).not.toContain(dot.toString('base64'))
  await page.reload()
  await expect(shown).toBeVisible()
})

test('[W49] a queued message keeps its files when its text is edited', async ({ page, openSession }) => {
  const session = await openSession(script({ sleep: 60_000 }))
  await expect(page.getByRole('button', { name: 'Queue' })).toBeVisible()
  await attach(page, notes)
  await composer(page).fill('look at this')
  await composer(page).press('Enter')
  const queue = page.getByRole('region', { name: 'Queue' }).getByRole('listitem')
  await queue.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('textbox', { name: 'Queued input' }).fill('look at that')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(queue).toHaveText(/look at that/)
  const { items } = await session.runs({ status: 'queued' })
  expect(items[0]?.input).toMatchObject({
    blocks: [{ text: 'look at that' }, { type: 'file', name: 'notes.txt', size: 10 }],
  })
  await session.cancel()
})

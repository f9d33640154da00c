import type { Locator, Page } from '@playwright/test'
import { axe } from './axe.ts'
import { expect, script, test, writeFile } from './fixtures.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first()

/** Opens something, has it checked, and closes it again. */
const check = async (page: Page, open: () => Promise<unknown>, opened: Locator): Promise<void> => {
  await open()
  await expect(opened.first()).toBeVisible()
  expect(await axe(page, { inMenu: (await page.getByRole('menu').count()) > 0 })).toEqual([])
  await page.keyboard.press('Escape')
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } })
    test.describe.configure({ timeout: 180_000 })

    test(`[W14] axe finds nothing in open menus, ${colorScheme}`, async ({ page, sojourn }) => {
      const session = await sojourn.sessions.create({ title: 'With menus', labels: ['menus'] })
      await session.send(script(writeFile('menus.md')))
      await page.goto('/?label=menus')
      const menu = page.getByRole('menu')
      await expect(page.getByRole('link', { name: 'With menus' }).first()).toBeVisible()
      for (const name of ['Filter', 'Views', 'Display', 'Appearance', 'Actions for With menus']) {
        await check(page, () => button(page, name).click(), menu)
      }
      await button(page, 'Filter').click()
      await check(
        page,
        () => page.getByRole('menuitem', { name: 'Status' }).click(),
        page.getByRole('menu', { name: 'Status' }),
      )
      await page.goto(`/session?id=${session.id}`)
      await expect(button(page, 'Allow once')).toBeVisible()
      for (const name of ['Actions', 'Allow always']) await check(page, () => button(page, name).click(), menu)
      const composer = page.getByRole('textbox', { name: 'Message', exact: true })
      await composer.fill('/')
      await expect(page.getByRole('listbox')).toBeVisible()
      expect(await axe(page)).toEqual([])
      await composer.fill('Later')
      await check(page, () => button(page, 'Send later').click(), menu)
      for (const name of ['Edit…', 'Deny…']) {
        await check(page, () => button(page, name).click(), page.getByRole('button', { name: 'Back' }))
      }
      await check(page, () => button(page, 'Edit the context').click(), page.getByLabel('Context', { exact: true }))
      await check(page, () => button(page, 'With menus').click(), page.getByLabel('Title'))
      await page.setViewportSize({ width: 390, height: 800 })
      await check(
        page,
        () => button(page, 'Open the inspector').click(),
        page.getByRole('dialog', { name: 'Inspector' }),
      )
      await page.goto('/agents')
      await check(page, () => button(page, 'More').click(), menu)
      await session.cancel()
    })

    test(`[W14] axe finds nothing in dialogs and forms, ${colorScheme}`, async ({ page, sojourn }) => {
      const session = await sojourn.sessions.create({ title: 'With dialogs' })
      await session.send(script(writeFile('dialogs.md')))
      const dialog = page.getByRole('dialog')
      await page.goto('/inbox')
      await page.getByRole('checkbox', { name: 'Select the request of With dialogs' }).click()
      expect(await axe(page)).toEqual([])
      for (const key of ['a', 'd']) await check(page, () => page.keyboard.press(key), dialog)
      await page.goto(`/session?id=${session.id}`)
      const remove = async () => {
        await button(page, 'Actions').click()
        await page.getByRole('menuitem', { name: 'Delete…' }).click()
      }
      await check(page, remove, dialog)
      await page.goto('/rules')
      await check(page, () => button(page, 'New rule').click(), page.getByRole('form', { name: 'New rule' }))
      await page.getByRole('form', { name: 'New rule' }).getByLabel('Tool').fill(`axe-${colorScheme}`)
      await button(page, 'Add rule').click()
      const rule = page.getByRole('listitem').filter({ hasText: `axe-${colorScheme}.*` })
      await check(page, () => rule.getByRole('button', { name: 'Revoke' }).click(), dialog)
      await page.goto('/agents')
      await page.getByRole('button', { name: /^Demo/ }).click()
      await expect(button(page, 'Try it out')).toBeVisible()
      expect(await axe(page)).toEqual([])
      await check(page, () => button(page, 'Remove').click(), dialog)
      await button(page, 'New agent').click()
      await expect(dialog).toBeVisible()
      expect(await axe(page)).toEqual([])
      await check(page, () => page.getByRole('button', { name: /^Something else/ }).click(), page.getByLabel('Runner'))
      await page.goto('/webhooks')
      await check(page, () => button(page, 'New webhook').click(), dialog)
      await page.goto('/settings')
      await check(page, () => button(page, 'Show what would go…').click(), dialog)
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.insertText('appearance')
      await expect(page.getByRole('option', { name: 'Appearance: Dark' })).toBeVisible()
      expect(await axe(page)).toEqual([])
      await session.cancel()
    })
  })
}

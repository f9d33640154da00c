import type { Locator, Page } from '@playwright/test'
import { expect } from './fixtures.ts'

const maxPresses = 200

/** Whether somebody sees that this element, or what it stands in, has the focus. */
const isSeen = (element: Element): boolean => {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(at)
    if (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) return true
    if (at !== element && (boxShadow !== 'none' || borderColor !== getComputedStyle(document.body).borderColor))
      return true
    if (at.matches('form, li, section, [role="dialog"]')) break
  }
  return false
}

/** Presses Tab until the element has the focus, which must then be seen. */
export const tabTo = async (page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> => {
  await expect(target).toBeVisible()
  for (let presses = 0; presses < maxPresses; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      expect(await target.evaluate(isSeen), `the focus is seen on ${target}`).toBe(true)
      return
    }
    await page.keyboard.press(key)
  }
  throw new Error(`${target} is not reached with ${key}`)
}

/** Goes to a button, link or field by Tab and presses a key there. */
export const pressOn = async (page: Page, target: Locator, key = 'Enter'): Promise<void> => {
  await tabTo(page, target)
  await page.keyboard.press(key)
}

/** Goes to a field by Tab and writes into it. */
export const typeInto = async (page: Page, field: Locator, text: string): Promise<void> => {
  await tabTo(page, field)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(text)
}

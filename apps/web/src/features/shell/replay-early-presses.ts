'use client'

import { useEffect } from 'react'
import type { EarlyPresses } from '@/app/keep-early-presses.ts'

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** Sets a value behind the back of React, which listens to assignments, so that it finds a change in the event. */
const setUnseen = (field: Field, value: string): void =>
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set?.call(field, value)

const choose = (box: HTMLInputElement, checked: boolean): void => {
  box.checked = !checked
  box.click()
}

const write = (field: Field, value: string): void => {
  field.value = ''
  setUnseen(field, value)
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }))
}

const replay = ([element, value]: EarlyPresses['kept'][number]): void => {
  if (!element.isConnected) return
  // A part of the page that React has not come to yet it takes up for any press, and resets its fields: before, not after.
  element.dispatchEvent(new MouseEvent('mouseup', { bubbles: true }))
  if (value === null) (element as HTMLElement).click()
  else if (element instanceof HTMLInputElement && /^(radio|checkbox)$/.test(element.type))
    choose(element, value === 'true')
  else write(element as Field, value)
}

/** Does what was pressed, chosen and written while the page was only drawn, now that it listens. */
export const useEarlyPresses = (): void => {
  useEffect(() => {
    // When the router, whose effects come after those of what it shows, is ready as well.
    const timer = setTimeout(() => {
      const early = window.earlyPresses
      delete window.earlyPresses
      early?.stop()
      for (const press of early?.kept ?? []) replay(press)
    })
    return () => clearTimeout(timer)
  }, [])
}

'use client'

import { useEffect, useRef, useState } from 'react'

/** As a `ref`: the element takes the focus when it appears. */
export const focusOnMount = (element: HTMLElement | null): void => element?.focus()

const isFocusLost = (): boolean => document.activeElement === document.body

/** For the button that something opens in the place of: it gets the focus back when that is closed and took it along. */
export const useFocusBack = (open: boolean) => {
  const opener = useRef<HTMLButtonElement>(null)
  const wasOpen = useRef(open)
  useEffect(() => {
    if (wasOpen.current && !open && isFocusLost()) opener.current?.focus()
    wasOpen.current = open
  }, [open])
  return opener
}

/**
 * For a modal, in a component that is made when it opens: what had the focus gets it back when it closes. Radix knows only
 * of triggers of its own.
 */
export const useFocusReturn = () => {
  const [before] = useState(() => document.activeElement)
  return (event: Event): void => {
    event.preventDefault()
    if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  }
}

/** For what opens beside what has the focus: that gets it back when this goes and takes it along. */
export const useFocusRestored = (): void => {
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      if (isFocusLost() && before instanceof HTMLElement) before.focus()
    },
    [before],
  )
}

'use client'

import { useEffect, useRef, useState } from 'react'

const none: readonly never[] = []

/**
 * For a list whose rows can be removed. `rows` are in their order; the list gets `ref`, and in every row what is
 * to have the focus `data-row-control`. Who says with `removed` that they removed a row is led on to the one after it, or
 * the one before; when none is left, to what adds one (`data-adds-row`).
 */
export const useFocusAfterRemoval = <Element extends HTMLElement>(rows: readonly { id: string }[] = none) => {
  const list = useRef<Element>(null)
  const gone = useRef<{ id: string; at: number } | null>(null)
  useEffect(() => {
    if (!gone.current || rows.some(({ id }) => id === gone.current?.id)) return
    const { at } = gone.current
    gone.current = null
    const isElsewhere = !isFocusLost() && !document.activeElement?.closest('[role="dialog"]')
    if (isElsewhere) return
    const controls = list.current?.querySelectorAll<HTMLElement>('[data-row-control]') ?? []
    const heir = controls[Math.min(at, controls.length - 1)] ?? document.querySelector<HTMLElement>('[data-adds-row]')
    heir?.focus()
  }, [rows])
  const removed = (id: string) => {
    gone.current = { id, at: rows.findIndex((row) => row.id === id) }
  }
  return { ref: list, removed }
}

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

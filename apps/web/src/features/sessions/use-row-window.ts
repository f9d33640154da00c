'use client'

import { type RefObject, startTransition, useCallback, useEffect, useState } from 'react'

/** Rows drawn beyond what is in view, above and below. */
const overscan = 12

/** Screens a second beyond which nobody can read what passes by. */
const readableSpeed = 4

/** After this long without such a speed, milliseconds, what has stopped is read. */
const restMs = 100

export interface RowWindow {
  first: number
  /** Exclusive. */
  end: number
}

/** Tells at every scroll event whether the rows pass by too fast to be read. */
const speedometer = (element: HTMLElement): (() => boolean) => {
  let last = { top: element.scrollTop, at: performance.now() }
  return () => {
    const now = { top: element.scrollTop, at: performance.now() }
    const screens = Math.abs(now.top - last.top) / element.clientHeight
    const seconds = (now.at - last.at) / 1_000
    last = now
    return screens > readableSpeed * seconds
  }
}

/** Whether somebody scrolls so fast that nothing can be read. */
const useRush = (scroller: RefObject<HTMLElement | null>): boolean => {
  const [rush, setRush] = useState(false)
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    let rest: ReturnType<typeof setTimeout> | undefined
    const isTooFast = speedometer(element)
    const measure = () => {
      if (!isTooFast()) return
      setRush(true)
      clearTimeout(rest)
      rest = setTimeout(() => startTransition(() => setRush(false)), restMs)
    }
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      clearTimeout(rest)
      element.removeEventListener('scroll', measure)
    }
  }, [scroller])
  return rush
}

/**
 * Which rows of one height a scroller shows. All rows being alike, this is a division; a virtualizer that measures
 * would be the largest part of the list's code.
 */
export const useRowWindow = (
  scroller: RefObject<HTMLElement | null>,
  { count, rowHeight }: { count: number; rowHeight: number },
) => {
  const [shown, setShown] = useState<RowWindow>({ first: 0, end: 40 })
  const rush = useRush(scroller)
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const update = () => {
      const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - overscan)
      const end = Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + overscan
      setShown((current) => (current.first === first && current.end === end ? current : { first, end }))
    }
    update()
    const resized = new ResizeObserver(update)
    resized.observe(element)
    element.addEventListener('scroll', update, { passive: true })
    return () => {
      resized.disconnect()
      element.removeEventListener('scroll', update)
    }
  }, [scroller, rowHeight])
  /** Scrolls as little as brings a row into view; `below` is what stands over the first rows (the head). */
  const show = useCallback(
    (index: number, below: number) => {
      const element = scroller.current
      if (!element) return
      const top = index * rowHeight
      const bottom = top + rowHeight + below
      if (top < element.scrollTop) element.scrollTop = top
      else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight
    },
    [scroller, rowHeight],
  )
  return { first: Math.min(shown.first, count), end: Math.min(shown.end, count), rush, show }
}

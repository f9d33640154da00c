'use client'

import { type RefObject, useEffect, useMemo, useState } from 'react'
import { useStored } from '@/preferences/stored.ts'
import { type Column, fitColumns, gridOf, listPreferences, rowHeight } from './list-layout.ts'

/** Pixels; the table is a list of two-line rows below. */
const narrowBelow = 640

export interface ListLayout {
  /** Two lines a row, no columns. */
  narrow: boolean
  /** There is a box to select each row: always but on narrow screens, where nothing hovers. */
  boxes: boolean
  columns: readonly Column[]
  labels: boolean
  /** `grid-template-columns`. */
  grid: string
  /** Pixels. */
  rowHeight: number
}

/** What fits into the scroller, of what the reader wants to see. */
export const useListLayout = (scroller: RefObject<HTMLElement | null>, selecting: boolean): ListLayout => {
  const preferences = useStored(listPreferences)
  const [width, setWidth] = useState(() => (typeof window === 'undefined' ? 1200 : window.innerWidth))
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const measured = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width))
    measured.observe(element)
    return () => measured.disconnect()
  }, [scroller])
  const narrow = width < narrowBelow
  return useMemo(() => {
    const columns = narrow ? [] : fitColumns(preferences.columns, width)
    const boxes = !narrow || selecting
    const grid = narrow ? `${boxes ? '18px ' : ''}16px minmax(0,1fr) auto` : gridOf(columns)
    const height = rowHeight(preferences.density, narrow)
    return { narrow, boxes, columns, labels: preferences.labels, grid, rowHeight: height }
  }, [preferences, width, narrow, selecting])
}

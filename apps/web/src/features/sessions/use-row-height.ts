'use client'

import { useSyncExternalStore } from 'react'

const wide = '(min-width: 48rem)'

const subscribe = (listener: () => void) => {
  const query = window.matchMedia(wide)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

/** Pixels: one line on wide screens, two lines with room for a thumb on narrow ones. */
export const useRowHeight = (): number =>
  useSyncExternalStore(
    subscribe,
    () => (window.matchMedia(wide).matches ? 40 : 60),
    () => 40,
  )

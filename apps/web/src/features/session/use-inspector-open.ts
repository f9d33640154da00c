'use client'

import { useState } from 'react'
import { useMedia } from './use-media.ts'

const storageKey = 'sojourn:inspector'

const stored = (): boolean => {
  try {
    return localStorage.getItem(storageKey) !== 'closed'
  } catch {
    return true
  }
}

/** Beside the transcript where there is room for both, remembered; over it elsewhere, and closed at first. */
export const useInspectorOpen = () => {
  'use memo'
  const beside = useMedia('(min-width: 68rem)')
  const [besideOpen, setBesideOpen] = useState(stored)
  const [overOpen, setOverOpen] = useState(false)
  const open = beside ? besideOpen : overOpen
  const set = (next: boolean) => {
    if (!beside) return setOverOpen(next)
    setBesideOpen(next)
    try {
      localStorage.setItem(storageKey, next ? 'open' : 'closed')
    } catch {
      // It is only a preference.
    }
  }
  return { beside, open, set }
}

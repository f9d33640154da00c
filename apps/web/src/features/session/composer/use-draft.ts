'use client'

import { useState } from 'react'

const keyOf = (sessionId: string): string => `sojourn:draft:${sessionId}`

const stored = (sessionId: string): string => {
  try {
    return sessionStorage.getItem(keyOf(sessionId)) ?? ''
  } catch {
    return ''
  }
}

/** What is being written, kept over a reload of this tab. */
export const useDraft = (sessionId: string): [string, (text: string) => void] => {
  const [text, setText] = useState(() => stored(sessionId))
  const set = (next: string) => {
    setText(next)
    try {
      if (next === '') sessionStorage.removeItem(keyOf(sessionId))
      else sessionStorage.setItem(keyOf(sessionId), next)
    } catch {
      // A browser that keeps nothing for pages still lets people write.
    }
  }
  return [text, set]
}

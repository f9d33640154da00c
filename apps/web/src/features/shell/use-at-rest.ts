'use client'

import { useEffect, useState } from 'react'

const restMs = 1_500

/** False while a page opens: whatever may come later then gives way to what it is opened for. */
export const useAtRest = (): boolean => {
  const [atRest, setAtRest] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setAtRest(true), restMs)
    return () => clearTimeout(timer)
  }, [])
  return atRest
}

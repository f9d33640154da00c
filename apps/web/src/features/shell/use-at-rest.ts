'use client'

import { startTransition, useEffect, useState } from 'react'

/** Other pages are made ready when the one that was opened is there. */
export const prefetchMs = 1_500

/** False until the component has been there for a while: what may come later gives way to what people wait for. */
export const useAtRest = (ms: number): boolean => {
  const [atRest, setAtRest] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => startTransition(() => setAtRest(true)), ms)
    return () => clearTimeout(timer)
  }, [ms])
  return atRest
}

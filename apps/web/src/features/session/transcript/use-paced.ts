'use client'

import { useEffect, useRef, useState } from 'react'

/** A value that changes often, at most once in so many milliseconds; the last one always arrives. */
export const usePaced = <Value>(value: Value, ms: number): Value => {
  const [shown, setShown] = useState(value)
  const last = useRef(0)
  useEffect(() => {
    const show = () => {
      last.current = performance.now()
      setShown(value)
    }
    const timer = setTimeout(show, Math.max(0, last.current + ms - performance.now()))
    return () => clearTimeout(timer)
  }, [value, ms])
  return shown
}

'use client'

import { useLayoutEffect, useRef, useState } from 'react'

/** Of the page's time so much may go into showing the value: one part in this. */
const share = 12
const longestMs = 400

/**
 * A value that changes often, as often as showing it is cheap: after drawing it has taken some time, it is left alone
 * for `share` times as long. The last one always arrives.
 */
export const usePaced = <Value>(value: Value): Value => {
  const [shown, setShown] = useState(value)
  const begun = useRef(0)
  const next = useRef(0)
  useLayoutEffect(() => {
    const show = () => {
      begun.current = performance.now()
      setShown(value)
    }
    const waitMs = next.current - performance.now()
    if (waitMs <= 0) return show()
    const timer = setTimeout(show, waitMs)
    return () => clearTimeout(timer)
  }, [value])
  useLayoutEffect(() => {
    const now = performance.now()
    next.current = now + Math.min((now - begun.current) * (share - 1), longestMs)
  }, [shown])
  return shown
}

'use client'

import { formatAge, formatElapsed, formatMoment } from '@/format/time.ts'
import { useNow } from '@/format/use-now.ts'

/** How long ago; the exact moment on hover. */
export function Age({ at, className = '' }: { at: string; className?: string }) {
  const now = useNow('slow')
  return (
    <time dateTime={at} title={formatMoment(at)} className={`tabular-nums ${className}`}>
      {formatAge(at, Math.max(now, Date.parse(at)))}
    </time>
  )
}

/** Counts up from `since` (ms since the epoch). */
export function Elapsed({ since }: { since: number }) {
  const now = useNow('second')
  return <span className="tabular-nums">{formatElapsed(now - since)}</span>
}

/** Counts down to a moment; says so when it is past. */
export function Countdown({ until }: { until: string }) {
  const left = Date.parse(until) - useNow('second')
  return <span className="tabular-nums">{left > 0 ? `expires in ${formatElapsed(left)}` : 'expires now'}</span>
}

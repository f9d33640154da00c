'use client'

import { useInboxCount } from './use-inbox-count.ts'

/** How many things wait for a person; nothing when none does. */
export function InboxCount({ className = '' }: { className?: string }) {
  const count = useInboxCount()
  if (count === 0) return null
  return (
    <span
      className={`min-w-5 rounded-full bg-warning-soft px-1.5 text-center font-medium text-2xs text-warning-text tabular-nums ring-1 ring-warning-line ${className}`}
    >
      {count}
      <span className="sr-only"> waiting for you</span>
    </span>
  )
}

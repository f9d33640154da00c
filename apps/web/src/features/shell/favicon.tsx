'use client'

import { useInboxCount } from './use-inbox-count.ts'

/** The tab's icon; with a dot while something waits for a person. */
export function Favicon() {
  const waiting = useInboxCount() > 0
  return <link rel="icon" type="image/svg+xml" href={waiting ? '/favicon-alert.svg' : '/favicon.svg'} />
}

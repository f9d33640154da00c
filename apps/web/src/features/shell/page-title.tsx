'use client'

import { useInboxCount } from './use-inbox-count.ts'

/** The tab's title, with the number of things that wait for a person. */
export function PageTitle({ title }: { title: string }) {
  const count = useInboxCount()
  return <title>{`${count > 0 ? `(${count}) ` : ''}${title} · Sojourn`}</title>
}

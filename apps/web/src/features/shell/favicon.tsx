'use client'

import { useInboxCount } from './use-inbox-count.ts'

/** The mark with a badge: two digits have no room in sixteen pixels. */
const withCount = (count: number): string => {
  const words = count > 9 ? '9+' : count.toString()
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#17181c"/><path d="M6 22c3 0 3-8.500 7-8.500" fill="none" stroke="#fff" stroke-width="2.800" stroke-linecap="round"/><circle cx="20.500" cy="13" r="11.500" fill="#f5a623"/><text x="20.500" y="19" text-anchor="middle" font-family="system-ui,sans-serif" font-weight="700" font-size="${words.length > 1 ? 14 : 17}" fill="#17181c">${words}</text></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

/** The tab's icon, with the number of things that wait for a person. */
export function Favicon() {
  const count = useInboxCount()
  return <link rel="icon" type="image/svg+xml" href={count > 0 ? withCount(count) : '/favicon.svg'} />
}

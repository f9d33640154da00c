'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { usePathname, useSearchParams } from 'next/navigation'
import { ConditionIcon } from '@/features/sessions/condition-icon.tsx'
import { conditionOf } from '@/features/sessions/session-condition.ts'
import { useStored } from '@/preferences/stored.ts'
import { recentIds, recentSessionsQuery } from './recent-sessions.ts'

/** The sessions that were opened last, in the side bar. */
export function RecentList() {
  const opened = useSearchParams().get('id')
  const onSession = usePathname().startsWith('/session')
  const current = onSession ? opened : null
  const ids = useStored(recentIds)
  const { data = [] } = useQuery({ ...recentSessionsQuery(ids), enabled: ids.length > 0 })
  if (data.length === 0) return null
  return (
    <section aria-label="Recent sessions" className="mt-5 px-2">
      <h2 className="px-2 pb-1 text-2xs text-subtle-foreground">Recent</h2>
      <ul className="flex flex-col gap-px">
        {data.map((session) => (
          <li key={session.id}>
            <Link
              href={`/session?id=${encodeURIComponent(session.id)}`}
              prefetch={false}
              aria-current={session.id === current ? 'page' : undefined}
              className={`flex h-7 items-center gap-2.5 rounded-md px-2 text-xs ${session.id === current ? 'bg-selected text-foreground' : 'text-muted-foreground hover:bg-hover hover:text-foreground'}`}
            >
              <ConditionIcon kind={conditionOf(session).kind} label={conditionOf(session).label} />
              <span className="truncate">{session.title ?? 'Untitled session'}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { useQuery } from '@tanstack/react-query'
import { Columns2, CornerLeftUp, GitFork } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { ConditionIcon } from '@/features/sessions/condition-icon.tsx'
import { conditionOf } from '@/features/sessions/session-condition.ts'
import type { SessionDetail } from '@/wire/queries.ts'
import { childrenQuery, sessionQuery } from '@/wire/queries.ts'
import { InspectorSection } from './inspector-section.tsx'

function Relative({
  session,
  of,
  icon,
  note,
}: {
  session: Pick<SessionSummary, 'id' | 'title'> & Parameters<typeof conditionOf>[0]
  /** The session whose relative it is. */
  of: string
  icon: ReactNode
  note: string
}) {
  const condition = conditionOf(session)
  return (
    <li className="flex items-center">
      <Link
        href={`/session?id=${encodeURIComponent(session.id)}`}
        className="-ml-2 flex h-8 min-w-0 flex-1 items-center gap-2 rounded-md px-2 hover:bg-hover"
      >
        <span className="text-subtle-foreground [&>svg]:size-3.5">{icon}</span>
        <ConditionIcon kind={condition.kind} label={condition.label} />
        <span className="min-w-0 flex-1 truncate">{session.title ?? 'Untitled session'}</span>
        <span className="shrink-0 text-subtle-foreground text-xs">{note}</span>
      </Link>
      <Link
        href={`/compare?left=${encodeURIComponent(of)}&right=${encodeURIComponent(session.id)}`}
        aria-label={`Compare with ${session.title ?? 'this one'}`}
        data-tooltip="Compare side by side"
        className="-mr-2 flex size-8 shrink-0 items-center justify-center rounded-md text-muted-foreground hover:bg-hover hover:text-foreground"
      >
        <Columns2 className="size-3.5" aria-hidden />
      </Link>
    </li>
  )
}

/** Where a session comes from and what was forked off it. */
export function Lineage({ session }: { session: SessionDetail }) {
  const parentId = session.parentId ?? ''
  const parent = useQuery({ ...sessionQuery(parentId), enabled: parentId !== '', retry: false })
  const children = useQuery(childrenQuery(session.id))
  const forks = children.data?.items ?? []
  if (!session.parentId && forks.length === 0) return null
  return (
    <InspectorSection title="Lineage">
      <ul>
        {parent.data && (
          <Relative
            of={session.id}
            session={parent.data}
            icon={<CornerLeftUp aria-hidden />}
            note={`forked at event ${session.forkedAtSeq ?? '?'}`}
          />
        )}
        {session.parentId && parent.error && (
          <li className="text-muted-foreground">Forked from a session that was deleted.</li>
        )}
        {forks.map((fork) => (
          <Relative
            key={fork.id}
            of={session.id}
            session={fork}
            icon={<GitFork aria-hidden />}
            note={`at event ${fork.forkedAtSeq ?? '?'}`}
          />
        ))}
      </ul>
    </InspectorSection>
  )
}

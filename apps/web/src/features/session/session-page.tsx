'use client'

import { useQuery } from '@tanstack/react-query'
import { MessageSquareOff, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useEffect, useLayoutEffect } from 'react'
import { buttonLook } from '@/components/ui/button-look.ts'
import { Loading } from '@/components/ui/loading.tsx'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/page-state.tsx'
import { PageHeader } from '@/features/shell/page-header.tsx'
import { PageTitle } from '@/features/shell/page-title.tsx'
import { noteOpened } from '@/features/shell/recent-sessions.ts'
import { followedLog } from '@/wire/followed-log.ts'
import { problemOf } from '@/wire/problem.ts'
import { sessionQuery } from '@/wire/queries.ts'
import { sessionLogOf, useSessionLog } from '@/wire/use-session-log.ts'
import { SessionView } from './session-view.tsx'
import { useLogEffects } from './use-log-effects.ts'

const toList = (
  <Link href="/" className={buttonLook()}>
    All sessions
  </Link>
)

function Missing() {
  return (
    <>
      <PageHeader title="Session" />
      <EmptyState icon={<MessageSquareOff aria-hidden />} title="There is no such session" action={toList}>
        It may have been deleted, or the link is not complete.
      </EmptyState>
    </>
  )
}

function Deleted() {
  return (
    <>
      <PageHeader title="Session" />
      <EmptyState icon={<Trash2 aria-hidden />} title="This session was deleted" action={toList}>
        Its log went with it. Forks of it are still there.
      </EmptyState>
    </>
  )
}

function LoadingPlaceholder() {
  return (
    <Loading label="Loading the session">
      <div className="flex h-12 items-center border-b px-4">
        <Skeleton className="h-4 w-56" />
      </div>
    </Loading>
  )
}

function LoadedSession({ sessionId }: { sessionId: string }) {
  'use memo'
  const log = sessionLogOf(sessionId)
  const view = useSessionLog(log)
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery(sessionId))
  useLogEffects(log)
  useEffect(() => followedLog.announce(log), [log])
  const exists = session !== undefined
  // With the first sight of it, not after: whoever leaves at once has been here too.
  useLayoutEffect(() => {
    if (exists) noteOpened(sessionId)
  }, [exists, sessionId])
  const unknown = problemOf(error)?.status === 404
  if (view.phase === 'ended' && session) return <Deleted />
  if (unknown) return <Missing />
  if (isPending) return <LoadingPlaceholder />
  if (!session) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <>
      <PageTitle title={session.title ?? 'Untitled session'} />
      <SessionView session={session} log={log} view={view} />
    </>
  )
}

export function SessionPage() {
  const sessionId = useSearchParams().get('id')
  return sessionId ? <LoadedSession key={sessionId} sessionId={sessionId} /> : <Missing />
}

'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useCallback, useMemo, useRef } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Loading } from '@/components/ui/loading.tsx'
import { ErrorState, Skeleton } from '@/components/ui/page-state.tsx'
import { PageHeader } from '@/features/shell/page-header.tsx'
import { PageTitle } from '@/features/shell/page-title.tsx'
import { useShell } from '@/features/shell/shell-context.ts'
import { useShortcuts } from '@/keyboard/use-shortcuts.ts'
import { sessionListQuery } from '@/wire/queries.ts'
import { rowsOf } from '@/wire/session-list.ts'
import { FilterBar } from './filter-bar.tsx'
import { SessionTable } from './session-table.tsx'
import { type SessionFilterState, useSessionFilter } from './use-session-filter.ts'

function LoadingRows() {
  return (
    <Loading label="Loading sessions" className="flex-1 overflow-hidden md:pt-8">
      {Array.from({ length: 12 }, (_, row) => (
        <div key={row.toString()} className="flex h-10 items-center gap-3 border-border/70 border-b px-4">
          <Skeleton className="size-4 rounded-full" />
          <Skeleton className={`h-3 ${['w-56', 'w-72', 'w-40'][row % 3]}`} />
          <span className="flex-1" />
          <Skeleton className="h-3 w-24 max-md:hidden" />
          <Skeleton className="h-3 w-8" />
        </div>
      ))}
    </Loading>
  )
}

const NoSessions = dynamic(() => import('./no-sessions.tsx').then((module) => module.NoSessions), { ssr: false })

function SessionList({ state }: { state: SessionFilterState }) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    sessionListQuery(state.filter),
  )
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const rows = useMemo(() => (data ? rowsOf(data) : []), [data])
  if (isPending) return <LoadingRows />
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (rows.length === 0) return <NoSessions state={state} />
  return <SessionTable key={JSON.stringify(state.filter)} sessions={rows} onEnd={loadMore} />
}

export function SessionsPage() {
  const { openNewSession } = useShell()
  const state = useSessionFilter()
  const search = useRef<HTMLInputElement>(null)
  useShortcuts({ '/': () => search.current?.focus() })
  return (
    <>
      <PageTitle title="Sessions" />
      <PageHeader title="Sessions">
        <Button look="primary" onClick={openNewSession}>
          <Plus className="size-3.5" aria-hidden />
          <span className="max-sm:sr-only">New session</span>
        </Button>
      </PageHeader>
      <FilterBar state={state} inputRef={search} />
      <SessionList state={state} />
    </>
  )
}

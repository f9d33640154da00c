'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { MessagesSquare, Play, Plus, SearchX } from 'lucide-react'
import { useCallback, useRef } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Loading } from '@/components/ui/loading.tsx'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/page-state.tsx'
import { PageHeader } from '@/features/shell/page-header.tsx'
import { PageTitle } from '@/features/shell/page-title.tsx'
import { useShell } from '@/features/shell/shell-context.ts'
import { useShortcuts } from '@/keyboard/use-shortcuts.ts'
import { sessionListQuery } from '@/wire/queries.ts'
import { rowsOf } from '@/wire/session-list.ts'
import { FilterBar } from './filter-bar.tsx'
import { SessionTable } from './session-table.tsx'
import { type SessionFilterState, useSessionFilter } from './use-session-filter.ts'
import { useStartDemo } from './use-start-demo.ts'

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

function FirstSession() {
  const { openNewSession } = useShell()
  const demo = useStartDemo()
  return (
    <EmptyState
      icon={<MessagesSquare aria-hidden />}
      title="No sessions yet"
      action={
        <>
          <Button look="primary" disabled={demo.isPending} onClick={() => demo.mutate()}>
            <Play className="size-3.5" aria-hidden />
            {demo.isPending ? 'Starting…' : 'Start the demo session'}
          </Button>
          <Button onClick={openNewSession}>New session…</Button>
        </>
      }
    >
      The demo agent needs no key. It plans, reads a workspace and asks before it writes, so you see everything once.
    </EmptyState>
  )
}

function NoMatch({ clear }: { clear: SessionFilterState['clear'] }) {
  return (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title="No session matches"
      action={<Button onClick={() => void clear()}>Clear the filter</Button>}
    >
      Archived and empty sessions are hidden unless “Display” says otherwise.
    </EmptyState>
  )
}

function SessionList({ state }: { state: SessionFilterState }) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    sessionListQuery(state.filter),
  )
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  if (isPending) return <LoadingRows />
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />
  const rows = rowsOf(data)
  if (rows.length === 0) return state.active ? <NoMatch clear={state.clear} /> : <FirstSession />
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

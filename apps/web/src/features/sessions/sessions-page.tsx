'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useCallback, useMemo, useRef, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { later } from '@/components/ui/later.tsx'
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
    <Loading label="Loading sessions" className="flex-1 overflow-hidden sm:pt-8">
      {Array.from({ length: 14 }, (_, row) => (
        <div key={row.toString()} className="flex h-15 items-center gap-3 border-border/70 border-b px-10 sm:h-10">
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

const NoSessions = later(() => import('./no-sessions.tsx').then((module) => module.NoSessions), { missing: 'here' })

/** The rows that match, page by page. While another filter loads, the rows of the one before stay, dimmed. */
const useRows = (state: SessionFilterState) => {
  const list = useInfiniteQuery({ ...sessionListQuery(state.filter), placeholderData: keepPreviousData })
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = list
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const rows = useMemo(() => (data ? rowsOf(data) : []), [data])
  const loadAll = useCallback(async () => {
    let result = { data, hasNextPage }
    while (result.hasNextPage) result = await fetchNextPage({ cancelRefetch: false, throwOnError: true })
    return result.data ? rowsOf(result.data) : []
  }, [data, hasNextPage, fetchNextPage])
  return { list, rows, loadMore, loadAll }
}

function SessionList({
  state,
  found,
  selecting,
}: {
  state: SessionFilterState
  found: ReturnType<typeof useRows>
  selecting: boolean
}) {
  const { list, rows, loadMore, loadAll } = found
  if (list.isPending) return <LoadingRows />
  if (!list.data) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  if (rows.length === 0) return <NoSessions state={state} />
  return (
    <div
      aria-busy={list.isPlaceholderData}
      className={`flex min-h-0 flex-1 flex-col transition-opacity duration-150 ${list.isPlaceholderData ? 'opacity-50' : ''}`}
    >
      <SessionTable
        key={JSON.stringify(state.values)}
        sessions={rows}
        hasMore={list.hasNextPage}
        selecting={selecting}
        onEnd={loadMore}
        onLoadAll={loadAll}
      />
    </div>
  )
}

export function SessionsPage() {
  const { openNewSession } = useShell()
  const state = useSessionFilter()
  const found = useRows(state)
  const [selecting, setSelecting] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  useShortcuts({
    '/': () => search.current?.focus(),
    f: () => document.querySelector<HTMLElement>('[data-filter-menu]')?.click(),
  })
  return (
    <>
      <PageTitle title={state.values.view ?? 'Sessions'} />
      <PageHeader title="Sessions">
        <Button look="primary" onClick={openNewSession}>
          <Plus className="size-3.5" aria-hidden />
          <span className="max-sm:sr-only">New session</span>
        </Button>
      </PageHeader>
      <FilterBar state={state} rows={found.rows} selecting={{ selecting, setSelecting }} inputRef={search} />
      <SessionList state={state} found={found} selecting={selecting} />
    </>
  )
}

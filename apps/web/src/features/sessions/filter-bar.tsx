'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { useQuery } from '@tanstack/react-query'
import { ListFilter, SlidersHorizontal } from 'lucide-react'
import { type RefObject, useState } from 'react'
import { later } from '@/components/ui/later.tsx'
import { Menu } from '@/components/ui/menu.tsx'
import { Segmented } from '@/components/ui/segmented.tsx'
import { usePageCommands } from '@/features/shell/page-commands.ts'
import { agentsQuery } from '@/wire/queries.ts'
import { SearchField } from './search-field.tsx'
import type { SessionFilterState } from './use-session-filter.ts'
import { ViewMenu } from './view-menu.tsx'

const FilterChips = later(() => import('./filter-chips.tsx').then((module) => module.FilterChips), { missing: 'here' })
const DaysDialog = later(() => import('./days-dialog.tsx').then((module) => module.DaysDialog), { missing: 'over' })

const activities = [
  { value: 'all', label: 'All' },
  { value: 'running', label: 'Running' },
  { value: 'requires_action', label: 'Needs you' },
  { value: 'idle', label: 'Idle' },
] as const

const dayTitles = { active: 'Active between', created: 'Created between' } as const

function FilterMenu({ state, rows }: { state: SessionFilterState; rows: readonly SessionSummary[] }) {
  const agents = useQuery(agentsQuery)
  const [days, setDays] = useState<keyof typeof dayTitles | null>(null)
  const entries = async () => {
    const { filterEntries } = await import('./filter-entries.ts')
    return filterEntries(state, { agents: agents.data?.items ?? [], rows, pickDays: setDays })
  }
  usePageCommands('Filter', entries)
  return (
    <>
      <Menu label="Filter" align="start" look="ghost" data-filter-menu entries={entries}>
        <ListFilter className="size-3.5" aria-hidden />
        Filter
      </Menu>
      {days && (
        <DaysDialog
          title={dayTitles[days]}
          span={state.values[days]}
          onClose={() => setDays(null)}
          onChosen={(span) => state.change({ [days]: span })}
        />
      )}
    </>
  )
}

export interface Selecting {
  selecting: boolean
  setSelecting: (selecting: boolean) => void
}

function DisplayMenu({ state, selecting }: { state: SessionFilterState; selecting: Selecting }) {
  const entries = async () => (await import('./filter-entries.ts')).displayEntries(state, selecting)
  usePageCommands('Display', entries)
  return (
    <Menu label="Display" look="ghost" entries={entries}>
      <SlidersHorizontal className="size-3.5" aria-hidden />
      <span className="max-sm:sr-only">Display</span>
    </Menu>
  )
}

/** What narrows the list down. `inputRef` is the search field, for its shortcut. */
export function FilterBar({
  state,
  rows,
  selecting,
  inputRef,
}: {
  state: SessionFilterState
  /** The loaded ones: what they have is offered. */
  rows: readonly SessionSummary[]
  selecting: Selecting
  inputRef: RefObject<HTMLInputElement | null>
}) {
  const { values, change } = state
  return (
    <div className="shrink-0 border-b">
      <div className="flex flex-wrap items-center gap-x-1 gap-y-2 px-4 py-2">
        <Segmented
          label="Activity"
          value={values.activity ?? 'all'}
          onChange={(value) => change({ activity: value === 'all' ? null : value })}
          options={activities}
        />
        <span className="ml-1 max-sm:order-3 max-sm:ml-0">
          <FilterMenu state={state} rows={rows} />
        </span>
        <span className="max-sm:order-4">
          <ViewMenu state={state} />
        </span>
        <div className="-mt-2 h-0 basis-full max-sm:order-1 sm:hidden" />
        <div className="hidden flex-1 sm:block" />
        <SearchField {...state} inputRef={inputRef} />
        <span className="max-sm:order-5">
          <DisplayMenu state={state} selecting={selecting} />
        </span>
      </div>
      {state.active && <FilterChips {...state} />}
    </div>
  )
}

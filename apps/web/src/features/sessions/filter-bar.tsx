'use client'

import { useQuery } from '@tanstack/react-query'
import { ListFilter, Search, SlidersHorizontal, X } from 'lucide-react'
import { type RefObject, useRef, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Menu } from '@/components/ui/menu.tsx'
import { Segmented } from '@/components/ui/segmented.tsx'
import { agentsQuery } from '@/wire/queries.ts'
import type { SessionFilterState } from './use-session-filter.ts'

const activities = [
  { value: 'all', label: 'All' },
  { value: 'running', label: 'Running' },
  { value: 'requires_action', label: 'Needs you' },
  { value: 'idle', label: 'Idle' },
] as const

function FilterMenu(state: SessionFilterState) {
  const agents = useQuery(agentsQuery)
  return (
    <Menu
      label="Filter"
      align="start"
      look="ghost"
      entries={async () => (await import('./filter-entries.ts')).filterEntries(state, agents.data?.items ?? [])}
    >
      <ListFilter className="size-3.5" aria-hidden />
      Filter
    </Menu>
  )
}

function DisplayMenu(state: SessionFilterState) {
  return (
    <Menu
      label="Display"
      look="ghost"
      entries={async () => (await import('./filter-entries.ts')).displayEntries(state)}
    >
      <SlidersHorizontal className="size-3.5" aria-hidden />
      <span className="max-sm:sr-only">Display</span>
    </Menu>
  )
}

const chipNames = { status: 'Status', type: 'Type', agentId: 'Agent', label: 'Label', tag: 'Tag' } as const
const displayNames = { archived: 'With archived', empty: 'With empty' } as const

function Chip({ children, onRemove }: { children: string; onRemove: () => void }) {
  return (
    <span className="inline-flex h-6 items-center gap-1 rounded-md border bg-muted pl-2 text-xs">
      {children}
      <button
        type="button"
        aria-label={`Remove ${children}`}
        onClick={onRemove}
        className="flex size-6 items-center justify-center rounded-md text-muted-foreground hover:text-foreground"
      >
        <X className="size-3" aria-hidden />
      </button>
    </span>
  )
}

function Chips({ values, change, clear }: SessionFilterState) {
  const chips = Object.entries(chipNames).flatMap(([key, name]) => {
    const value = values[key as keyof typeof chipNames]
    return value ? [{ key, text: `${name}: ${value}` }] : []
  })
  for (const [key, text] of Object.entries(displayNames)) {
    if (values[key as keyof typeof displayNames]) chips.push({ key, text })
  }
  if (chips.length === 0) return null
  return (
    <div className="flex flex-wrap items-center gap-1.5 px-4 pb-2">
      {chips.map(({ key, text }) => (
        <Chip key={key} onRemove={() => change({ [key]: null })}>
          {text}
        </Chip>
      ))}
      <Button look="ghost" size="sm" onClick={clear}>
        Clear
      </Button>
    </div>
  )
}

/** So long nobody typed: then the list is asked for. */
const typingMs = 200

function SearchField({
  values,
  change,
  inputRef,
}: SessionFilterState & { inputRef: RefObject<HTMLInputElement | null> }) {
  const [text, setText] = useState(values.text ?? '')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const update = (next: string) => {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => change({ text: next || null }), typingMs)
  }
  return (
    <div className="relative min-w-0 flex-1 max-sm:order-2 sm:max-w-64">
      <Search className="pointer-events-none absolute top-1.5 left-2 size-4 text-subtle-foreground" aria-hidden />
      <input
        ref={inputRef}
        type="search"
        aria-label="Search sessions"
        placeholder="Search titles"
        value={text}
        onChange={(event) => update(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        className="h-7 w-full rounded-md border border-border-strong/70 bg-background pr-2 pl-8 text-sm hover:border-border-strong"
      />
    </div>
  )
}

/** What narrows the list down. `inputRef` is the search field, for its shortcut. */
export function FilterBar({
  state,
  inputRef,
}: {
  state: SessionFilterState
  inputRef: RefObject<HTMLInputElement | null>
}) {
  const { values, change } = state
  return (
    <div className="shrink-0 border-b">
      <div className="flex flex-wrap items-center gap-2 px-4 py-2">
        <Segmented
          label="Activity"
          value={values.activity ?? 'all'}
          onChange={(value) => change({ activity: value === 'all' ? null : value })}
          options={activities}
        />
        <span className="max-sm:order-3">
          <FilterMenu {...state} />
        </span>
        <div className="-mt-2 h-0 basis-full max-sm:order-1 sm:hidden" />
        <div className="hidden flex-1 sm:block" />
        <SearchField {...state} inputRef={inputRef} />
        <span className="max-sm:order-4">
          <DisplayMenu {...state} />
        </span>
      </div>
      <Chips {...state} />
    </div>
  )
}

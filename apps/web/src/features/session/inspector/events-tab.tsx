'use client'

import { Search } from 'lucide-react'
import { useDeferredValue, useEffect, useState, useSyncExternalStore } from 'react'
import { sayError } from '@/components/ui/toast.tsx'
import { formatCount } from '@/format/number.ts'
import type { SessionLog } from '@/wire/session-log.ts'
import { type EventKind, eventKinds, kindNames } from './event-kinds.ts'
import { EventList } from './event-list.tsx'
import { type EventFilter, useEventSource } from './use-event-source.ts'

const fieldLook = 'h-7 rounded-md border border-border-strong/70 bg-background text-sm disabled:opacity-60'

function FilterBar({
  filter,
  count,
  onChange,
}: {
  filter: EventFilter
  count: string
  onChange: (filter: EventFilter) => void
}) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-b px-3 py-2">
      <div className="relative min-w-44 flex-1">
        <Search className="pointer-events-none absolute top-1.5 left-2 size-4 text-subtle-foreground" aria-hidden />
        <input
          type="search"
          aria-label="Filter events"
          placeholder={filter.everything ? 'All, by number' : 'Type, text, seq'}
          disabled={filter.everything}
          value={filter.text}
          onChange={(event) => onChange({ ...filter, text: event.target.value })}
          className={`${fieldLook} w-full pr-11 pl-8`}
        />
        <span className="pointer-events-none absolute top-1.5 right-2 text-subtle-foreground text-xs tabular-nums">
          {count}
        </span>
      </div>
      <select
        aria-label="Kind of event"
        disabled={filter.everything}
        value={filter.kind}
        onChange={(event) => onChange({ ...filter, kind: event.target.value as EventKind })}
        className={`${fieldLook} max-w-28 px-1.5`}
      >
        {eventKinds.map((kind) => (
          <option key={kind} value={kind}>
            {kindNames[kind]}
          </option>
        ))}
      </select>
      <label className="flex h-6 cursor-pointer items-center gap-1.5 text-xs">
        <input
          type="checkbox"
          className="size-3.5 accent-(--accent)"
          checked={filter.everything}
          onChange={(event) => onChange({ ...filter, everything: event.target.checked })}
        />
        Deltas
      </label>
    </div>
  )
}

/** Reads back until the event that a link names is here. */
const useFocus = (log: SessionLog, focus: number | null) => {
  useEffect(() => {
    if (focus === null) return
    const stopping = new AbortController()
    log.loadBackTo(focus, stopping.signal).catch(sayError)
    return () => stopping.abort()
  }, [log, focus])
}

/** Every event of the log, newest at the end. `focus` is the seq of an event to open and show. */
export function EventsTab({
  log,
  focus,
  onShow,
}: {
  log: SessionLog
  focus: number | null
  onShow: (seq: number) => void
}) {
  'use memo'
  const view = useSyncExternalStore(log.subscribe, log.get, log.get)
  const [filter, setFilter] = useState<EventFilter>({ text: '', kind: 'all', everything: false })
  const text = useDeferredValue(filter.text.trim().toLowerCase())
  const shownView = useDeferredValue(view)
  const source = useEventSource({ log, view: shownView }, { ...filter, text })
  useFocus(log, focus)
  const isPart = view.hasEarlier && !filter.everything
  return (
    <div className="flex h-full flex-col">
      <FilterBar filter={filter} count={`${formatCount(source.length)}${isPart ? '+' : ''}`} onChange={setFilter} />
      {isPart && (
        <p className="flex items-center justify-between border-b bg-muted px-3 py-1 text-muted-foreground text-xs">
          From event {formatCount(view.events[0]?.seq ?? 1)} on
          <button
            type="button"
            onClick={() => void log.loadBackTo(1).catch(sayError)}
            className="min-h-6 rounded px-1 underline underline-offset-2 hover:text-foreground"
          >
            {view.loadingEarlier ? 'Reading…' : 'Read all'}
          </button>
        </p>
      )}
      <EventList
        key={filter.everything ? 'everything' : 'listed'}
        source={source}
        focus={focus}
        onShow={onShow}
        onStart={() => {
          if (isPart && !view.loadingEarlier) void log.loadEarlier().catch(sayError)
        }}
      />
    </div>
  )
}

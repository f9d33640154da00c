'use client'

import type { SessionEvent } from '@sojourn/contract/event'
import { Search } from 'lucide-react'
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { sayError } from '@/components/ui/toast.tsx'
import { formatCount } from '@/format/number.ts'
import type { SessionLog } from '@/wire/session-log.ts'
import { describeEvent } from './describe-event.ts'
import { EventList } from './event-list.tsx'

interface Filter {
  text: string
  deltas: boolean
}

const matches = (event: SessionEvent, { text, deltas }: Filter): boolean => {
  if (!deltas && event.type === 'block.delta') return false
  if (text === '') return true
  return event.type.includes(text) || String(event.seq) === text || describeEvent(event).toLowerCase().includes(text)
}

function EventFilter({
  filter,
  shown,
  onChange,
}: {
  filter: Filter
  shown: number
  onChange: (filter: Filter) => void
}) {
  return (
    <div className="flex items-center gap-2 border-b px-3 py-2">
      <div className="relative flex-1">
        <Search className="pointer-events-none absolute top-1.5 left-2 size-4 text-subtle-foreground" aria-hidden />
        <input
          type="search"
          aria-label="Filter events"
          placeholder="Type, text or seq"
          value={filter.text}
          onChange={(event) => onChange({ ...filter, text: event.target.value })}
          className="h-7 w-full rounded-md border border-border-strong/70 bg-background pr-2 pl-8 text-sm"
        />
      </div>
      <label className="flex h-6 cursor-pointer items-center gap-1.5 text-xs">
        <input
          type="checkbox"
          className="size-3.5 accent-(--accent)"
          checked={filter.deltas}
          onChange={(event) => onChange({ ...filter, deltas: event.target.checked })}
        />
        Deltas
      </label>
      <span className="min-w-10 text-right text-subtle-foreground text-xs tabular-nums">{formatCount(shown)}</span>
    </div>
  )
}

const useDeltas = (log: SessionLog, wanted: boolean) => {
  useEffect(() => {
    if (!wanted) return
    const reading = new AbortController()
    log.loadDeltas(reading.signal).catch((error: unknown) => {
      if (!reading.signal.aborted) void sayError(error)
    })
    return () => reading.abort()
  }, [log, wanted])
}

/** Every event of the log, newest at the end. `focus` is the seq of an event to open and show. */
export function EventsTab({
  log,
  events,
  focus,
  onShow,
}: {
  log: SessionLog
  events: readonly SessionEvent[]
  focus: number | null
  onShow: (seq: number) => void
}) {
  const [filter, setFilter] = useState<Filter>({ text: '', deltas: false })
  const text = useDeferredValue(filter.text.trim().toLowerCase())
  const { deltas } = filter
  const shown = useMemo(() => events.filter((event) => matches(event, { text, deltas })), [events, text, deltas])
  useDeltas(log, deltas)
  return (
    <div className="flex h-full flex-col">
      <EventFilter filter={filter} shown={shown.length} onChange={setFilter} />
      <EventList events={shown} focus={focus} onShow={onShow} />
    </div>
  )
}

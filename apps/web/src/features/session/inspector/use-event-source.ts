'use client'

import type { SessionEvent } from '@sojourn/contract/event'
import { useMemo, useState } from 'react'
import { sayError } from '@/components/ui/toast.tsx'
import type { SessionLog, SessionLogView } from '@/wire/session-log.ts'
import { describeEvent } from './describe-event.ts'
import { type EventKind, isOfKind } from './event-kinds.ts'
import type { EventSource } from './event-list.tsx'
import { PagedLog } from './paged-log.ts'

export interface EventFilter {
  text: string
  kind: EventKind
  /** Every event by its seq, deltas too; nothing is filtered then. */
  everything: boolean
}

const matches = (event: SessionEvent, { text, kind }: EventFilter): boolean => {
  if (!isOfKind(event.type, kind)) return false
  if (text === '') return true
  return event.type.includes(text) || String(event.seq) === text || describeEvent(event).toLowerCase().includes(text)
}

const lastBefore = (events: readonly SessionEvent[], seq: number): number => {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((events[middle]?.seq ?? 0) <= seq) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}

const listed = (events: readonly SessionEvent[]): EventSource => ({
  version: 0,
  length: events.length,
  at: (index) => events[index],
  keyAt: (index) => events[index]?.seq ?? index,
  indexOf: (seq) => lastBefore(events, seq),
  onRange: () => {},
})

/** The events that the filter lets through, as a list. */
export const useEventSource = (
  { log, view }: { log: SessionLog; view: SessionLogView },
  filter: EventFilter,
): EventSource => {
  'use memo'
  const [read, setRead] = useState(0)
  const [paged] = useState(
    () => new PagedLog(log.sessionId, { onRead: () => setRead((count) => count + 1), onError: sayError }),
  )
  const { events } = view
  const { lastSeq } = view.transcript
  const { text, kind, everything } = filter
  const known = useMemo(
    () => (everything ? [] : events.filter((event) => matches(event, { text, kind, everything }))),
    [events, text, kind, everything],
  )
  if (!everything) return listed(known)
  return {
    version: read,
    length: lastSeq,
    at: (index) => paged.at(index + 1),
    keyAt: (index) => index + 1,
    indexOf: (seq) => Math.min(lastSeq, Math.max(1, seq)) - 1,
    onRange: (first, last) => paged.want(first + 1, Math.min(lastSeq, last + 1)),
  }
}

'use client'
'use no memo' // The virtualizer is one object that changes inside: what is read from it must be read at every render.

import type { SessionEvent } from '@sojourn/contract/event'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import { ScrollRegion } from '@/components/ui/scroll-region.tsx'
import { EventRow } from './event-row.tsx'

const useOpened = () => {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const toggle = useCallback((seq: number) => {
    setOpened((current) => {
      const next = new Set(current)
      if (!next.delete(seq)) next.add(seq)
      return next
    })
  }, [])
  const openOnly = (seq: number) => setOpened(new Set([seq]))
  return { opened, toggle, openOnly }
}

/** The events as a list of which only what is in view is in the document. `focus` is a seq to open and show. */
export function EventList({
  events,
  focus,
  onShow,
}: {
  events: readonly SessionEvent[]
  focus: number | null
  onShow: (seq: number) => void
}) {
  const scroller = useRef<HTMLElement>(null)
  const { opened, toggle, openOnly } = useOpened()
  const virtualizer = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 29,
    getItemKey: (index) => events[index]?.seq ?? index,
    overscan: 10,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: 24,
  })
  // Once per event that is asked for: later events must not pull the reader back.
  const showFocused = useEffectEvent((seq: number) => {
    openOnly(seq)
    const index = events.findLastIndex((event) => event.seq <= seq)
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'start' })
  })
  const reached = events.length > 0
  useEffect(() => {
    if (focus !== null && reached) showFocused(focus)
  }, [focus, reached])
  return (
    <ScrollRegion label="Events" ref={scroller} className="min-h-0 flex-1 overflow-y-auto [overflow-anchor:none]">
      <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const event = events[item.index]
          return event ? (
            <div
              key={item.key}
              data-index={item.index}
              ref={virtualizer.measureElement}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <EventRow event={event} open={opened.has(event.seq)} onToggle={toggle} onShow={onShow} />
            </div>
          ) : null
        })}
      </div>
    </ScrollRegion>
  )
}

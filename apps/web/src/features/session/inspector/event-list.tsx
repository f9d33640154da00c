'use client'

import type { SessionEvent } from '@sojourn/contract/event'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import { ScrollRegion } from '@/components/ui/scroll-region.tsx'
import { EventRow } from './event-row.tsx'

/** Events by their place in the list; some may not have been read yet. */
export interface EventSource {
  /** Another one when `at` answers differently. */
  version: number
  length: number
  at: (index: number) => SessionEvent | undefined
  /** Stays the same for a place, whatever comes before or after it. */
  keyAt: (index: number) => number
  /** The place of an event, or of the last one before it. */
  indexOf: (seq: number) => number
  /** Tells which places are in view. */
  onRange: (first: number, last: number) => void
}

const nearStart = 600

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

const useEventVirtualizer = (source: EventSource, scroller: React.RefObject<HTMLElement | null>) => {
  const current = useRef(source)
  current.current = source
  const getItemKey = useCallback((index: number) => current.current.keyAt(index), [])
  return useVirtualizer({
    count: source.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 29,
    getItemKey,
    overscan: 10,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: 24,
  })
}

/** The events as a list of which only what is in view is in the document. `focus` is a seq to open and show. */
export function EventList({
  source,
  focus,
  onShow,
  onStart,
}: {
  source: EventSource
  focus: number | null
  onShow: (seq: number) => void
  /** The reader has come near the beginning of what is here. */
  onStart: () => void
}) {
  const scroller = useRef<HTMLElement>(null)
  const { opened, toggle, openOnly } = useOpened()
  const virtualizer = useEventVirtualizer(source, scroller)
  // Once per event that is asked for: later events must not pull the reader back.
  const showFocused = useEffectEvent((seq: number) => {
    openOnly(seq)
    virtualizer.scrollToIndex(source.indexOf(seq), { align: 'start' })
  })
  const reached = source.length > 0 && focus !== null && source.keyAt(source.indexOf(focus)) === focus
  useEffect(() => {
    if (focus !== null && reached) showFocused(focus)
  }, [focus, reached])
  const first = virtualizer.range?.startIndex ?? 0
  const last = virtualizer.range?.endIndex ?? 0
  const tellRange = useEffectEvent(source.onRange)
  useEffect(() => tellRange(first, last), [first, last])
  // The newest come first: a log is opened at its end.
  const toEnd = useEffectEvent(() => focus === null && virtualizer.scrollToEnd())
  useEffect(() => void toEnd(), [])
  const isNearStart = (virtualizer.scrollOffset ?? nearStart) < nearStart && source.length > 0
  const tellStart = useEffectEvent(onStart)
  useEffect(() => {
    if (isNearStart) tellStart()
  }, [isNearStart, source.length])
  return (
    <ScrollRegion label="Events" ref={scroller} className="min-h-0 flex-1 overflow-y-auto [overflow-anchor:none]">
      <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const event = source.at(item.index)
          return (
            <div
              key={item.key}
              data-index={item.index}
              ref={virtualizer.measureElement}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {event ? (
                <EventRow event={event} open={opened.has(event.seq)} onToggle={toggle} onShow={onShow} />
              ) : (
                <div className="flex h-[29px] items-center border-border/70 border-b pl-8 font-mono text-subtle-foreground text-xs">
                  {source.keyAt(item.index)}
                </div>
              )}
            </div>
          )
        })}
      </div>
    </ScrollRegion>
  )
}

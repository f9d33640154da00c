'use client'
'use no memo' // The virtualizer is one object that changes inside: what is read from it must be read at every render.

import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { ScrollRegion } from '@/components/ui/scroll-region.tsx'
import { TranscriptRow } from './transcript-row.tsx'
import { estimateRow, type TranscriptRow as Row, rowAtSeq } from './transcript-rows.ts'
import { useStickToEnd } from './use-stick-to-end.ts'

/** Pixels from the end beyond which the way back is offered. */
const farFromEnd = 96
const markMs = 1_600

export interface TranscriptHandle {
  /** Brings the row of an event into view and marks it for a moment. */
  showSeq: (seq: number) => void
  showEnd: () => void
}

const useTranscriptVirtualizer = (rows: readonly Row[], scroller: React.RefObject<HTMLElement | null>) =>
  useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimateRow(rows[index]),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
    paddingStart: 20,
    paddingEnd: 20,
  })

const useMark = () => {
  const [marked, setMarked] = useState<string | null>(null)
  useEffect(() => {
    if (marked === null) return
    const timer = setTimeout(() => setMarked(null), markMs)
    return () => clearTimeout(timer)
  }, [marked])
  return [marked, setMarked] as const
}

/** The transcript. Only the rows in view are in the document, however long it is. */
export function TranscriptList({ rows, ref }: { rows: readonly Row[]; ref: Ref<TranscriptHandle> }) {
  const scroller = useRef<HTMLElement>(null)
  const virtualizer = useTranscriptVirtualizer(rows, scroller)
  const [marked, setMarked] = useMark()
  const { toEnd, letGo } = useStickToEnd(scroller, virtualizer.getTotalSize())
  useImperativeHandle(ref, () => ({
    showEnd: toEnd,
    showSeq: (seq) => {
      const index = rowAtSeq(rows, seq)
      const row = rows[index]
      if (!row) return
      letGo()
      virtualizer.scrollToIndex(index, { align: 'center' })
      setMarked(row.key)
    },
  }))
  const away = rows.length > 0 && !virtualizer.isAtEnd(farFromEnd)
  return (
    <div className="relative min-h-0 flex-1">
      <ScrollRegion
        label="Transcript"
        ref={scroller}
        className="h-full overflow-y-auto overflow-x-hidden [overflow-anchor:none]"
      >
        <div className="relative w-full" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index]
            return row ? (
              <div
                key={item.key}
                data-index={item.index}
                ref={virtualizer.measureElement}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <TranscriptRow row={row} marked={row.key === marked} />
              </div>
            ) : null
          })}
        </div>
      </ScrollRegion>
      {away && (
        <Button
          onClick={toEnd}
          className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full shadow-pop"
          aria-label="Go to the newest message"
        >
          <ArrowDown className="size-3.5" aria-hidden />
          Newest
        </Button>
      )}
    </div>
  )
}

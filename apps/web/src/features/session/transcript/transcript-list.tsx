'use client'

import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import {
  type Ref,
  type RefObject,
  useCallback,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import { Button } from '@/components/ui/button.tsx'
import { ScrollRegion } from '@/components/ui/scroll-region.tsx'
import type { TranscriptRow as Row } from '@/wire/transcript-rows.ts'
import { rowAtSeq, rowHeight, seqOfRow } from './row-geometry.ts'
import { TranscriptRow } from './transcript-row.tsx'
import { useStickToEnd } from './use-stick-to-end.ts'

/** Pixels from the beginning of what is here within which what comes before it is read. */
const nearStart = 1_200
const markMs = 1_600

export interface TranscriptHandle {
  /** Brings the row of an event into view and marks it for a moment. */
  showSeq: (seq: number) => void
  showEnd: () => void
}

/** Seqs of the first and the last row in view. */
export interface ShownRows {
  first: number
  last: number
}

type Rows = readonly Row[]

const useTranscriptVirtualizer = (rows: Rows, scroller: RefObject<HTMLElement | null>, top: number) => {
  // Functions that stay the same: a new one would have every row measured anew at every render.
  const current = useRef(rows)
  current.current = rows
  const getItemKey = useCallback((index: number) => current.current[index]?.key ?? index, [])
  const estimateSize = useCallback((index: number) => rowHeight(current.current[index]), [])
  return useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize,
    getItemKey,
    overscan: 6,
    paddingStart: 20 + top,
    scrollPaddingStart: top,
    paddingEnd: 20,
    // What is in view stays where it is when earlier rows come in above it.
    anchorTo: 'end',
    useAnimationFrameWithResizeObserver: false,
  })
}

const useMark = () => {
  const [marked, setMarked] = useState<string | null>(null)
  useEffect(() => {
    if (marked === null) return
    const timer = setTimeout(() => setMarked(null), markMs)
    return () => clearTimeout(timer)
  }, [marked])
  return [marked, setMarked] as const
}

const shownOf = (rows: Rows, virtualizer: Virtualizer<HTMLElement, Element>): ShownRows | null => {
  const { range } = virtualizer
  if (!range || rows.length === 0) return null
  return { first: seqOfRow(rows, range.startIndex), last: seqOfRow(rows, Math.min(range.endIndex, rows.length - 1)) }
}

/** Tells what is in view, at most once a frame and only when it is something else. */
const useShown = (shown: ShownRows | null, onShown: (shown: ShownRows) => void) => {
  const tell = useEffectEvent(onShown)
  const first = shown?.first ?? null
  const last = shown?.last ?? null
  useEffect(() => {
    if (first !== null && last !== null) tell({ first, last })
  }, [first, last])
}

const usePlace = (
  rows: Rows,
  scroller: RefObject<HTMLElement | null>,
  { top, onEarlier }: { top: number; onEarlier: (() => void) | null },
) => {
  const virtualizer = useTranscriptVirtualizer(rows, scroller, top)
  const stick = useStickToEnd(scroller, virtualizer.getTotalSize())
  const wantsEarlier = onEarlier !== null && !stick.isHeld() && (virtualizer.scrollOffset ?? Infinity) < nearStart
  const earlier = useEffectEvent(() => onEarlier?.())
  useEffect(() => {
    if (wantsEarlier) earlier()
  }, [wantsEarlier])
  return { virtualizer, ...stick }
}

/** The transcript. Only the rows in view are in the document, however long it is. */
export function TranscriptList({
  rows,
  top,
  onEarlier,
  onShown,
  onAtEnd,
  ref,
}: {
  rows: Rows
  /** Pixels that something covers at the top. */
  top: number
  /** Reads what comes before; null when there is nothing, or it is being read. */
  onEarlier: (() => void) | null
  onShown: (shown: ShownRows) => void
  onAtEnd: (atEnd: boolean) => void
  ref: Ref<TranscriptHandle>
}) {
  const scroller = useRef<HTMLElement>(null)
  const { virtualizer, toEnd, letGo, isFar } = usePlace(rows, scroller, { top, onEarlier })
  const [marked, setMarked] = useMark()
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
  useShown(shownOf(rows, virtualizer), onShown)
  // From what the virtualizer knows: asking the document would have it laid out at every render.
  const { scrollOffset, scrollRect } = virtualizer
  const away = isFar(virtualizer.getTotalSize() - (scrollOffset ?? 0) - (scrollRect?.height ?? 0))
  const tellAtEnd = useEffectEvent(onAtEnd)
  useEffect(() => tellAtEnd(!away), [away])
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
                className="absolute inset-x-0"
                // Not a transform: each would be a layer of its own to put together at every frame.
                style={{ top: item.start }}
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

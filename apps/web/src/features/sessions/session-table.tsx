'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { ArrowUp } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { ScrollRegion } from '@/components/ui/scroll-region.tsx'
import { plural } from '@/format/number.ts'
import { useShortcuts } from '@/keyboard/use-shortcuts.ts'
import { columns, SessionRow } from './session-row.tsx'
import { useLiveRows } from './use-live-rows.ts'
import { useRowHeight } from './use-row-height.ts'
import { useRowWindow } from './use-row-window.ts'

/** Pixels of the head, which stays in place over the rows. */
const headHeight = 32
const headings = ['State', 'Agent', 'Type', 'Queue', 'Cost', 'Active'] as const
const rightAligned = new Set<string>(['Queue', 'Cost', 'Active'])

function TableHead() {
  return (
    <thead className="sticky top-0 z-10 block bg-background max-md:sr-only">
      <tr aria-rowindex={1} className={`h-8 border-b text-subtle-foreground text-xs ${columns}`}>
        <th>
          <span className="sr-only">Condition</span>
        </th>
        <th className="text-left font-normal">Session</th>
        {headings.map((heading) => (
          <th
            key={heading}
            className={`font-normal ${rightAligned.has(heading) ? 'text-right' : 'text-left'} ${heading === 'Type' ? 'max-xl:hidden' : ''}`}
          >
            {heading}
          </th>
        ))}
        <th>
          <span className="sr-only">Actions</span>
        </th>
      </tr>
    </thead>
  )
}

const focusedIndex = (): number => {
  const row = document.activeElement?.closest<HTMLElement>('tr[data-index]')
  return row ? Number(row.dataset.index) : -1
}

/** j and k walk the rows; Enter is the link's own. */
const useRowKeys = (count: number, show: (index: number) => void) => {
  const focusRow = (index: number) => {
    const next = Math.max(0, Math.min(count - 1, index))
    show(next)
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`tr[data-index="${next}"] [data-row-link]`)?.focus(),
    )
  }
  useShortcuts({
    j: () => focusRow(focusedIndex() + 1),
    k: () => focusRow(focusedIndex() - 1),
    ArrowDown: () => focusRow(focusedIndex() + 1),
    ArrowUp: () => focusRow(focusedIndex() - 1),
  })
}

function Arrived({ arrived, onRelease }: { arrived: number; onRelease: () => void }) {
  return (
    <button
      type="button"
      onClick={onRelease}
      className="absolute top-10 left-1/2 z-10 flex h-7 -translate-x-1/2 items-center gap-1.5 rounded-full border border-accent-line bg-accent-soft px-3 text-accent-text text-xs shadow-pop"
    >
      <ArrowUp className="size-3.5" aria-hidden />
      {plural(arrived, 'new session')}
    </button>
  )
}

/** The sessions as a live table. Only the rows in view are in the document. */
export function SessionTable({ sessions, onEnd }: { sessions: SessionSummary[]; onEnd: () => void }) {
  const scroller = useRef<HTMLElement>(null)
  const [held, setHeld] = useState(false)
  const { rows, arrived, release } = useLiveRows(sessions, held)
  const height = useRowHeight()
  const { first, end, show } = useRowWindow(scroller, { count: rows.length, rowHeight: height })
  useEffect(() => {
    if (end >= rows.length) onEnd()
  }, [end, rows.length, onEnd])
  useRowKeys(rows.length, (index) => show(index, headHeight))
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <ScrollRegion label="Sessions" ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
        <table className="block" aria-rowcount={rows.length + 1}>
          <TableHead />
          <tbody
            className="relative block"
            style={{ height: rows.length * height }}
            onPointerEnter={(event) => event.pointerType === 'mouse' && setHeld(true)}
            onPointerLeave={() => setHeld(false)}
          >
            {rows.slice(first, end).map((session, at) => (
              <SessionRow
                key={session.id}
                session={session}
                index={first + at}
                top={(first + at) * height}
                height={height}
              />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {arrived > 0 && <Arrived arrived={arrived} onRelease={release} />}
    </div>
  )
}

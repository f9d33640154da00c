'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { ArrowUp } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { later } from '@/components/ui/later.tsx'
import { ScrollRegion } from '@/components/ui/scroll-region.tsx'
import { sayError } from '@/components/ui/toast.tsx'
import { plural } from '@/format/number.ts'
import { type Selection, useSelection } from '@/selection/use-selection.ts'
import { rowLook, SessionRow } from './session-row.tsx'
import { useBulkRequest } from './use-bulk-request.ts'
import { type ListLayout, useListLayout } from './use-list-layout.ts'
import { useLiveRows } from './use-live-rows.ts'
import { useRowKeys } from './use-row-keys.ts'
import { useRowWindow } from './use-row-window.ts'

const BulkBar = later(() => import('./bulk-bar.tsx').then((module) => module.BulkBar), { missing: 'over' })
const BulkOverlay = later(() => import('./bulk-overlay.tsx').then((module) => module.BulkOverlay), { missing: 'over' })

/** Pixels of the head, which stays in place over the rows. */
const headHeight = 32

/** When so few rows are left below, the next page is read. */
const readAhead = 50

function SelectAll({ selection, count }: { selection: Selection; count: number }) {
  const { size } = selection.ids
  return (
    <input
      type="checkbox"
      aria-label="Select all rows"
      checked={size > 0 && size === count}
      ref={(box) => {
        if (box) box.indeterminate = size > 0 && size < count
      }}
      onChange={size > 0 ? selection.clear : selection.all}
      className="size-3.5 accent-accent"
    />
  )
}

function TableHead({ layout, selection, count }: { layout: ListLayout; selection: Selection; count: number }) {
  return (
    <thead className={`sticky top-0 z-10 block bg-background ${layout.narrow ? 'sr-only' : ''}`}>
      <tr
        aria-rowindex={1}
        style={{ gridTemplateColumns: layout.grid }}
        className={`h-8 border-b text-subtle-foreground text-xs ${rowLook}`}
      >
        <th className="flex justify-center">
          <SelectAll selection={selection} count={count} />
        </th>
        <th>
          <span className="sr-only">Condition</span>
        </th>
        <th className="text-left font-normal">Session</th>
        {layout.columns.map(({ name, heading, right }) => (
          <th key={name} className={`font-normal ${right ? 'text-right' : 'text-left'}`}>
            {heading}
          </th>
        ))}
        <th>
          <span className="sr-only">{layout.narrow ? 'Active' : 'Actions'}</span>
        </th>
      </tr>
    </thead>
  )
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

/** Rows stay in place while the pointer is on them, or a row has the focus by keyboard. */
const useHand = () => {
  const [pointed, setPointed] = useState(false)
  const [focused, setFocused] = useState(false)
  const listeners = {
    onPointerEnter: (event: React.PointerEvent) => event.pointerType === 'mouse' && setPointed(true),
    onPointerLeave: () => setPointed(false),
    onFocus: (event: React.FocusEvent) => setFocused(event.target.matches('[data-row-link]:focus-visible')),
    onBlur: () => setFocused(false),
  }
  return { held: pointed || focused, listeners }
}

/** The sessions as a live table. Only the rows in view are in the document. */
export function SessionTable({
  sessions,
  hasMore,
  selecting,
  onEnd,
  onLoadAll,
}: {
  sessions: SessionSummary[]
  /** There are more than the loaded ones. */
  hasMore: boolean
  /** Show the boxes although nothing is chosen: where there is no pointer to hover. */
  selecting: boolean
  onEnd: () => void
  /** Loads every row that matches. */
  onLoadAll: () => Promise<SessionSummary[]>
}) {
  const scroller = useRef<HTMLElement>(null)
  const hand = useHand()
  const { rows, arrived, release } = useLiveRows(sessions, hand.held)
  const selection = useSelection(rows)
  const boxes = selecting || selection.ids.size > 0
  const layout = useListLayout(scroller, boxes)
  const { first, end, rush, show } = useRowWindow(scroller, { count: rows.length, rowHeight: layout.rowHeight })
  const bulk = useBulkRequest(selection)
  useEffect(() => {
    if (end + readAhead >= rows.length) onEnd()
  }, [end, rows.length, onEnd])
  useRowKeys({ rows, selection, show: (index) => show(index, headHeight), onRequest: bulk.request })
  const chosen = rows.filter((row) => selection.ids.has(row.id))
  const everything = chosen.length === rows.length && !hasMore
  const chooseEverything = () => {
    onLoadAll().then(selection.choose, sayError)
  }
  return (
    <div className="group/list relative flex min-h-0 flex-1 flex-col" data-selecting={boxes || undefined}>
      <ScrollRegion label="Sessions" ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
        <table className="block" aria-rowcount={hasMore ? -1 : rows.length + 1}>
          <TableHead layout={layout} selection={selection} count={rows.length} />
          <tbody
            className="relative block"
            style={{ height: rows.length * layout.rowHeight + (chosen.length > 0 ? 64 : 0) }}
            {...hand.listeners}
          >
            {rows.slice(first, end).map((session, at) => (
              <SessionRow
                key={session.id}
                session={session}
                index={first + at}
                layout={layout}
                rush={rush}
                selected={selection.ids.has(session.id)}
                onSelect={selection.toggle}
              />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {arrived > 0 && <Arrived arrived={arrived} onRelease={release} />}
      {chosen.length > 0 && (
        <BulkBar
          count={chosen.length}
          allArchived={chosen.every((session) => session.archived)}
          more={
            everything ? null : { label: hasMore ? 'Select all that match' : 'Select all', onSelect: chooseEverything }
          }
          onRequest={(request) => bulk.request(request, chosen)}
          onClear={selection.clear}
        />
      )}
      {bulk.overlay && (
        <BulkOverlay
          overlay={bulk.overlay}
          rows={rows}
          onAction={bulk.plan}
          onClose={bulk.close}
          onDone={bulk.finish}
        />
      )}
    </div>
  )
}

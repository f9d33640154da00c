'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import Link from 'next/link'
import { type MouseEvent, memo, useState } from 'react'
import { Badge } from '@/components/ui/badge.tsx'
import { Age } from '@/components/ui/time.tsx'
import { formatCost } from '@/format/number.ts'
import { ConditionIcon } from './condition-icon.tsx'
import { RowMenu } from './row-menu.tsx'
import { explain, Marks, SessionCell } from './session-cells.tsx'
import { conditionOf } from './session-condition.ts'
import type { ListLayout } from './use-list-layout.ts'

/** Of the head and every row; the columns themselves are an inline style. */
export const rowLook = 'grid items-center gap-x-3 pr-3 pl-3'

function SelectBox({
  session,
  selected,
  onSelect,
}: {
  session: SessionSummary
  selected: boolean
  onSelect: (id: string, range: boolean) => void
}) {
  return (
    <td className="relative z-1 flex size-6 items-center justify-center -ml-[3px]">
      <input
        type="checkbox"
        tabIndex={-1}
        checked={selected}
        aria-label={`Select ${session.title ?? 'untitled session'}`}
        onChange={() => {}}
        onClick={(event) => onSelect(session.id, event.shiftKey)}
        className="size-3.5 accent-accent opacity-0 checked:opacity-100 focus-visible:opacity-100 group-hover:opacity-100 group-data-[selecting]/list:opacity-100"
      />
    </td>
  )
}

/** The title with its link over the whole row; on narrow screens what the columns say elsewhere stands below. */
function TitleCell({ session, layout, words }: { session: SessionSummary; layout: ListLayout; words: string }) {
  const { narrow, labels } = layout
  return (
    <td className={`flex min-w-0 ${narrow ? 'flex-col' : 'items-center gap-2'}`}>
      <Link
        href={`/session?id=${encodeURIComponent(session.id)}`}
        data-row-link
        prefetch={false}
        className={`truncate after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:bg-accent/8 focus-visible:after:shadow-[inset_2px_0_0_var(--accent)] ${session.title ? 'font-medium' : 'text-muted-foreground'}`}
      >
        {session.title ?? 'Untitled session'}
      </Link>
      {!narrow && session.archived && <Badge tone="outline">Archived</Badge>}
      {!narrow && labels && <Marks session={session} />}
      {narrow && (
        <span className="truncate text-muted-foreground text-xs">
          {words} · {session.agentId}
          {session.queueDepth > 0 && ` · ${session.queueDepth} queued`}
          {session.usage.costUsd > 0 && ` · ${formatCost(session.usage.costUsd)}`}
          {session.archived && ' · archived'}
        </span>
      )}
    </td>
  )
}

/** Cells with a tooltip stand above the link of the row; a click on one is a click on the link, in a new tab where asked. */
const openRow = (event: MouseEvent<HTMLTableRowElement>): void => {
  if (!(event.target instanceof Element) || event.target.closest('a,button,input,[role="menu"]')) return
  const { ctrlKey, metaKey, shiftKey } = event
  const click = { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }
  event.currentTarget.querySelector('[data-row-link]')?.dispatchEvent(new window.MouseEvent('click', click))
}

/** What stands beside the title. */
function FurtherCells({ session, layout }: { session: SessionSummary; layout: ListLayout }) {
  return (
    <>
      {layout.columns.map(({ name }) => (
        <SessionCell key={name} column={name} session={session} />
      ))}
      {layout.narrow ? (
        <td className="text-muted-foreground text-xs">
          <Age at={session.lastActivityAt} />
        </td>
      ) : (
        <td className="relative">
          <RowMenu session={session} />
        </td>
      )}
    </>
  )
}

/** False for a row that comes while the rows pass by too fast to be read, until they stop: it shows its title alone, a third of it all. */
const useReadable = (rush: boolean): boolean => {
  const [readable, setReadable] = useState(!rush)
  if (!rush && !readable) setReadable(true)
  return readable
}

export const SessionRow = memo(function SessionRow({
  session,
  index,
  layout,
  rush,
  selected,
  onSelect,
}: {
  session: SessionSummary
  index: number
  layout: ListLayout
  /** The rows pass by too fast to be read. */
  rush: boolean
  selected: boolean
  onSelect: (id: string, range: boolean) => void
}) {
  const condition = conditionOf(session)
  const readable = useReadable(rush)
  const { grid, rowHeight } = layout
  return (
    <tr
      aria-rowindex={index + 2}
      data-index={index}
      data-session={session.id}
      onClick={openRow}
      style={{ height: rowHeight, gridTemplateColumns: grid, top: index * rowHeight }}
      className={`group absolute inset-x-0 border-border/70 border-b ${selected ? 'bg-selected' : 'hover:bg-muted'} ${rowLook}`}
    >
      {layout.boxes && <SelectBox session={session} selected={selected} onSelect={onSelect} />}
      <td
        className="relative z-1"
        data-tooltip={condition.reason ?? condition.label}
        onPointerEnter={(event) => explain(event.currentTarget, session)}
      >
        <ConditionIcon kind={condition.kind} label={condition.label} />
      </td>
      <TitleCell session={session} layout={layout} words={condition.label} />
      {readable && <FurtherCells session={session} layout={layout} />}
    </tr>
  )
})

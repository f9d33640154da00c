'use client'

import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatCount } from '@/format/number.ts'
import { Button } from './button.tsx'
import { IconButton } from './icon-button.tsx'

/** How many rows are chosen and what can be done with them, at the foot of the list. Stands in a `relative` parent. */
export function SelectionBar({
  label,
  count,
  more,
  onClear,
  children,
}: {
  label: string
  count: number
  /** How to choose everything, when not all of it is chosen. */
  more: { label: string; onSelect: () => void } | null
  onClear: () => void
  /** The buttons. */
  children: ReactNode
}) {
  return (
    <section
      aria-label={label}
      className="absolute bottom-4 left-1/2 z-20 flex max-w-[calc(100%-1rem)] -translate-x-1/2 flex-wrap items-center justify-center gap-1 rounded-xl border border-border-strong bg-raised p-1.5 shadow-pop"
    >
      <span role="status" className="px-2 font-medium text-sm tabular-nums">
        {formatCount(count)} selected
      </span>
      {more && (
        <Button look="ghost" onClick={more.onSelect}>
          {more.label}
        </Button>
      )}
      <span aria-hidden className="mx-1 h-5 w-px bg-border max-sm:hidden" />
      {children}
      <IconButton label="Clear the selection" keys="Esc" onClick={onClear}>
        <X className="size-4" aria-hidden />
      </IconButton>
    </section>
  )
}

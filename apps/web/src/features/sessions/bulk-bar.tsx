'use client'

import { Archive, ArchiveRestore, CircleStop, Tag, Trash2, X } from 'lucide-react'
import { Button } from '@/components/ui/button.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { formatCount } from '@/format/number.ts'

export type BulkRequest = 'archive' | 'unarchive' | 'cancel' | 'delete' | 'label'

const actions = [
  { request: 'label', label: 'Labels', keys: 'l', icon: Tag },
  { request: 'archive', label: 'Archive', keys: 'e', icon: Archive },
  { request: 'cancel', label: 'Cancel work', keys: undefined, icon: CircleStop },
  { request: 'delete', label: 'Delete', keys: '⌫', icon: Trash2 },
] as const

/** What can be done with the chosen rows, at the foot of the list. */
export function BulkBar({
  count,
  allArchived,
  more,
  onRequest,
  onClear,
}: {
  count: number
  allArchived: boolean
  /** How to choose everything that matches, when not all of it is chosen. */
  more: { label: string; onSelect: () => void } | null
  onRequest: (request: BulkRequest) => void
  onClear: () => void
}) {
  return (
    <section
      aria-label="Selected sessions"
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
      {actions.map(({ request, label, keys, icon: Icon }) => {
        const restores = request === 'archive' && allArchived
        return (
          <Button
            key={request}
            look={request === 'delete' ? 'dangerPlain' : 'plain'}
            data-tooltip={keys ? label : undefined}
            data-tooltip-keys={keys}
            onClick={() => onRequest(restores ? 'unarchive' : request)}
          >
            {restores ? <ArchiveRestore className="size-3.5" aria-hidden /> : <Icon className="size-3.5" aria-hidden />}
            {restores ? 'Out of the archive' : label}
          </Button>
        )
      })}
      <IconButton label="Clear the selection" keys="Esc" onClick={onClear}>
        <X className="size-4" aria-hidden />
      </IconButton>
    </section>
  )
}

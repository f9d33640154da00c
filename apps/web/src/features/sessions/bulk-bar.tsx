'use client'

import { Archive, ArchiveRestore, CircleStop, Tag, Trash2 } from 'lucide-react'
import { Button } from '@/components/ui/button.tsx'
import { SelectionBar } from '@/components/ui/selection-bar.tsx'

export type BulkRequest = 'archive' | 'unarchive' | 'cancel' | 'delete' | 'label'

const actions = [
  { request: 'label', label: 'Labels', keys: 'l', icon: Tag },
  { request: 'archive', label: 'Archive', keys: 'e', icon: Archive },
  { request: 'cancel', label: 'Cancel work', keys: undefined, icon: CircleStop },
  { request: 'delete', label: 'Delete', keys: '⌫', icon: Trash2 },
] as const

/** What can be done with the chosen sessions. */
export function BulkBar({
  count,
  allArchived,
  more,
  onRequest,
  onClear,
}: {
  count: number
  allArchived: boolean
  more: { label: string; onSelect: () => void } | null
  onRequest: (request: BulkRequest) => void
  onClear: () => void
}) {
  return (
    <SelectionBar label="Selected sessions" count={count} more={more} onClear={onClear}>
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
    </SelectionBar>
  )
}

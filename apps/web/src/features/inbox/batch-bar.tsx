'use client'

import { Check, X } from 'lucide-react'
import { Button } from '@/components/ui/button.tsx'
import { SelectionBar } from '@/components/ui/selection-bar.tsx'
import { formatCount } from '@/format/number.ts'
import type { Batch } from './use-batch.ts'

/** What can be done with the chosen requests. */
export function BatchBar({ batch: { selection, choosable, ask } }: { batch: Batch }) {
  const more =
    selection.ids.size < choosable.length
      ? { label: `Select all ${formatCount(choosable.length)}`, onSelect: selection.all }
      : null
  return (
    <SelectionBar label="Selected requests" count={selection.ids.size} more={more} onClear={selection.clear}>
      <Button data-tooltip="Allow the selected once" data-tooltip-keys="a" onClick={() => ask('allow')}>
        <Check className="size-3.5" aria-hidden />
        Allow…
      </Button>
      <Button look="dangerPlain" data-tooltip="Deny the selected" data-tooltip-keys="d" onClick={() => ask('deny')}>
        <X className="size-3.5" aria-hidden />
        Deny…
      </Button>
    </SelectionBar>
  )
}

'use client'

import { useState } from 'react'
import { useSelection } from '@/selection/use-selection.ts'
import type { Decision } from './answer-all-dialog.tsx'
import { type InboxItem, isPermission, type PermissionItem } from './inbox-item.ts'

/** The permissions that somebody chose to answer together, and the dialog that asks whether to. */
export const useBatch = (items: readonly InboxItem[], open: readonly InboxItem[]) => {
  const choosable = open.filter(isPermission)
  const selection = useSelection(choosable.map(({ key }) => ({ id: key })))
  const [asking, setAsking] = useState<{ decision: Decision; keys: ReadonlySet<string> } | null>(null)
  const askedOf = (keys: ReadonlySet<string>): PermissionItem[] =>
    items.filter(isPermission).filter(({ key }) => keys.has(key))
  return {
    selection,
    choosable,
    isChoosable: (key: string) => choosable.some((item) => item.key === key),
    asking: asking && { decision: asking.decision, asked: askedOf(asking.keys) },
    ask: (decision: Decision) => selection.ids.size > 0 && setAsking({ decision, keys: selection.ids }),
    leave: () => setAsking(null),
  }
}

export type Batch = ReturnType<typeof useBatch>

'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { useState } from 'react'
import { type HeldRows, holdOrder } from './hold-order.ts'

/** Rows that stay where they are while `held`: the pointer is on the table, or a row has the focus. */
export const useLiveRows = (rows: SessionSummary[], held: boolean): HeldRows & { release: () => void } => {
  const [frozen, setFrozen] = useState<SessionSummary[] | null>(null)
  if (held && !frozen && rows.length > 0) setFrozen(rows)
  if (!held && frozen) setFrozen(null)
  const view = held && frozen ? holdOrder(frozen, rows) : { rows, arrived: 0, moved: false }
  return { ...view, release: () => setFrozen(rows) }
}

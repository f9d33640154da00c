'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { useState } from 'react'
import { BulkDialog } from './bulk-dialog.tsx'
import type { BulkAction } from './bulk-plan.ts'
import { LabelDialog } from './label-dialog.tsx'
import type { BulkOverlayState } from './use-bulk-request.ts'

/** The dialogs of an action on many sessions. Their rows stay the live ones, also those that leave the list meanwhile. */
export function BulkOverlay({
  overlay,
  rows,
  onAction,
  onClose,
  onDone,
}: {
  overlay: BulkOverlayState
  rows: readonly SessionSummary[]
  onAction: (action: BulkAction) => void
  onClose: () => void
  onDone: () => void
}) {
  const [asked] = useState(() => rows.filter((row) => overlay.ids.has(row.id)))
  const current = new Map(rows.map((row) => [row.id, row]))
  const sessions = asked.map((session) => current.get(session.id) ?? session)
  const onOpenChange = (open: boolean) => !open && onClose()
  if (overlay.ask === 'labels') {
    return (
      <LabelDialog
        sessions={sessions}
        onOpenChange={onOpenChange}
        onChosen={(changes) => onAction({ kind: 'label', changes })}
      />
    )
  }
  return <BulkDialog action={overlay.ask} sessions={sessions} onOpenChange={onOpenChange} onDone={onDone} />
}

'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { sayError } from '@/components/ui/toast.tsx'
import type { Selection } from '@/selection/use-selection.ts'
import type { BulkRequest } from './bulk-bar.tsx'
import type { BulkAction } from './bulk-plan.ts'

/** What is asked about the sessions with these ids: which labels, or whether to do what was planned. */
export interface BulkOverlayState {
  ids: ReadonlySet<string>
  ask: 'labels' | BulkAction
}

/** What was asked for: one session is archived at once, as it can be undone; everything else shows first what it would do. */
export const useBulkRequest = (selection: Selection) => {
  const [overlay, setOverlay] = useState<BulkOverlayState | null>(null)
  const queries = useQueryClient()
  const router = useRouter()
  const request = (kind: BulkRequest, sessions: readonly SessionSummary[]) => {
    const [only] = sessions
    if (sessions.length === 1 && only && (kind === 'archive' || kind === 'unarchive')) {
      selection.clear()
      import('./session-commands.ts')
        .then((module) => module.sessionCommands({ queries, router }).change(only.id, kind))
        .catch(sayError)
      return
    }
    const ids = new Set(sessions.map(({ id }) => id))
    setOverlay({ ids, ask: kind === 'label' ? 'labels' : { kind } })
  }
  const close = () => setOverlay(null)
  const plan = (action: BulkAction) => setOverlay((current) => current && { ...current, ask: action })
  const finish = () => {
    close()
    selection.clear()
  }
  return { overlay, request, plan, close, finish }
}

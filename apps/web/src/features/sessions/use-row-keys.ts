'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { undoLast } from '@/components/ui/toast.tsx'
import { useShortcuts } from '@/keyboard/use-shortcuts.ts'
import type { Selection } from '@/selection/use-selection.ts'
import type { BulkRequest } from './bulk-bar.tsx'

const focusedRow = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>('tr[data-index]') ?? null

const focusRow = (index: number): void => {
  document.querySelector<HTMLElement>(`tr[data-index="${index}"] [data-row-link]`)?.focus()
}

/** The list by keyboard. Enter is the link's own. A key acts on the chosen rows, or on the one with the focus. */
export const useRowKeys = ({
  rows,
  selection,
  show,
  onRequest,
}: {
  rows: readonly SessionSummary[]
  selection: Selection
  /** Brings a row into the document. */
  show: (index: number) => void
  onRequest: (request: BulkRequest, sessions: readonly SessionSummary[]) => void
}): void => {
  const walk = (step: number, choose = false) => {
    const from = focusedRow()
    const next = Math.max(0, Math.min(rows.length - 1, Number(from?.dataset.index ?? -1) + step))
    if (choose)
      for (const row of [from?.dataset.session, rows[next]?.id])
        if (row && !selection.ids.has(row)) selection.toggle(row, false)
    show(next)
    requestAnimationFrame(() => focusRow(next))
  }
  const toggle = (range: boolean) => {
    const id = focusedRow()?.dataset.session
    if (id) selection.toggle(id, range)
  }
  const request = (kind: BulkRequest) => {
    const focused = focusedRow()?.dataset.session
    const ids = selection.ids.size > 0 ? selection.ids : new Set(focused ? [focused] : [])
    const subjects = rows.filter((row) => ids.has(row.id))
    if (subjects.length === 0) return
    const restores = kind === 'archive' && subjects.every((row) => row.archived)
    onRequest(restores ? 'unarchive' : kind, subjects)
  }
  useShortcuts({
    j: () => walk(1),
    k: () => walk(-1),
    J: () => walk(1, true),
    K: () => walk(-1, true),
    ArrowDown: () => walk(1),
    ArrowUp: () => walk(-1),
    x: () => toggle(false),
    X: () => toggle(true),
    e: () => request('archive'),
    l: () => request('label'),
    Backspace: () => request('delete'),
    Delete: () => request('delete'),
    'mod+a': selection.all,
    Escape: selection.clear,
    '.': () => focusedRow()?.querySelector<HTMLElement>('[aria-haspopup="menu"]')?.click(),
    z: undoLast,
  })
}

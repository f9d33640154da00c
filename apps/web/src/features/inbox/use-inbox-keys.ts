'use client'

import { useRouter } from 'next/navigation'
import type { AnswerMode } from '@/features/answers/permission-actions.tsx'
import { useAnswerPermission } from '@/features/answers/use-answers.ts'
import { useShortcuts } from '@/keyboard/use-shortcuts.ts'
import { type InboxItem, isOpen } from './inbox-item.ts'
import type { Batch } from './use-batch.ts'

/** The request that keys act on, and whether one of its forms is open. */
export interface Place {
  key: string | null
  mode: AnswerMode
}

/** j/k walk, x chooses, a d e o act on the request at hand; a and d on all that are chosen when some are. */
export const useInboxKeys = (
  items: readonly InboxItem[],
  { place, moveTo, batch }: { place: Place; moveTo: (place: Place) => void; batch: Batch },
): void => {
  const router = useRouter()
  const answer = useAnswerPermission()
  const { selection } = batch
  const at = items.findIndex((item) => item.key === place.key)
  const current = items[at] ?? items.find(isOpen)
  const choose = (key: string | undefined) => {
    if (key !== undefined && batch.isChoosable(key) && !selection.ids.has(key)) selection.toggle(key, false)
  }
  const walk = (step: number, choosing = false) => {
    const next = items[Math.max(0, Math.min(items.length - 1, at + step))]
    if (!next) return
    if (choosing) for (const key of [items[at]?.key, next.key]) choose(key)
    moveTo({ key: next.key, mode: 'choose' })
    document.getElementById(next.key)?.focus()
  }
  const toggle = (range: boolean) => {
    if (!current || !batch.isChoosable(current.key)) return
    moveTo({ key: current.key, mode: 'choose' })
    selection.toggle(current.key, range)
  }
  const many = selection.ids.size > 0
  const open = current && isOpen(current) && current.kind === 'permission' ? current : undefined
  const turnTo = (mode: AnswerMode) => open && moveTo({ key: open.key, mode })
  const allow = () =>
    open && !answer.isPending && answer.mutate({ permissionId: open.permission.id, option: 'allow_once' })
  useShortcuts({
    j: () => walk(1),
    k: () => walk(-1),
    J: () => walk(1, true),
    K: () => walk(-1, true),
    x: () => toggle(false),
    X: () => toggle(true),
    'mod+a': selection.all,
    Escape: selection.clear,
    a: () => (many ? batch.ask('allow') : allow()),
    d: () => (many ? batch.ask('deny') : turnTo('deny')),
    e: () => turnTo('edit'),
    o: () => current && router.push(`/session?id=${encodeURIComponent(current.sessionId)}`),
  })
}

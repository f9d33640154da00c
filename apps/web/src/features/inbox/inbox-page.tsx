'use client'

import { CheckCheck, Inbox as InboxIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Keys } from '@/components/ui/keys.tsx'
import { Loading } from '@/components/ui/loading.tsx'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/page-state.tsx'
import type { AnswerMode } from '@/features/answers/permission-actions.tsx'
import { useAnswerPermission } from '@/features/answers/use-answers.ts'
import { PageHeader } from '@/features/shell/page-header.tsx'
import { PageTitle } from '@/features/shell/page-title.tsx'
import { plural } from '@/format/number.ts'
import { useShortcuts } from '@/keyboard/use-shortcuts.ts'
import { InboxCard } from './inbox-card.tsx'
import { type InboxItem, isOpen } from './inbox-item.ts'
import { useInbox } from './use-inbox.ts'

function LoadingPlaceholder() {
  return (
    <Loading label="Loading requests" className="flex flex-col gap-3">
      {[0, 1].map((card) => (
        <div key={card} className="rounded-lg border p-3.5">
          <Skeleton className="h-3 w-48" />
          <Skeleton className="mt-4 h-16 w-full" />
          <Skeleton className="mt-4 h-7 w-64" />
        </div>
      ))}
    </Loading>
  )
}

function AllClear() {
  return (
    <EmptyState icon={<InboxIcon aria-hidden />} title="Nothing waits for you">
      When an agent wants to do something that needs your word, it appears here, whatever session it is in.
    </EmptyState>
  )
}

interface Selection {
  key: string | null
  mode: AnswerMode
}

/** j/k walk, a d e o act on the selected request. */
const useInboxKeys = (
  items: readonly InboxItem[],
  { selection, select }: { selection: Selection; select: (selection: Selection) => void },
) => {
  const router = useRouter()
  const answer = useAnswerPermission()
  const at = items.findIndex((item) => item.key === selection.key)
  const current = items[at] ?? items.find(isOpen)
  const walk = (step: number) => {
    const next = items[Math.max(0, Math.min(items.length - 1, at + step))]
    if (!next) return
    select({ key: next.key, mode: 'choose' })
    document.getElementById(next.key)?.focus()
  }
  const open = current && isOpen(current) && current.kind === 'permission' ? current : undefined
  const turnTo = (mode: AnswerMode) => open && select({ key: open.key, mode })
  useShortcuts({
    j: () => walk(1),
    k: () => walk(-1),
    a: () => open && !answer.isPending && answer.mutate({ permissionId: open.permission.id, option: 'allow_once' }),
    d: () => turnTo('deny'),
    e: () => turnTo('edit'),
    o: () => current && router.push(`/session?id=${encodeURIComponent(current.sessionId)}`),
  })
}

function KeyHints() {
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-subtle-foreground text-xs max-md:hidden">
      {[
        ['j', 'next'],
        ['k', 'previous'],
        ['a', 'allow once'],
        ['d', 'deny'],
        ['e', 'edit'],
        ['o', 'open'],
      ].map(([key = '', does]) => (
        <span key={key} className="flex items-center gap-1.5">
          <Keys keys={key} />
          {does}
        </span>
      ))}
    </p>
  )
}

export function InboxPage() {
  const inbox = useInbox()
  const [selection, select] = useState<Selection>({ key: null, mode: 'choose' })
  useInboxKeys(inbox.items, { selection, select })
  return (
    <>
      <PageTitle title="Inbox" />
      <PageHeader title="Inbox">
        {inbox.decidedCount > 0 && (
          <Button look="ghost" onClick={inbox.clearDecided}>
            <CheckCheck className="size-3.5" aria-hidden />
            Clear {plural(inbox.decidedCount, 'decided', 'decided')}
          </Button>
        )}
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-3xl flex-col gap-3 p-4 md:py-6">
          {inbox.isPending && <LoadingPlaceholder />}
          {inbox.error && inbox.items.length === 0 && (
            <ErrorState error={inbox.error} onRetry={() => void inbox.refetch()} />
          )}
          {inbox.items.length > 0 && <KeyHints />}
          {inbox.items.map((item) => (
            <InboxCard
              key={item.key}
              item={item}
              selected={item.key === selection.key}
              mode={item.key === selection.key ? selection.mode : 'choose'}
              onMode={(mode) => select({ key: item.key, mode })}
              onSelect={() => item.key !== selection.key && select({ key: item.key, mode: 'choose' })}
            />
          ))}
          {!inbox.isPending && !inbox.error && inbox.items.length === 0 && <AllClear />}
        </div>
      </div>
    </>
  )
}

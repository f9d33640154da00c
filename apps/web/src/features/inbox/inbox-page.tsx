'use client'

import { CheckCheck, Inbox as InboxIcon, ListChecks } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Keys } from '@/components/ui/keys.tsx'
import { Loading } from '@/components/ui/loading.tsx'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/page-state.tsx'
import { PageHeader } from '@/features/shell/page-header.tsx'
import { PageTitle } from '@/features/shell/page-title.tsx'
import { plural } from '@/format/number.ts'
import { AnswerAllDialog } from './answer-all-dialog.tsx'
import { BatchBar } from './batch-bar.tsx'
import { InboxCard } from './inbox-card.tsx'
import { type Batch, useBatch } from './use-batch.ts'
import { useInbox } from './use-inbox.ts'
import { type Place, useInboxKeys } from './use-inbox-keys.ts'

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

function KeyHints() {
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-subtle-foreground text-xs max-md:hidden">
      {[
        ['j', 'next'],
        ['k', 'previous'],
        ['x', 'select'],
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

function Header({ inbox, batch }: { inbox: ReturnType<typeof useInbox>; batch: Batch }) {
  return (
    <PageHeader title="Inbox">
      {inbox.decidedCount > 0 && (
        <Button look="ghost" onClick={inbox.clearDecided}>
          <CheckCheck className="size-3.5" aria-hidden />
          Clear {plural(inbox.decidedCount, 'decided', 'decided')}
        </Button>
      )}
      {batch.choosable.length > 1 && batch.selection.ids.size === 0 && (
        <Button onClick={batch.selection.all}>
          <ListChecks className="size-3.5" aria-hidden />
          Select all
        </Button>
      )}
    </PageHeader>
  )
}

export function InboxPage() {
  const inbox = useInbox()
  const [place, moveTo] = useState<Place>({ key: null, mode: 'choose' })
  const batch = useBatch(inbox.items, inbox.open)
  useInboxKeys(inbox.items, { place, moveTo, batch })
  const leave = () => {
    batch.leave()
    // The bar that opened the dialog may be gone with the selection.
    document.getElementById(place.key ?? 'main')?.focus({ preventScroll: true })
  }
  return (
    <>
      <PageTitle title="Inbox" />
      <Header inbox={inbox} batch={batch} />
      <div className="relative flex min-h-0 flex-1 flex-col">
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
                current={item.key === place.key}
                mode={item.key === place.key ? place.mode : 'choose'}
                onMode={(mode) => moveTo({ key: item.key, mode })}
                onCurrent={() => item.key !== place.key && moveTo({ key: item.key, mode: 'choose' })}
                choice={
                  batch.isChoosable(item.key)
                    ? {
                        chosen: batch.selection.ids.has(item.key),
                        onToggle: (range) => batch.selection.toggle(item.key, range),
                      }
                    : null
                }
              />
            ))}
            {!inbox.isPending && !inbox.error && inbox.items.length === 0 && <AllClear />}
            {batch.selection.ids.size > 0 && <div className="h-14 shrink-0" />}
          </div>
        </div>
        {batch.selection.ids.size > 0 && <BatchBar batch={batch} />}
      </div>
      {batch.asking && (
        <AnswerAllDialog {...batch.asking} open={new Set(inbox.open.map(({ key }) => key))} onClose={leave} />
      )}
    </>
  )
}

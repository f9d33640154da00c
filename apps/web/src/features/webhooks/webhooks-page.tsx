'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus, Webhook } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Loading } from '@/components/ui/loading.tsx'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/page-state.tsx'
import { PageHeader } from '@/features/shell/page-header.tsx'
import { PageTitle } from '@/features/shell/page-title.tsx'
import { useFocusAfterRemoval } from '@/keyboard/focus.ts'
import { NewWebhookDialog } from './new-webhook-dialog.tsx'
import { WebhookCard } from './webhook-card.tsx'
import { webhooksQuery } from './webhook-queries.ts'

function WebhookList({ onAdd }: { onAdd: () => void }) {
  const { data, error, isPending, refetch } = useQuery(webhooksQuery)
  const { ref, removed } = useFocusAfterRemoval<HTMLUListElement>(data?.items)
  if (isPending) {
    return (
      <Loading label="Loading webhooks">
        <Skeleton className="h-24" />
      </Loading>
    )
  }
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (data.items.length === 0) {
    return (
      <EmptyState
        icon={<Webhook aria-hidden />}
        title="No webhooks"
        action={
          <Button look="primary" onClick={onAdd}>
            New webhook
          </Button>
        }
      >
        Have a program told when a run fails or somebody is asked: events come to it, signed.
      </EmptyState>
    )
  }
  return (
    <ul ref={ref} className="overflow-hidden rounded-lg border bg-raised">
      {data.items.map((webhook) => (
        <WebhookCard key={webhook.id} webhook={webhook} onRemoved={() => removed(webhook.id)} />
      ))}
    </ul>
  )
}

export function WebhooksPage() {
  const [adding, setAdding] = useState(false)
  return (
    <>
      <PageTitle title="Webhooks" />
      <PageHeader title="Webhooks">
        <Button data-adds-row look="primary" onClick={() => setAdding(true)}>
          <Plus className="size-4" aria-hidden />
          New webhook
        </Button>
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-4xl p-4 md:py-6">
          <p className="mb-4 text-muted-foreground">
            Addresses that get events, signed. What does not arrive is tried again for a day and kept as a dead letter.
          </p>
          <WebhookList onAdd={() => setAdding(true)} />
        </div>
      </div>
      <NewWebhookDialog open={adding} onOpenChange={setAdding} />
    </>
  )
}

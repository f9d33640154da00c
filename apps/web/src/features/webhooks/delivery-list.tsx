'use client'

import type { Delivery, DeliveryStatus } from '@sojourn/contract/webhook'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { Badge } from '@/components/ui/badge.tsx'
import { Button } from '@/components/ui/button.tsx'
import { ErrorState, Skeleton } from '@/components/ui/page-state.tsx'
import { Segmented } from '@/components/ui/segmented.tsx'
import { Age } from '@/components/ui/time.tsx'
import { plural } from '@/format/number.ts'
import { formatMoment } from '@/format/time.ts'
import type { WebhookActions } from './use-webhook-actions.ts'
import { deliveriesQuery } from './webhook-queries.ts'

const tones = { pending: 'accent', delivered: 'success', dead: 'danger' } as const

const laterWords = ({ nextAttemptAt, lastError }: Delivery): string =>
  [lastError, nextAttemptAt && `next attempt ${formatMoment(nextAttemptAt)}`].filter(Boolean).join(' · ')

function DeliveryRow({ delivery, onResend }: { delivery: Delivery; onResend: () => void }) {
  const { sessionId, seq, status, eventType, attempts, createdAt } = delivery
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b py-2 last:border-b-0">
      <Badge tone={tones[status]} className="w-18 justify-center">
        {status}
      </Badge>
      <Link
        href={`/session?id=${encodeURIComponent(sessionId)}&event=${seq}`}
        className="font-mono text-xs hover:underline"
      >
        {eventType}
      </Link>
      <span className="min-w-0 flex-1 truncate text-muted-foreground text-xs max-sm:order-last max-sm:basis-full">
        {laterWords(delivery)}
      </span>
      <span className="text-muted-foreground text-xs">
        {plural(attempts, 'attempt')}, <Age at={createdAt} />
      </span>
      <Button size="sm" onClick={onResend}>
        Send again
      </Button>
    </li>
  )
}

/** What became of the events for a webhook. */
export function DeliveryList({ webhookId, actions }: { webhookId: string; actions: WebhookActions }) {
  const [status, setStatus] = useState<DeliveryStatus | 'all'>('all')
  const { data, error, isPending, refetch } = useQuery(deliveriesQuery(webhookId, status))
  return (
    <section aria-label="Deliveries">
      <div className="mb-1 flex flex-wrap items-center gap-2">
        <h2 className="flex-1 font-medium text-xs">Deliveries</h2>
        <Segmented
          label="Which deliveries"
          value={status}
          onChange={setStatus}
          options={[
            { value: 'all', label: 'All' },
            { value: 'pending', label: 'Waiting' },
            { value: 'dead', label: 'Given up' },
          ]}
        />
      </div>
      {isPending && <Skeleton className="h-16" />}
      {!isPending && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <p className="py-3 text-muted-foreground text-xs">None.</p>}
      <ul>
        {data?.items.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} onResend={() => actions.resend.mutate(delivery.id)} />
        ))}
      </ul>
    </section>
  )
}

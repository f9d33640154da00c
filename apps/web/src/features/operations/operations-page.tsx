'use client'

import { useQuery } from '@tanstack/react-query'
import { Loading } from '@/components/ui/loading.tsx'
import { ErrorState, Skeleton } from '@/components/ui/page-state.tsx'
import { PageHeader } from '@/features/shell/page-header.tsx'
import { PageTitle } from '@/features/shell/page-title.tsx'
import { formatClock } from '@/format/time.ts'
import { BridgesCard, SubscribersCard } from './delivery-cards.tsx'
import { HostsCard } from './hosts-card.tsx'
import { OperationsFigures } from './operations-figures.tsx'
import { operationsQuery } from './operations-query.ts'
import { BlockedCard, ExecutingCard, WaitingCard } from './work-cards.tsx'

function Cards() {
  const { data, error, isPending, refetch } = useQuery(operationsQuery)
  if (isPending) {
    return (
      <Loading label="Loading operations" className="flex flex-col gap-4">
        <Skeleton className="h-40" />
        <Skeleton className="h-40" />
      </Loading>
    )
  }
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <>
      <BlockedCard blocked={data.blocked} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <ExecutingCard executing={data.executing} />
        <WaitingCard waiting={data.waiting} />
      </div>
      <HostsCard hosts={data.hosts} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <SubscribersCard subscribers={data.subscribers} />
        <BridgesCard bridges={data.bridges} />
      </div>
    </>
  )
}

export function OperationsPage() {
  const { data, isError } = useQuery(operationsQuery)
  return (
    <>
      <PageTitle title="Operations" />
      <PageHeader title="Operations">
        {data && (
          <span className={`text-xs tabular-nums ${isError ? 'text-danger-text' : 'text-muted-foreground'}`}>
            {isError ? 'as it was at' : 'as of'} {formatClock(data.at)}
          </span>
        )}
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-6xl flex-col gap-4 p-4 md:py-6">
          <OperationsFigures operations={data} />
          <Cards />
        </div>
      </div>
    </>
  )
}

'use client'

import type { Operations } from '@sojourn/contract/operations'
import { Figure, FigureRow } from '@/components/ui/figure-row.tsx'
import { Elapsed } from '@/components/ui/time.tsx'
import { formatCount, plural } from '@/format/number.ts'
import { formatDuration } from '@/format/time.ts'

const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0)

function OldestWaiting({ operations }: { operations: Operations | undefined }) {
  const oldest = operations?.oldestWaiting
  return (
    <Figure
      label="Oldest that is due"
      value={operations && (oldest ? <Elapsed since={Date.parse(oldest.dueAt ?? oldest.since)} /> : '–')}
      note={oldest ? (oldest.title ?? 'Untitled') : operations && 'Nothing waits for its turn'}
    />
  )
}

function Followers({ operations }: { operations: Operations | undefined }) {
  const furthest = operations && Math.max(0, ...operations.subscribers.items.map(({ behind }) => behind))
  const note = furthest === 0 ? 'all up to date' : `up to ${formatCount(furthest ?? 0)} behind`
  return (
    <Figure
      label="Followers"
      value={operations && formatCount(operations.subscribers.total)}
      note={operations && note}
    />
  )
}

function Appends({ store }: { store: Operations['store'] | undefined }) {
  if (!store) return <Figure label="Append, p99" value={undefined} />
  const value = store.appends ? formatDuration(store.appends.p99Ms) : '–'
  if (store.reachable) return <Figure label="Append, p99" value={value} note={`on ${store.name}`} />
  return <Figure label="Append, p99" value={value} tone="danger" note={`${store.name} does not answer`} />
}

/** The state of the whole in six numbers. */
export function OperationsFigures({ operations }: { operations: Operations | undefined }) {
  const places = operations && sum(operations.hosts.map(({ maxActiveRuns }) => maxActiveRuns))
  const blocked = operations?.blocked.total ?? 0
  return (
    <FigureRow>
      <Figure
        label="Executing"
        value={operations && formatCount(operations.executing.total)}
        note={places !== undefined && `of ${plural(places, 'place')}`}
      />
      <Figure label="Waiting" value={operations && formatCount(operations.waiting.total)} note="in queues" />
      <OldestWaiting operations={operations} />
      <Figure
        label="Not moving"
        value={operations && formatCount(blocked)}
        tone={blocked > 0 ? 'warning' : 'plain'}
        note={operations && plural(blocked, 'session')}
      />
      <Followers operations={operations} />
      <Appends store={operations?.store} />
    </FigureRow>
  )
}

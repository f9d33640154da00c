'use client'

import type { BlockedSession, ExecutingRun, Operations, WaitingRun } from '@sojourn/contract/operations'
import { Card, CardNote } from '@/components/ui/card.tsx'
import { type DataColumn, DataTable } from '@/components/ui/data-table.tsx'
import { Age, Elapsed } from '@/components/ui/time.tsx'
import { blockedReason } from '@/features/sessions/blocked-words.ts'
import { formatCount } from '@/format/number.ts'
import { formatMoment } from '@/format/time.ts'
import { SessionLink } from './session-link.tsx'

const shown = ({ total, items }: { total: number; items: readonly unknown[] }): string | undefined =>
  total > items.length ? `the ${formatCount(items.length)} longest of ${formatCount(total)}` : undefined

const session: DataColumn<{ sessionId: string; title: string | null }> = {
  title: 'Session',
  wraps: true,
  cell: (row) => <SessionLink {...row} />,
}
const agent: DataColumn<{ agentId: string }> = {
  title: 'Agent',
  width: 'w-28',
  wideOnly: true,
  cell: ({ agentId }) => agentId,
}

const blockedColumns: readonly [DataColumn<BlockedSession>, ...DataColumn<BlockedSession>[]] = [
  session,
  {
    title: 'Why',
    width: 'w-[46%]',
    wraps: true,
    cell: ({ blocked }) => <span title={blockedReason(blocked)}>{blockedReason(blocked)}</span>,
  },
  agent,
  { title: 'For', width: 'w-16', numeric: true, cell: ({ blocked }) => <Age at={blocked.since} /> },
  {
    title: 'Until',
    width: 'w-32',
    numeric: true,
    wideOnly: true,
    cell: ({ blocked: { until } }) =>
      until === null ? (
        'somebody acts'
      ) : (
        <span title={formatMoment(until)}>{formatMoment(until).split(', ').at(-1)}</span>
      ),
  },
]

/** Why is this not moving? */
export function BlockedCard({ blocked }: { blocked: Operations['blocked'] }) {
  return (
    <Card title="Not moving" note={shown(blocked)}>
      {blocked.items.length === 0 ? (
        <CardNote>Everything that has work is at it.</CardNote>
      ) : (
        <DataTable
          title="Sessions that do not move, and why"
          columns={blockedColumns}
          rows={blocked.items}
          rowKey={({ sessionId }) => sessionId}
        />
      )}
    </Card>
  )
}

const executingColumns: readonly [DataColumn<ExecutingRun>, ...DataColumn<ExecutingRun>[]] = [
  session,
  agent,
  { title: 'Attempt', width: 'w-20', numeric: true, cell: ({ attempt }) => attempt },
  { title: 'For', width: 'w-24', numeric: true, cell: ({ since }) => <Elapsed since={Date.parse(since)} /> },
]

export function ExecutingCard({ executing }: { executing: Operations['executing'] }) {
  return (
    <Card title="Executing" note={shown(executing)}>
      {executing.items.length === 0 ? (
        <CardNote>No run executes.</CardNote>
      ) : (
        <DataTable
          title="Executing runs"
          columns={executingColumns}
          rows={executing.items}
          rowKey={({ runId }) => runId}
        />
      )}
    </Card>
  )
}

const waitingColumns: readonly [DataColumn<WaitingRun>, ...DataColumn<WaitingRun>[]] = [
  session,
  agent,
  { title: 'Place', width: 'w-16', numeric: true, cell: ({ position }) => formatCount(position) },
  { title: 'Waits', width: 'w-20', numeric: true, cell: ({ since }) => <Age at={since} /> },
]

export function WaitingCard({ waiting }: { waiting: Operations['waiting'] }) {
  return (
    <Card title="Waiting in queues" note={shown(waiting)}>
      {waiting.items.length === 0 ? (
        <CardNote>No run waits.</CardNote>
      ) : (
        <DataTable title="Waiting runs" columns={waitingColumns} rows={waiting.items} rowKey={({ runId }) => runId} />
      )}
    </Card>
  )
}

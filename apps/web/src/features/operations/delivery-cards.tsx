'use client'

import type { EventSubscriber, FollowTransport, Operations } from '@sojourn/contract/operations'
import type { BridgeStatus } from '@sojourn/contract/system'
import { Badge } from '@/components/ui/badge.tsx'
import { Card, CardNote } from '@/components/ui/card.tsx'
import { type DataColumn, DataTable } from '@/components/ui/data-table.tsx'
import { Age } from '@/components/ui/time.tsx'
import { formatCount, plural } from '@/format/number.ts'
import { formatDuration } from '@/format/time.ts'
import { SessionLink } from './session-link.tsx'

const transports: Record<FollowTransport, string> = { sse: 'SSE', websocket: 'WebSocket', in_process: 'in process' }

const subscriberColumns: readonly [DataColumn<EventSubscriber>, ...DataColumn<EventSubscriber>[]] = [
  {
    title: 'Session',
    cell: ({ sessionId }) => <SessionLink sessionId={sessionId} title={`…${sessionId.slice(-12)}`} />,
  },
  { title: 'Over', width: 'w-24', cell: ({ transport }) => transports[transport] },
  { title: 'Seq', width: 'w-20', numeric: true, wideOnly: true, cell: ({ seq }) => formatCount(seq) },
  {
    title: 'Behind',
    width: 'w-20',
    numeric: true,
    cell: ({ behind }) => <span className={behind > 0 ? 'text-warning-text' : ''}>{formatCount(behind)}</span>,
  },
  { title: 'For', width: 'w-16', numeric: true, cell: ({ since }) => <Age at={since} /> },
]

/** Who follows sessions, and how far behind they are. */
export function SubscribersCard({ subscribers }: { subscribers: Operations['subscribers'] }) {
  const note =
    subscribers.total > subscribers.items.length
      ? `the furthest behind of ${formatCount(subscribers.total)}`
      : undefined
  return (
    <Card title="Followers" note={note}>
      {subscribers.items.length === 0 ? (
        <CardNote>Nobody follows a session.</CardNote>
      ) : (
        <DataTable
          title="Followers of sessions"
          columns={subscriberColumns}
          rows={subscribers.items}
          rowKey={({ sessionId, since, seq, transport }) => `${sessionId} ${since} ${transport} ${seq}`}
        />
      )}
    </Card>
  )
}

const bridgeTones = { idle: 'success', carrying: 'accent', failing: 'danger' } as const
const bridgeWords = { idle: 'up to date', carrying: 'carrying', failing: 'failing' } as const

function Bridge({ bridge }: { bridge: BridgeStatus }) {
  return (
    <li className="flex flex-col gap-1 border-b px-4 py-2.5 last:border-b-0">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{bridge.name}</span>
        <Badge tone={bridgeTones[bridge.state]}>{bridgeWords[bridge.state]}</Badge>
        <span className="flex-1" />
        <span className="text-muted-foreground text-xs tabular-nums">
          {plural(bridge.deliveredEvents, 'event')} delivered
          {bridge.waitingSessions > 0 && `, ${plural(bridge.waitingSessions, 'session')} waiting`}
          {bridge.lagMs > 0 && `, ${formatDuration(bridge.lagMs)} behind`}
        </span>
      </p>
      {bridge.state === 'failing' && bridge.lastError && (
        <p className="break-words text-danger-text text-xs">
          {bridge.lastError.message} (<Age at={bridge.lastError.at} />)
        </p>
      )}
    </li>
  )
}

/** What carries events out of the server. */
export function BridgesCard({ bridges }: { bridges: readonly BridgeStatus[] }) {
  return (
    <Card title="Bridges">
      {bridges.length === 0 ? (
        <CardNote>None: no Redis and no webhooks.</CardNote>
      ) : (
        <ul>
          {bridges.map((bridge) => (
            <Bridge key={bridge.name} bridge={bridge} />
          ))}
        </ul>
      )}
    </Card>
  )
}

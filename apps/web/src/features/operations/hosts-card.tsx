'use client'

import type { HostStatus } from '@sojourn/contract/operations'
import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge.tsx'
import { Card } from '@/components/ui/card.tsx'
import { Age } from '@/components/ui/time.tsx'
import { formatBytes, formatCount } from '@/format/number.ts'
import { formatDuration } from '@/format/time.ts'

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="truncate text-muted-foreground text-xs">{label}</dt>
      <dd className="truncate tabular-nums">{children}</dd>
    </div>
  )
}

/** How many of a host's places are taken. */
function Load({ activeRuns, maxActiveRuns }: HostStatus) {
  const share = maxActiveRuns === 0 ? 0 : Math.min(1, activeRuns / maxActiveRuns)
  return (
    <span className="flex items-center gap-2">
      {formatCount(activeRuns)} / {formatCount(maxActiveRuns)}
      <span aria-hidden className="h-1.5 w-16 overflow-hidden rounded-full bg-hover">
        <span
          className={`block h-full rounded-full ${share >= 0.9 ? 'bg-warning' : 'bg-accent'}`}
          style={{ width: `${share * 100}%` }}
        />
      </span>
    </span>
  )
}

function Host({ host }: { host: HostStatus }) {
  const { process } = host
  return (
    <li className="flex flex-col gap-3 border-b px-4 py-3 last:border-b-0">
      <p className="flex items-center gap-2">
        <span className="truncate font-mono text-xs">{host.id}</span>
        <Badge tone={host.healthy ? 'success' : 'danger'}>{host.healthy ? 'healthy' : 'not healthy'}</Badge>
        <span className="flex-1" />
        <span className="text-muted-foreground text-xs">
          seen <Age at={host.lastSeenAt} />
        </span>
      </p>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-4">
        <Fact label="Runs">
          <Load {...host} />
        </Fact>
        <Fact label="Sessions in memory">{formatCount(host.loadedSessions)}</Fact>
        <Fact label="Running for">
          <Age at={host.startedAt} />
        </Fact>
        <Fact label="Version">{host.version}</Fact>
        {process && (
          <>
            <Fact label="Memory">{formatBytes(process.residentBytes)}</Fact>
            <Fact label="Heap in use">{formatBytes(process.heapUsedBytes)}</Fact>
            <Fact label="Timers late, p99">{formatDuration(process.eventLoopDelay.p99Ms)}</Fact>
            <Fact label="At most">{formatDuration(process.eventLoopDelay.maxMs)}</Fact>
          </>
        )}
      </dl>
    </li>
  )
}

/** The processes that serve sessions. */
export function HostsCard({ hosts }: { hosts: readonly HostStatus[] }) {
  return (
    <Card title="Hosts">
      <ul>
        {hosts.map((host) => (
          <Host key={host.id} host={host} />
        ))}
      </ul>
    </Card>
  )
}

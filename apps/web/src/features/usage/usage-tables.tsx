'use client'

import type { RunOutcomes, UsageReport } from '@sojourn/contract/usage-report'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { ErrorState, Skeleton } from '@/components/ui/page-state.tsx'
import { formatCost, formatCount, formatShort } from '@/format/number.ts'
import { failureShare, formatShare } from './share.ts'
import { outcomesQuery, summaryQuery, usageByQuery } from './usage-queries.ts'

type Item = UsageReport['items'][number]

interface Column {
  title: string
  cell: (item: Item) => ReactNode
}

const topSessions = 10

const counts: readonly Column[] = [
  { title: 'Calls', cell: ({ calls }) => formatCount(calls) },
  { title: 'In', cell: ({ inputTokens }) => formatShort(inputTokens) },
  { title: 'Out', cell: ({ outputTokens }) => formatShort(outputTokens) },
  { title: 'Cost', cell: ({ costUsd }) => formatCost(costUsd) },
]

function UsageTable({
  title,
  first,
  items,
  columns,
}: {
  title: string
  first: Column
  items: readonly Item[]
  columns: readonly Column[]
}) {
  return (
    <table className="w-full table-fixed border-collapse">
      <caption className="sr-only">{title}</caption>
      <thead>
        <tr className="border-b text-muted-foreground text-xs">
          <th scope="col" className="h-9 px-4 text-left font-normal">
            {first.title}
          </th>
          {columns.map((column) => (
            <th key={column.title} scope="col" className="w-16 px-2 text-right font-normal last:w-20 last:pr-4">
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.key} className="border-b last:border-b-0 hover:bg-muted">
            <th scope="row" className="h-9 truncate px-4 text-left font-normal">
              {first.cell(item)}
            </th>
            {columns.map((column) => (
              <td
                key={column.title}
                className="px-2 text-right text-muted-foreground tabular-nums last:pr-4 last:text-foreground"
              >
                {column.cell(item)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Card({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="min-w-0 overflow-hidden rounded-lg border bg-raised">
      <h2 id={id} className="border-b px-4 py-2.5 font-semibold">
        {title}
      </h2>
      {children}
    </section>
  )
}

function Report({
  from,
  groupBy,
  table,
}: {
  from: string
  groupBy: 'agent' | 'model' | 'session'
  table: (report: UsageReport) => ReactNode
}) {
  const { data, error, isPending, refetch } = useQuery(usageByQuery(from, groupBy))
  if (isPending) return <Skeleton className="m-4 h-20" />
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (data.items.length === 0)
    return <p className="px-4 py-6 text-center text-muted-foreground">Nothing in these days.</p>
  return table(data)
}

const failures = (outcomes: RunOutcomes | undefined): Column => ({
  title: 'Failed',
  cell: ({ key }) => {
    const found = outcomes?.items.find(({ agentId }) => agentId === key)
    if (!found) return '–'
    const share = failureShare(found)
    return <span className={share >= 0.1 ? 'text-danger-text' : ''}>{formatShare(share)}</span>
  },
})

export function AgentUsage({ from }: { from: string }) {
  const { data: outcomes } = useQuery(outcomesQuery(from))
  const first: Column = {
    title: 'Agent',
    cell: ({ key }) => (
      <Link href={`/?agentId=${encodeURIComponent(key)}`} className="hover:underline">
        {key}
      </Link>
    ),
  }
  return (
    <Card id="by-agent" title="Agents">
      <Report
        from={from}
        groupBy="agent"
        table={({ items }) => (
          <UsageTable
            title="Usage by agent"
            first={first}
            items={items}
            columns={[failures(outcomes), ...counts.slice(1)]}
          />
        )}
      />
    </Card>
  )
}

export function ModelUsage({ from }: { from: string }) {
  const first: Column = {
    title: 'Model',
    cell: ({ key }) => key || <span className="text-muted-foreground">not said</span>,
  }
  return (
    <Card id="by-model" title="Models">
      <Report
        from={from}
        groupBy="model"
        table={({ items }) => <UsageTable title="Usage by model" first={first} items={items} columns={counts} />}
      />
    </Card>
  )
}

/** What was spent stays in the report, also when the session is gone. */
function SessionName({ sessionId }: { sessionId: string }) {
  const { data } = useQuery(summaryQuery(sessionId))
  if (data === undefined) return <Skeleton className="h-3 w-40" />
  if (data === null) return <span className="text-muted-foreground">Deleted session …{sessionId.slice(-8)}</span>
  return (
    <Link href={`/session?id=${encodeURIComponent(sessionId)}`} className="hover:underline">
      {data.title ?? 'Untitled'}
    </Link>
  )
}

export function SessionUsage({ from }: { from: string }) {
  const first: Column = { title: 'Session', cell: ({ key }) => <SessionName sessionId={key} /> }
  return (
    <Card id="by-session" title="Sessions that cost most">
      <Report
        from={from}
        groupBy="session"
        table={({ items }) => (
          <UsageTable title="Usage by session" first={first} items={items.slice(0, topSessions)} columns={counts} />
        )}
      />
    </Card>
  )
}

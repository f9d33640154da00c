'use client'

import type { Agent } from '@sojourn/contract/agent'
import type { JsonObject } from '@sojourn/contract/json'
import { useQuery } from '@tanstack/react-query'
import { Bot, ListFilter, Plus } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Badge } from '@/components/ui/badge.tsx'
import { Button } from '@/components/ui/button.tsx'
import { buttonLook } from '@/components/ui/button-look.ts'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { DisclosureRow } from '@/components/ui/disclosure-row.tsx'
import { JsonView } from '@/components/ui/json-view.tsx'
import { later } from '@/components/ui/later.tsx'
import { Loading } from '@/components/ui/loading.tsx'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/page-state.tsx'
import { Age } from '@/components/ui/time.tsx'
import { PageHeader } from '@/features/shell/page-header.tsx'
import { PageTitle } from '@/features/shell/page-title.tsx'
import { useFocusAfterRemoval } from '@/keyboard/focus.ts'
import { agentsQuery, infoQuery } from '@/wire/queries.ts'
import { AgentActions } from './agent-actions.tsx'

const AgentDialog = later(() => import('./agent-dialog.tsx').then((module) => module.AgentDialog), { missing: 'over' })

function Facts({ title, data, nothing }: { title: string; data: JsonObject; nothing: string }) {
  const isEmpty = Object.keys(data).length === 0
  return (
    <section aria-label={title} className="min-w-0">
      <h2 className="mb-1 font-medium text-xs">{title}</h2>
      {isEmpty ? (
        <p className="text-muted-foreground text-xs">{nothing}</p>
      ) : (
        <div className="overflow-x-auto rounded-md border bg-muted px-2.5 py-1.5">
          <JsonView data={data} label={title} />
        </div>
      )}
    </section>
  )
}

interface RowActions {
  onEdit: () => void
  onRemoved: () => void
}

function AgentDetails({ agent, ...actions }: RowActions & { agent: Agent }) {
  return (
    <div className="flex flex-col gap-4 border-t bg-background px-4 py-4">
      <div className="grid gap-4 md:grid-cols-[2fr_1fr_1fr]">
        <Facts title="Settings" data={agent.settings} nothing="The runner’s defaults." />
        <Facts title="Policy" data={agent.policy as JsonObject} nothing="The server’s defaults." />
        <Facts title="Limits" data={agent.limits as JsonObject} nothing="The server’s defaults." />
      </div>
      <AgentActions agent={agent} {...actions} />
      <div className="flex flex-wrap items-center gap-2 text-muted-foreground text-xs">
        <Link href={`/?agentId=${encodeURIComponent(agent.id)}`} className={buttonLook({ size: 'sm' })}>
          <ListFilter className="size-3.5" aria-hidden />
          Its sessions
        </Link>
        <span className="flex-1" />
        <span className="font-mono">{agent.id}</span>
        <CopyButton text={agent.id} label="Copy id" />
      </div>
    </div>
  )
}

function AgentCard({
  agent,
  isDefault,
  usable,
  ...actions
}: RowActions & {
  agent: Agent
  isDefault: boolean
  usable: boolean
}) {
  const head = (
    <>
      <span className="truncate font-medium">{agent.name}</span>
      <span className="truncate font-mono text-subtle-foreground text-xs max-sm:hidden">{agent.id}</span>
      {isDefault && <Badge tone="accent">default</Badge>}
      <span className="flex-1" />
      {!usable && <Badge tone="warning">runner missing</Badge>}
      <Badge>{agent.runner}</Badge>
      <span className="min-w-8 text-right text-muted-foreground text-xs">
        <span className="max-sm:hidden">changed </span>
        <Age at={agent.updatedAt} />
      </span>
    </>
  )
  return <DisclosureRow head={head}>{() => <AgentDetails agent={agent} {...actions} />}</DisclosureRow>
}

function LoadingPlaceholder() {
  return (
    <Loading label="Loading agents" className="rounded-lg border">
      {[0, 1, 2].map((row) => (
        <div key={row} className="flex h-12 items-center gap-3 border-b px-4 last:border-b-0">
          <Skeleton className="h-3 w-40" />
          <span className="flex-1" />
          <Skeleton className="h-5 w-16" />
        </div>
      ))}
    </Loading>
  )
}

function AgentList({ onEdit }: { onEdit: (agent: Agent) => void }) {
  const { data, error, isPending, refetch } = useQuery(agentsQuery)
  const info = useQuery(infoQuery)
  const { ref, removed } = useFocusAfterRemoval<HTMLUListElement>(data?.items)
  if (isPending) return <LoadingPlaceholder />
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (data.items.length === 0) {
    return (
      <EmptyState icon={<Bot aria-hidden />} title="No agents">
        Register one here, with <code className="font-mono">sojourn agents add</code> or over the API.
      </EmptyState>
    )
  }
  return (
    <ul ref={ref} className="overflow-hidden rounded-lg border bg-raised">
      {data.items.map((agent) => (
        <AgentCard
          key={agent.id}
          agent={agent}
          isDefault={agent.id === info.data?.defaultAgentId}
          usable={info.data?.runners.includes(agent.runner) ?? true}
          onEdit={() => onEdit(agent)}
          onRemoved={() => removed(agent.id)}
        />
      ))}
    </ul>
  )
}

export function AgentsPage() {
  const [editing, setEditing] = useState<Agent | 'new' | null>(null)
  return (
    <>
      <PageTitle title="Agents" />
      <PageHeader title="Agents">
        <Button data-adds-row look="primary" onClick={() => setEditing('new')}>
          <Plus className="size-4" aria-hidden />
          New agent
        </Button>
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-4xl p-4 md:py-6">
          <p className="mb-4 text-muted-foreground">
            What works in sessions: a runner with its settings. Secrets are never shown; they read as •••.
          </p>
          <AgentList onEdit={setEditing} />
        </div>
      </div>
      {editing && <AgentDialog agent={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </>
  )
}

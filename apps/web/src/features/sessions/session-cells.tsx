'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { useQueryClient } from '@tanstack/react-query'
import { ListOrdered, ShieldQuestion, Tag } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge.tsx'
import { Age } from '@/components/ui/time.tsx'
import { formatCost, formatShort } from '@/format/number.ts'
import type { ColumnName } from './list-layout.ts'
import { type ConditionKind, conditionOf } from './session-condition.ts'

const quiet = 'truncate text-muted-foreground text-xs'
const figures = `${quiet} text-right tabular-nums`

/** Says more in the tooltip of a cell, which keeps its short words while the code for that does not come. */
const tell = (more: (tooltips: typeof import('./cell-tooltips.ts')) => unknown): void => {
  import('./cell-tooltips.ts').then(more).catch(() => {})
}

/** Tells in the tooltip of a cell why the session is as it is. */
export const explain = (cell: HTMLElement, session: SessionSummary): void =>
  tell(({ tellReason }) => tellReason(cell, session))

/** The states that should be found at a glance. */
const stateTones: Partial<Record<ConditionKind, string>> = {
  needs_you: 'text-warning-text',
  failed: 'text-danger-text',
  crashed: 'text-danger-text',
}

/** A tag or label, leading to the list of what has it. It stands above the link of the row. */
function NarrowDown({ by, name, children }: { by: 'tag' | 'label'; name: string; children: ReactNode }) {
  return (
    <Link
      href={`/?${by}=${encodeURIComponent(name)}`}
      tabIndex={-1}
      prefetch={false}
      className="relative flex min-w-0 hover:brightness-95"
    >
      {children}
    </Link>
  )
}

/** Tags and labels. */
export function Marks({ session }: { session: SessionSummary }) {
  return (
    <span className="flex min-w-0 max-w-1/2 shrink-0 items-center gap-1 overflow-hidden">
      {session.tags.map((tag) => (
        <NarrowDown key={tag} by="tag" name={tag}>
          <Badge tone="outline">
            <Tag className="size-3 shrink-0" aria-hidden />
            {tag}
          </Badge>
        </NarrowDown>
      ))}
      {session.labels.slice(0, 3).map((label) => (
        <NarrowDown key={label} by="label" name={label}>
          <Badge>{label}</Badge>
        </NarrowDown>
      ))}
      {session.labels.length > 3 && (
        <span className="text-subtle-foreground text-xs" title={session.labels.slice(3).join(', ')}>
          +{session.labels.length - 3}
        </span>
      )}
    </span>
  )
}

const waitingFor = (session: SessionSummary): number =>
  session.pendingPermissions + session.pendingQuestions + session.inDoubtCalls

function Waiting({ session }: { session: SessionSummary }) {
  const waiting = waitingFor(session)
  return (
    <td className="flex items-center justify-end gap-2 text-xs tabular-nums">
      {waiting > 0 && (
        <span className="relative flex items-center gap-0.5 text-warning-text" data-tooltip="Waiting for you">
          <ShieldQuestion className="size-3.5" aria-hidden />
          {waiting}
          <span className="sr-only"> waiting for you</span>
        </span>
      )}
      {session.queueDepth > 0 && (
        <span className="relative flex items-center gap-0.5 text-muted-foreground" data-tooltip="Queued runs">
          <ListOrdered className="size-3.5" aria-hidden />
          {session.queueDepth}
          <span className="sr-only"> queued</span>
        </span>
      )}
    </td>
  )
}

/** What a session used by itself; with its forks, and before it was forked, on hover. */
function Spent({ session, children }: { session: SessionSummary; children: ReactNode }) {
  const queries = useQueryClient()
  return (
    <td
      className={`relative ${figures}`}
      data-tooltip="Tokens and cost"
      onPointerEnter={(event) => {
        const cell = event.currentTarget
        tell(({ tellSpent }) => tellSpent(cell, session, queries))
      }}
    >
      {children}
    </td>
  )
}

const tokensOf = ({ usage }: SessionSummary): number => usage.inputTokens + usage.outputTokens

function StateCell({ session }: { session: SessionSummary }) {
  const condition = conditionOf(session)
  return (
    <td
      className={`relative truncate text-xs ${stateTones[condition.kind] ?? 'text-muted-foreground'}`}
      data-tooltip={condition.reason ?? condition.label}
      onPointerEnter={(event) => explain(event.currentTarget, session)}
    >
      {condition.label}
    </td>
  )
}

/** One cell of a row. Costs and tokens that are nothing show as a dash. */
export function SessionCell({ column, session }: { column: ColumnName; session: SessionSummary }) {
  switch (column) {
    case 'state':
      return <StateCell session={session} />
    case 'agent':
      return <td className={quiet}>{session.agentId}</td>
    case 'type':
      return <td className={quiet}>{session.sessionType}</td>
    case 'queue':
      return <Waiting session={session} />
    case 'tokens':
      return <Spent session={session}>{tokensOf(session) > 0 ? formatShort(tokensOf(session)) : '–'}</Spent>
    case 'cost':
      return <Spent session={session}>{session.usage.costUsd > 0 ? formatCost(session.usage.costUsd) : '–'}</Spent>
    case 'created':
      return (
        <td className={figures}>
          <Age at={session.createdAt} />
        </td>
      )
    default:
      return (
        <td className={figures}>
          <Age at={session.lastActivityAt} />
        </td>
      )
  }
}

'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { ListOrdered, ShieldQuestion, Tag } from 'lucide-react'
import Link from 'next/link'
import { memo, type ReactNode } from 'react'
import { Badge } from '@/components/ui/badge.tsx'
import { Age } from '@/components/ui/time.tsx'
import { formatCost, formatShort } from '@/format/number.ts'
import { ConditionIcon } from './condition-icon.tsx'
import { RowMenu } from './row-menu.tsx'
import { type ConditionKind, conditionOf } from './session-condition.ts'

/** Column widths, shared by the head and every row. Narrow screens show the first column in two lines. */
export const columns =
  'grid grid-cols-[20px_minmax(0,1fr)_auto] items-center gap-x-3 px-4 md:grid-cols-[20px_minmax(0,1fr)_132px_104px_72px_72px_56px_28px] xl:grid-cols-[20px_minmax(0,1fr)_148px_112px_112px_88px_80px_64px_28px]'

const hidden = 'max-md:hidden'

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
      className="relative flex min-w-0 hover:brightness-95"
    >
      {children}
    </Link>
  )
}

function Marks({ session }: { session: SessionSummary }) {
  return (
    <span className="flex min-w-0 shrink items-center gap-1 overflow-hidden max-lg:hidden">
      {session.tags.map((tag) => (
        <NarrowDown key={tag} by="tag" name={tag}>
          <Badge tone="outline">
            <Tag className="size-3" aria-hidden />
            {tag}
          </Badge>
        </NarrowDown>
      ))}
      {session.labels.slice(0, 3).map((label) => (
        <NarrowDown key={label} by="label" name={label}>
          <Badge>{label}</Badge>
        </NarrowDown>
      ))}
      {session.archived && <Badge tone="outline">Archived</Badge>}
    </span>
  )
}

const waitingFor = (session: SessionSummary): number =>
  session.pendingPermissions + session.pendingQuestions + session.inDoubtCalls

/** The title, its link over the whole row, and on narrow screens what the columns say elsewhere. */
function TitleCell({ session, words }: { session: SessionSummary; words: string }) {
  return (
    <td className="flex min-w-0 flex-col md:flex-row md:items-center md:gap-2">
      <Link
        href={`/session?id=${encodeURIComponent(session.id)}`}
        data-row-link
        className={`truncate after:absolute after:inset-0 focus-visible:outline-none ${session.title ? 'font-medium' : 'text-muted-foreground'}`}
      >
        {session.title ?? 'Untitled session'}
      </Link>
      <Marks session={session} />
      <span className="truncate text-muted-foreground text-xs md:hidden">
        {words} · {session.agentId}
        {session.queueDepth > 0 && ` · ${session.queueDepth} queued`}
      </span>
    </td>
  )
}

function Counts({ session }: { session: SessionSummary }) {
  const waiting = waitingFor(session)
  return (
    <td className={`flex items-center justify-end gap-2 text-xs tabular-nums ${hidden}`}>
      {waiting > 0 && (
        <span className="flex items-center gap-0.5 text-warning-text" title="Waiting for you">
          <ShieldQuestion className="size-3.5" aria-hidden />
          {waiting}
          <span className="sr-only"> waiting for you</span>
        </span>
      )}
      {session.queueDepth > 0 && (
        <span className="flex items-center gap-0.5 text-muted-foreground" title="Queued runs">
          <ListOrdered className="size-3.5" aria-hidden />
          {session.queueDepth}
          <span className="sr-only"> queued</span>
        </span>
      )}
    </td>
  )
}

function Cost({ session }: { session: SessionSummary }) {
  const { usage, inheritedUsage } = session
  const tokens = usage.inputTokens + usage.outputTokens
  const inherited = inheritedUsage.costUsd > 0 ? `, and ${formatCost(inheritedUsage.costUsd)} before the fork` : ''
  return (
    <td
      title={`${formatShort(tokens)} tokens, ${formatCost(usage.costUsd)}${inherited}`}
      className={`text-right text-muted-foreground text-xs tabular-nums ${hidden}`}
    >
      {usage.costUsd > 0 ? formatCost(usage.costUsd) : tokens > 0 ? `${formatShort(tokens)} tok` : '–'}
    </td>
  )
}

export const SessionRow = memo(function SessionRow({
  session,
  index,
  top,
  height,
}: {
  session: SessionSummary
  index: number
  top: number
  height: number
}) {
  const condition = conditionOf(session)
  return (
    <tr
      aria-rowindex={index + 2}
      data-index={index}
      style={{ height, transform: `translateY(${top}px)` }}
      className={`absolute inset-x-0 border-border/70 border-b transition-colors duration-75 hover:bg-muted has-[[data-row-link]:focus-visible]:bg-selected has-[[data-row-link]:focus-visible]:shadow-[inset_2px_0_0_var(--accent)] ${columns}`}
    >
      <td title={condition.reason ?? condition.label}>
        <ConditionIcon kind={condition.kind} label={condition.label} />
      </td>
      <TitleCell session={session} words={condition.label} />
      <td className={`truncate text-xs ${stateTones[condition.kind] ?? 'text-muted-foreground'} ${hidden}`}>
        {condition.label}
      </td>
      <td className={`truncate text-muted-foreground text-xs ${hidden}`}>{session.agentId}</td>
      <td className="truncate text-muted-foreground text-xs max-xl:hidden">{session.sessionType}</td>
      <Counts session={session} />
      <Cost session={session} />
      <td className="text-right text-muted-foreground text-xs">
        <Age at={session.lastActivityAt} />
      </td>
      <td className={`relative ${hidden}`}>
        <RowMenu session={session} />
      </td>
    </tr>
  )
})

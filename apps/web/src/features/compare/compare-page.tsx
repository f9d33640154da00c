'use client'

import { Columns2, GitFork } from 'lucide-react'
import Link from 'next/link'
import { useMemo } from 'react'
import { asText, useAddress } from '@/address/use-address.ts'
import { buttonLook } from '@/components/ui/button-look.ts'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/page-state.tsx'
import { ScrollRegion } from '@/components/ui/scroll-region.tsx'
import { SessionContext } from '@/features/session/session-context.ts'
import { TranscriptRow } from '@/features/session/transcript/transcript-row.tsx'
import { ConditionIcon } from '@/features/sessions/condition-icon.tsx'
import { conditionOf } from '@/features/sessions/session-condition.ts'
import { useSessionCommands } from '@/features/sessions/use-session-commands.ts'
import { PageHeader } from '@/features/shell/page-header.tsx'
import { PageTitle } from '@/features/shell/page-title.tsx'
import { formatCount } from '@/format/number.ts'
import type { SessionDetail } from '@/wire/queries.ts'
import type { TranscriptRow as Row } from '@/wire/transcript-rows.ts'
import { branchFigures } from './branch-figures.ts'
import { branchRuns } from './branch-runs.ts'
import { FiguresTable } from './figures-table.tsx'
import { forkPointOf } from './fork-point.ts'
import { type Branch, useBranch, useBranchFrom } from './use-branch.ts'

const parsers = { left: asText, right: asText }

const toList = (
  <Link href="/" className={buttonLook()}>
    All sessions
  </Link>
)

function Cannot({ title, children }: { title: string; children: string }) {
  return (
    <>
      <PageHeader title="Compare" />
      <EmptyState icon={<Columns2 aria-hidden />} title={title} action={toList}>
        {children}
      </EmptyState>
    </>
  )
}

function BranchTitle({ session, side }: { session: SessionDetail; side: string }) {
  const condition = conditionOf(session)
  return (
    <h2 className="flex min-w-0 items-center gap-2 px-4 py-2">
      <span className="shrink-0 text-subtle-foreground text-xs">{side}</span>
      <ConditionIcon kind={condition.kind} label={condition.label} />
      <Link href={`/session?id=${encodeURIComponent(session.id)}`} className="truncate font-medium hover:underline">
        {session.title ?? 'Untitled session'}
      </Link>
    </h2>
  )
}

/** One run of one branch; empty where the other branch has one more. */
function RunCell({ session, rows, label }: { session: SessionDetail; rows: readonly Row[]; label: string }) {
  const { fork } = useSessionCommands()
  const context = {
    sessionId: session.id,
    agentId: session.agentId,
    inspectEvent: (seq: number) => {
      window.location.assign(`/session?id=${encodeURIComponent(session.id)}&tab=events&event=${seq}`)
    },
    forkAt: (seq: number) => void fork(session.id, { atSeq: seq }),
  }
  return (
    <section aria-label={label} className="min-w-0 border-b py-2 odd:md:border-r">
      <SessionContext value={context}>
        {rows.map((row) => (
          <TranscriptRow key={row.key} row={row} marked={false} />
        ))}
      </SessionContext>
      {rows.length === 0 && <p className="px-4 py-3 text-subtle-foreground text-xs">No such run here.</p>}
    </section>
  )
}

function Sides({ left, right, forkSeq }: { left: Branch; right: Branch; forkSeq: number }) {
  const leftRuns = useMemo(() => branchRuns(left.view.rows, forkSeq), [left.view.rows, forkSeq])
  const rightRuns = useMemo(() => branchRuns(right.view.rows, forkSeq), [right.view.rows, forkSeq])
  if (!left.session || !right.session) return null
  const count = Math.max(leftRuns.length, rightRuns.length)
  return (
    <div className="grid grid-cols-1 md:grid-cols-2">
      <div className="sticky top-0 z-20 min-w-0 border-b bg-background max-md:static md:border-r">
        <BranchTitle session={left.session} side="Left" />
      </div>
      <div className="sticky top-0 z-20 min-w-0 border-b bg-background max-md:static">
        <BranchTitle session={right.session} side="Right" />
      </div>
      {Array.from({ length: count }, (_, at) => [
        <RunCell
          key={`left-${at.toString()}`}
          label={`Left, run ${at + 1}`}
          session={left.session as SessionDetail}
          rows={leftRuns[at] ?? []}
        />,
        <RunCell
          key={`right-${at.toString()}`}
          label={`Right, run ${at + 1}`}
          session={right.session as SessionDetail}
          rows={rightRuns[at] ?? []}
        />,
      ])}
      {count === 0 && (
        <p className="px-4 py-6 text-muted-foreground md:col-span-2">
          Nothing has happened on either side since the fork.
        </p>
      )}
    </div>
  )
}

function Comparison({ leftId, rightId }: { leftId: string; rightId: string }) {
  const left = useBranch(leftId)
  const right = useBranch(rightId)
  const related = left.session && right.session
  const forkSeq = left.session && right.session ? forkPointOf(left.session, right.session) : null
  useBranchFrom(left, forkSeq)
  useBranchFrom(right, forkSeq)
  const error = left.error ?? right.error
  if (error) return <ErrorState error={error} onRetry={() => void Promise.all([left.refetch(), right.refetch()])} />
  if (!related) return <Skeleton className="m-4 h-64" />
  if (forkSeq === null) return <Cannot title="These two are not related">Forks of one session can be compared.</Cannot>
  return (
    <>
      <PageTitle title="Compare" />
      <PageHeader title="Compare">
        <span className="flex shrink-0 items-center gap-1.5 text-muted-foreground text-xs">
          <GitFork className="size-3.5" aria-hidden />
          The same up to event {formatCount(forkSeq)}
        </span>
      </PageHeader>
      <ScrollRegion label="Comparison" className="min-h-0 flex-1 overflow-y-auto">
        <div className="border-b py-2 md:px-1">
          <FiguresTable
            left={branchFigures(left.outline.entries, forkSeq)}
            right={branchFigures(right.outline.entries, forkSeq)}
          />
        </div>
        <Sides left={left} right={right} forkSeq={forkSeq} />
      </ScrollRegion>
    </>
  )
}

/** Two branches of one past, run by run beside each other from where they part. */
export function ComparePage() {
  const { values } = useAddress(parsers)
  if (!values.left || !values.right) {
    return <Cannot title="Nothing to compare">A link to a comparison names two sessions.</Cannot>
  }
  return <Comparison key={`${values.left} ${values.right}`} leftId={values.left} rightId={values.right} />
}

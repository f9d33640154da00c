'use client'

import type { OutlineEntry } from '@sojourn/contract/outline'
import type { Run } from '@sojourn/contract/run'
import { useInfiniteQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CircleDashed, CircleSlash, Clock, ListX, LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/page-state.tsx'
import { Elapsed } from '@/components/ui/time.tsx'
import { formatCost, formatShort } from '@/format/number.ts'
import { formatClock, formatDuration, formatMoment } from '@/format/time.ts'
import { inputTextOf } from '@/wire/input-text.ts'
import { runsQuery } from '@/wire/queries.ts'
import type { SessionOutlineView } from '@/wire/session-outline.ts'

const looks: Record<Run['status'], { icon: ReactNode; word: string; tone: string }> = {
  queued: { icon: <CircleDashed aria-hidden />, word: 'Queued', tone: 'text-muted-foreground' },
  running: { icon: <LoaderCircle aria-hidden className="animate-turn" />, word: 'Running', tone: 'text-accent-text' },
  completed: { icon: <CircleCheck aria-hidden />, word: 'Completed', tone: 'text-success-text' },
  failed: { icon: <CircleAlert aria-hidden />, word: 'Failed', tone: 'text-danger-text' },
  cancelled: { icon: <CircleSlash aria-hidden />, word: 'Cancelled', tone: 'text-muted-foreground' },
  timed_out: { icon: <Clock aria-hidden />, word: 'Timed out', tone: 'text-danger-text' },
}

const factsOf = (run: Run): string[] => {
  const facts = run.attempt > 1 ? [`${run.attempt} attempts`] : []
  if (!('settledAt' in run)) return facts
  const tokens = run.usage.inputTokens + run.usage.outputTokens
  return [
    formatDuration(run.durationMs),
    ...facts,
    ...(run.doneReason === 'completed' || run.doneReason === 'cancelled' ? [] : [run.doneReason.replaceAll('_', ' ')]),
    ...(tokens > 0 ? [`${formatShort(tokens)} tokens`] : []),
    ...(run.usage.costUsd > 0 ? [formatCost(run.usage.costUsd)] : []),
  ]
}

const whoEnded = (run: Run): string | null => {
  if (run.status === 'failed') return run.error.message
  if (run.status === 'cancelled') return `by ${run.by}${run.reason ? `: ${run.reason}` : ''}`
  return null
}

/** Attempts of each run with where they began, from what happened. */
const attemptsOf = (entries: readonly OutlineEntry[], runId: string) =>
  entries.filter((entry) => entry.kind === 'run_started' && entry.runId === runId)

function Attempts({
  run,
  entries,
  onShow,
}: {
  run: Run
  entries: readonly OutlineEntry[]
  onShow: (seq: number) => void
}) {
  const attempts = attemptsOf(entries, run.id)
  if (attempts.length < 2) return null
  return (
    <p className="mt-0.5 flex flex-wrap gap-1 text-xs">
      {attempts.map((attempt, at) => (
        <button
          key={attempt.seq}
          type="button"
          onClick={() => onShow(attempt.seq)}
          className="min-h-6 rounded border px-1.5 text-muted-foreground hover:text-foreground"
        >
          Attempt {at + 1} · {formatClock(attempt.ts)}
        </button>
      ))}
    </p>
  )
}

function RunRow({
  run,
  entries,
  onShow,
}: {
  run: Run
  entries: readonly OutlineEntry[]
  onShow: (seq: number) => void
}) {
  const [start] = attemptsOf(entries, run.id)
  const { icon, word, tone } = looks[run.status]
  const note = whoEnded(run)
  return (
    <li className="flex gap-2.5 border-b px-4 py-2.5">
      <span className={`mt-0.5 [&>svg]:size-4 ${tone}`}>{icon}</span>
      <div className="min-w-0 flex-1">
        {start ? (
          <button
            type="button"
            title="Show in the transcript"
            onClick={() => onShow(start.seq)}
            className="block max-w-full truncate rounded text-left hover:underline"
          >
            {inputTextOf(run.input) || 'Files'}
          </button>
        ) : (
          <p className="truncate">{inputTextOf(run.input) || 'Files'}</p>
        )}
        <p className="text-muted-foreground text-xs">
          <span className={tone}>{word}</span>
          {run.status === 'running' && run.startedAt && (
            <>
              {' · '}
              <Elapsed since={Date.parse(run.startedAt)} />
            </>
          )}
          {factsOf(run).map((fact) => ` · ${fact}`)}
        </p>
        <Attempts run={run} entries={entries} onShow={onShow} />
        {note && <p className="text-muted-foreground text-xs [overflow-wrap:anywhere]">{note}</p>}
      </div>
      <time
        dateTime={run.createdAt}
        title={formatMoment(run.createdAt)}
        className="shrink-0 text-subtle-foreground text-xs tabular-nums"
      >
        {formatClock(run.createdAt)}
      </time>
    </li>
  )
}

/** The runs, newest first: attempts, durations, outcome. */
export function RunsTab({
  sessionId,
  outline,
  onShow,
}: {
  sessionId: string
  outline: SessionOutlineView
  onShow: (seq: number) => void
}) {
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(runsQuery(sessionId))
  if (isPending) return <Skeleton className="m-4 h-24" />
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />
  const runs = data.pages.flatMap((page) => page.items)
  if (runs.length === 0) return <EmptyState icon={<ListX aria-hidden />} title="No runs yet" />
  return (
    <>
      <ol>
        {runs.map((run) => (
          <RunRow key={run.id} run={run} entries={outline.entries} onShow={onShow} />
        ))}
      </ol>
      {hasNextPage && (
        <Button className="m-4" onClick={() => void fetchNextPage()}>
          Older runs
        </Button>
      )}
    </>
  )
}

'use client'

import type { TranscriptItem } from '@sojourn/contract/transcript'
import { type RefObject, useMemo } from 'react'
import { Loading } from '@/components/ui/loading.tsx'
import { Skeleton } from '@/components/ui/page-state.tsx'
import { useShortcuts } from '@/keyboard/use-shortcuts.ts'
import type { SessionDetail } from '@/wire/queries.ts'
import type { RunView, RunViews } from '@/wire/run-views.ts'
import type { SessionLogView } from '@/wire/session-log.ts'
import { ClosedBanner, isClosed } from './composer/closed-banner.tsx'
import { Composer } from './composer/composer.tsx'
import { Queue } from './composer/queue.tsx'
import { StatusLine } from './composer/status-line.tsx'
import { useStop } from './composer/use-stop.ts'
import { PlanBar } from './transcript/plan-bar.tsx'
import { type TranscriptHandle, TranscriptList } from './transcript/transcript-list.tsx'
import { transcriptRows } from './transcript/transcript-rows.ts'

const executing = (runs: RunViews): RunView | null => {
  let found: RunView | null = null
  for (const run of runs.values()) if (run.status === 'running') found = run
  return found
}

/** The tool that is at work, for the line that says what is going on. */
const toolAtWork = (items: readonly TranscriptItem[]): string | null => {
  const item = items.at(-1)
  return item?.type === 'tool' && item.status === 'started' ? `${item.toolId}.${item.operation}` : null
}

function LoadingTranscript() {
  return (
    <Loading label="Loading the transcript" className="min-h-0 flex-1 overflow-hidden">
      <div className="mx-auto flex max-w-3xl flex-col gap-4 px-4 pt-16">
        <Skeleton className="h-9 w-1/2 self-end rounded-2xl" />
        <Skeleton className="h-4 w-11/12" />
        <Skeleton className="h-4 w-9/12" />
        <Skeleton className="h-9 w-full rounded-lg" />
        <Skeleton className="h-9 w-full rounded-lg" />
      </div>
    </Loading>
  )
}

function NothingYet({ agentId }: { agentId: string }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center px-6 text-center">
      <p className="font-medium text-base">Nothing has been said yet</p>
      <p className="mt-1 text-muted-foreground">Write to {agentId} below; everything that happens is kept.</p>
    </div>
  )
}

/** Transcript, what is going on, queue and composer, one above the other. */
export function SessionCentre({
  session,
  view,
  transcriptRef,
  composerRef,
}: {
  session: SessionDetail
  view: SessionLogView
  transcriptRef: RefObject<TranscriptHandle | null>
  composerRef: RefObject<HTMLTextAreaElement | null>
}) {
  const { items, plan } = view.transcript
  const rows = useMemo(() => transcriptRows(items, view.runs), [items, view.runs])
  const stop = useStop(session.id, { running: session.running, interrupting: session.state === 'interrupting' })
  useShortcuts({ Escape: stop.press })
  const loading = rows.length === 0 && view.phase === 'catching_up'
  return (
    <section aria-label="Conversation" className="relative flex min-w-0 flex-1 flex-col">
      {plan && <PlanBar plan={plan} />}
      {loading && <LoadingTranscript />}
      {!loading && rows.length === 0 && <NothingYet agentId={session.agentId} />}
      {rows.length > 0 && <TranscriptList rows={rows} ref={transcriptRef} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape stops the run from inside the composer too */}
      <div
        className="mx-auto w-full max-w-3xl shrink-0 px-4 pb-[max(0.75rem,env(safe-area-inset-bottom))]"
        onKeyDown={(event) => {
          if (event.key === 'Escape' && event.target === composerRef.current) stop.press()
        }}
      >
        <StatusLine session={session} run={executing(view.runs)} tool={toolAtWork(items)} stop={stop} />
        <Queue sessionId={session.id} />
        <ClosedBanner session={session} />
        {!isClosed(session) && (
          <Composer
            sessionId={session.id}
            running={session.running || session.queueDepth > 0}
            inputRef={composerRef}
            onSent={() => transcriptRef.current?.showEnd()}
          />
        )}
      </div>
    </section>
  )
}

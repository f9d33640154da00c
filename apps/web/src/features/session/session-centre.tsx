'use client'

import type { RunView, TranscriptItem } from '@sojourn/contract/transcript'
import type { ReactNode, RefObject } from 'react'
import { Loading } from '@/components/ui/loading.tsx'
import { Skeleton } from '@/components/ui/page-state.tsx'
import { sayError } from '@/components/ui/toast.tsx'
import { useShortcuts } from '@/keyboard/use-shortcuts.ts'
import type { SessionDetail } from '@/wire/queries.ts'
import type { SessionLog, SessionLogView } from '@/wire/session-log.ts'
import { ClosedBanner, isClosed } from './composer/closed-banner.tsx'
import { Composer } from './composer/composer.tsx'
import { Queue } from './composer/queue.tsx'
import { StatusLine } from './composer/status-line.tsx'
import { useStop } from './composer/use-stop.ts'
import { PlanBar, planBarHeight } from './transcript/plan-bar.tsx'
import { type ShownRows, type TranscriptHandle, TranscriptList } from './transcript/transcript-list.tsx'

const executing = (runs: readonly RunView[]): RunView | null => runs.findLast((run) => run.status === 'running') ?? null

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

/** The transcript in all that it may be: on its way, empty, there. */
function Transcript({
  session,
  log,
  view,
  transcriptRef,
  onShown,
}: {
  session: SessionDetail
  log: SessionLog
  view: SessionLogView
  transcriptRef: RefObject<TranscriptHandle | null>
  onShown: (shown: ShownRows) => void
}) {
  'use memo'
  const { rows, phase, hasEarlier, loadingEarlier } = view
  if (rows.length === 0 && phase === 'opening') return <LoadingTranscript />
  if (rows.length === 0) return <NothingYet agentId={session.agentId} />
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {loadingEarlier && (
        <p
          role="status"
          className="absolute top-2 left-1/2 z-10 -translate-x-1/2 rounded-full border bg-raised px-3 py-0.5 text-muted-foreground text-xs shadow-pop"
        >
          Reading what came before…
        </p>
      )}
      <TranscriptList
        rows={rows}
        ref={transcriptRef}
        top={view.transcript.plan ? planBarHeight : 0}
        onShown={onShown}
        onAtEnd={(atEnd) => log.readerIsAtEnd(atEnd)}
        onEarlier={hasEarlier && !loadingEarlier ? () => void log.loadEarlier().catch(sayError) : null}
      />
    </div>
  )
}

/** Transcript, what is going on, queue and composer, one above the other; `above` stands over them. */
export function SessionCentre({
  session,
  log,
  view,
  above,
  transcriptRef,
  composerRef,
  onShown,
}: {
  session: SessionDetail
  log: SessionLog
  view: SessionLogView
  above: ReactNode
  transcriptRef: RefObject<TranscriptHandle | null>
  composerRef: RefObject<HTMLTextAreaElement | null>
  onShown: (shown: ShownRows) => void
}) {
  'use memo'
  const { items, plan, runs } = view.transcript
  const stop = useStop(session.id, { running: session.running, interrupting: session.state === 'interrupting' })
  useShortcuts({ Escape: stop.press })
  return (
    <section aria-label="Conversation" className="relative flex min-w-0 flex-1 flex-col">
      {above}
      <div className="relative flex min-h-0 flex-1 flex-col">
        {plan && <PlanBar plan={plan} />}
        <Transcript session={session} log={log} view={view} transcriptRef={transcriptRef} onShown={onShown} />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape stops the run from inside the composer too */}
      <div
        className="mx-auto w-full max-w-3xl shrink-0 px-4 pb-[max(0.75rem,env(safe-area-inset-bottom))]"
        onKeyDown={(event) => {
          if (event.key === 'Escape' && event.target === composerRef.current) stop.press()
        }}
      >
        <StatusLine session={session} run={executing(runs)} tool={toolAtWork(items)} stop={stop} />
        <Queue sessionId={session.id} />
        <ClosedBanner session={session} />
        {!isClosed(session) && (
          <Composer
            sessionId={session.id}
            offered={session.agentOptions}
            running={session.running || session.queueDepth > 0}
            inputRef={composerRef}
            onSent={() => transcriptRef.current?.showEnd()}
          />
        )}
      </div>
    </section>
  )
}

'use client'

import type { RunView } from '@sojourn/contract/transcript'
import { Square } from 'lucide-react'
import { Button } from '@/components/ui/button.tsx'
import { Elapsed } from '@/components/ui/time.tsx'
import { ConditionIcon } from '@/features/sessions/condition-icon.tsx'
import { conditionOf } from '@/features/sessions/session-condition.ts'
import type { SessionDetail } from '@/wire/queries.ts'
import type { Stop } from './use-stop.ts'

function StopButton({ stop }: { stop: Stop }) {
  return (
    <Button
      size="sm"
      look={stop.armed ? 'danger' : 'plain'}
      className="w-26"
      aria-disabled={stop.stopping}
      onClick={stop.press}
      title="Esc, twice"
    >
      <Square className="size-2.5 fill-current" aria-hidden />
      {stop.stopping ? 'Stopping…' : stop.armed ? 'Stop the run?' : 'Stop'}
    </Button>
  )
}

/** What is going on, above the composer, in room that is always kept for it; the run's Stop beside it. */
export function StatusLine({
  session,
  run,
  tool,
  stop,
}: {
  session: SessionDetail
  run: RunView | null
  tool: string | null
  stop: Stop
}) {
  const condition = conditionOf(session)
  const isRunning = condition.kind === 'running'
  return (
    <div className="flex h-8 items-center gap-2 text-muted-foreground text-xs">
      <ConditionIcon kind={condition.kind} />
      <span
        role="status"
        className={`shrink-0 ${condition.kind === 'needs_you' ? 'font-medium text-warning-text' : ''}`}
      >
        {isRunning ? 'Working' : condition.label}
      </span>
      <span className="min-w-0 truncate text-subtle-foreground">
        {isRunning && run?.startedAt && (
          <>
            <Elapsed since={Date.parse(run.startedAt)} />
            {run.attempt > 1 && ` · attempt ${run.attempt}`}
            {tool && <span className="font-mono"> · {tool}</span>}
          </>
        )}
        {!isRunning && condition.reason}
      </span>
      <span className="flex-1" />
      {session.running && <StopButton stop={stop} />}
    </div>
  )
}

'use client'

import type { SessionEvent } from '@sojourn/contract/event'
import type { JsonObject } from '@sojourn/contract/json'
import { useQuery } from '@tanstack/react-query'
import { ArrowLeftToLine, ChevronRight } from 'lucide-react'
import { memo } from 'react'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { JsonView } from '@/components/ui/json-view.tsx'
import { formatClock, formatMoment } from '@/format/time.ts'
import { wholeEventsQuery } from '@/wire/queries.ts'
import { describeEvent } from './describe-event.ts'

const tones: readonly (readonly [RegExp, string])[] = [
  [/failed|error|timed_out|in_doubt/, 'text-danger-text'],
  [/^(permission|question)/, 'text-warning-text'],
  [/^run/, 'text-accent-text'],
  [/^tool/, 'text-foreground'],
]

const toneOf = (type: string): string => tones.find(([pattern]) => pattern.test(type))?.[1] ?? 'text-muted-foreground'

/** An event that was read briefly is read whole when it is opened. */
const useWhole = (event: SessionEvent): SessionEvent => {
  const { sessionId, seq, cut = false } = event
  const { data } = useQuery({ ...wholeEventsQuery(sessionId, [seq]), enabled: cut })
  return data?.[0] ?? event
}

function Details({ event: brief, onShow }: { event: SessionEvent; onShow: (seq: number) => void }) {
  const event = useWhole(brief)
  return (
    <div className="border-t bg-muted px-3 py-2">
      <div className="mb-1 flex items-center gap-1 text-subtle-foreground text-xs">
        <time dateTime={event.ts} className="flex-1">
          {formatMoment(event.ts)}, by {event.source}
        </time>
        <IconButton label="Show in the transcript" size="iconSm" onClick={() => onShow(event.seq)}>
          <ArrowLeftToLine className="size-3.5" aria-hidden />
        </IconButton>
        <CopyButton text={() => JSON.stringify(event, null, 2)} label="Copy JSON" />
      </div>
      <JsonView data={event as unknown as JsonObject} label={`Event ${event.seq}`} depth={4} />
    </div>
  )
}

/** An event in a line; raw JSON when opened. */
export const EventRow = memo(function EventRow({
  event,
  open,
  onToggle,
  onShow,
}: {
  event: SessionEvent
  open: boolean
  onToggle: (seq: number) => void
  onShow: (seq: number) => void
}) {
  return (
    <div className="border-border/70 border-b">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => onToggle(event.seq)}
        className="flex h-7 w-full items-center gap-2 px-3 text-left text-xs hover:bg-muted"
      >
        <ChevronRight className={`size-3 shrink-0 text-subtle-foreground ${open ? 'rotate-90' : ''}`} aria-hidden />
        <span className="w-10 shrink-0 text-right font-mono text-subtle-foreground tabular-nums">{event.seq}</span>
        <span className={`shrink-0 font-mono ${toneOf(event.type)}`}>{event.type}</span>
        <span className="min-w-0 flex-1 truncate text-muted-foreground">{describeEvent(event)}</span>
        <span className="shrink-0 text-subtle-foreground tabular-nums">{formatClock(event.ts)}</span>
      </button>
      {open && <Details event={event} onShow={onShow} />}
    </div>
  )
})

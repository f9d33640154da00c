'use client'

import type { SessionEvent } from '@sojourn/contract/event'
import type { NoticeItem } from '@sojourn/contract/transcript'
import {
  ArchiveRestore,
  CircleAlert,
  CircleDot,
  CircleSlash,
  Clock,
  GitFork,
  type LucideIcon,
  RotateCw,
  ScrollText,
  Shrink,
} from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { formatShort } from '@/format/number.ts'
import { formatDuration } from '@/format/time.ts'

interface Notice {
  icon: LucideIcon
  tone: 'quiet' | 'bad'
  text: ReactNode
  more?: string
}

const requeueWords = {
  host_lost: 'The process died',
  shutdown: 'The server stopped',
  retry: 'The attempt failed',
  recovered: 'Recovered by hand',
} as const

const runNotice = (event: SessionEvent): Notice | null => {
  switch (event.type) {
    case 'run.failed':
      return {
        icon: CircleAlert,
        tone: 'bad',
        text: `Run failed after ${formatDuration(event.data.durationMs)}: ${event.data.error.message}`,
      }
    case 'run.cancelled': {
      const { by, reason, wasQueued } = event.data
      return {
        icon: CircleSlash,
        tone: 'quiet',
        text: `${wasQueued ? 'Queued run' : 'Run'} cancelled by ${by}${reason ? `: ${reason}` : ''}`,
      }
    }
    case 'run.timed_out':
      return { icon: Clock, tone: 'bad', text: `Run timed out after ${formatDuration(event.data.timeoutMs)}` }
    case 'run.requeued':
      return {
        icon: RotateCw,
        tone: 'quiet',
        text: `${requeueWords[event.data.reason]}; attempt ${event.data.attempt} goes on from here`,
      }
    default:
      return null
  }
}

const sessionNotice = (event: SessionEvent): Notice | null => {
  switch (event.type) {
    case 'session.compacted': {
      const { tokensBefore, tokensAfter, mode, summary } = event.data
      return {
        icon: Shrink,
        tone: 'quiet',
        text: `Compacted${mode === 'auto' ? ' automatically' : ''}: ${formatShort(tokensBefore)} → ${formatShort(tokensAfter)} tokens for the model. The log keeps everything.`,
        more: summary,
      }
    }
    case 'session.forked':
      return {
        icon: GitFork,
        tone: 'quiet',
        text: (
          <Link
            href={`/session?id=${encodeURIComponent(event.data.childSessionId)}`}
            className="underline underline-offset-2"
          >
            Forked at event {event.data.atSeq}
          </Link>
        ),
      }
    case 'session.recovered':
      return { icon: ArchiveRestore, tone: 'quiet', text: `Recovered (${event.data.strategy})` }
    case 'session.status_changed':
      return {
        icon: CircleDot,
        tone: event.data.to === 'crashed' ? 'bad' : 'quiet',
        text: `${event.data.by ?? 'The runtime'} set the session to ${event.data.to}${event.data.reason ? `: ${event.data.reason}` : ''}`,
      }
    default:
      return null
  }
}

const otherNotice = (event: SessionEvent): Notice => {
  if (event.type === 'error')
    return { icon: CircleAlert, tone: 'bad', text: `${event.data.code}: ${event.data.message}` }
  if (event.type === 'log') {
    const bad = event.data.level === 'error' || event.data.level === 'warn'
    return { icon: ScrollText, tone: bad ? 'bad' : 'quiet', text: event.data.message }
  }
  return {
    icon: CircleDot,
    tone: 'quiet',
    text: <span className="font-mono">{event.type}</span>,
    more: JSON.stringify(event.data, null, 2),
  }
}

/** An event between the blocks, in a line; also one of a type that this console does not know. */
export function NoticeRow({ item }: { item: NoticeItem }) {
  const { icon: Icon, tone, text, more } = runNotice(item.event) ?? sessionNotice(item.event) ?? otherNotice(item.event)
  return (
    <div className={`text-xs ${tone === 'bad' ? 'text-danger-text' : 'text-muted-foreground'}`}>
      <div className="flex items-start gap-2">
        <Icon className="mt-px size-3.5 shrink-0" aria-hidden />
        <span className="min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</span>
      </div>
      {more && (
        <details className="mt-1 ml-5.5">
          <summary className="rounded text-subtle-foreground hover:text-foreground">Show</summary>
          <pre className="mt-1 max-h-72 overflow-auto whitespace-pre-wrap rounded-md border bg-muted px-3 py-2 font-sans">
            {more}
          </pre>
        </details>
      )}
    </div>
  )
}

'use client'

import type { TranscriptItem } from '@sojourn/contract/transcript'
import { Braces, GitFork, Link2 } from 'lucide-react'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { useAtRest } from '@/features/shell/use-at-rest.ts'
import { useSessionContext } from '../session-context.ts'

/** Rows that only pass by while somebody scrolls are gone before. */
const restMs = 200

const copyable = (item: TranscriptItem): string | null => (item.type === 'block' && item.text ? item.text : null)

const linkTo = (sessionId: string, seq: number): string =>
  new URL(`/session?id=${encodeURIComponent(sessionId)}&event=${seq}`, window.location.href).href

function Actions({ item }: { item: TranscriptItem }) {
  const { sessionId, inspectEvent, forkAt } = useSessionContext()
  const text = copyable(item)
  return (
    <div className="absolute -top-3 right-0 z-10 flex items-center rounded-md border bg-raised opacity-0 transition-opacity focus-within:opacity-100 group-hover/row:opacity-100 max-md:static max-md:justify-end max-md:border-0 max-md:bg-transparent max-md:opacity-100">
      {text !== null && <CopyButton text={text} label="Copy text" />}
      <CopyButton text={() => linkTo(sessionId, item.seq)} label="Copy link" icon={Link2} />
      <IconButton label="Fork from here" size="iconSm" onClick={() => forkAt(item.seq)}>
        <GitFork className="size-3.5" aria-hidden />
      </IconButton>
      <IconButton label={`Event ${item.seq}`} size="iconSm" onClick={() => inspectEvent(item.seq)}>
        <Braces className="size-3.5" aria-hidden />
      </IconButton>
    </div>
  )
}

/**
 * Appears over the corner of a message on hover and focus, so that it needs no room of its own. Its buttons are half of
 * what a row consists of, so they are made when the row has come to rest.
 */
export function RowActions({ item }: { item: TranscriptItem }) {
  const atRest = useAtRest(restMs)
  return <div className="max-md:min-h-6">{atRest && <Actions item={item} />}</div>
}

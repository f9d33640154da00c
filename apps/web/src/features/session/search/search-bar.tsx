'use client'

import { ChevronDown, ChevronUp, Search, X } from 'lucide-react'
import {
  type KeyboardEvent,
  useDeferredValue,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { sayError } from '@/components/ui/toast.tsx'
import { formatCount } from '@/format/number.ts'
import { useFocusRestored } from '@/keyboard/focus.ts'
import type { SessionLog, SessionLogView } from '@/wire/session-log.ts'
import { findMatches } from './find-matches.ts'
import { useHighlight } from './use-highlight.ts'

/** Reads the whole log once somebody searches: what is not here cannot be found. */
const useWholeLog = (log: SessionLog, wanted: boolean) => {
  useEffect(() => {
    if (!wanted) return
    const stopping = new AbortController()
    log.readerIsAtEnd(false)
    log.loadBackTo(1, stopping.signal).catch((error: unknown) => {
      if (!stopping.signal.aborted) void sayError(error)
    })
    return () => stopping.abort()
  }, [log, wanted])
}

const resultWords = (count: number, at: number, reading: boolean): string => {
  if (count === 0) return reading ? 'Reading…' : 'Nothing found'
  return `${formatCount(at + 1)} of ${formatCount(count)}${reading ? '…' : ''}`
}

/** Search within the session: what was said, called and answered. */
export function SearchBar({
  log,
  view,
  onGo,
  onClose,
}: {
  log: SessionLog
  view: SessionLogView
  onGo: (seq: number) => void
  onClose: () => void
}) {
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.focus(), [])
  const [text, setText] = useState('')
  const [current, setCurrent] = useState<number | null>(null)
  const wanted = useDeferredValue(text)
  const rows = useDeferredValue(view.rows)
  const matches = useMemo(() => findMatches(rows, wanted), [rows, wanted])
  const empty = text.trim() === ''
  useWholeLog(log, !empty)
  useHighlight(wanted)
  useFocusRestored()
  const go = (seq: number | undefined) => {
    if (seq === undefined) return
    setCurrent(seq)
    onGo(seq)
  }
  // The newest one is what people look for first.
  const goToNewest = useEffectEvent(() => go(matches.at(-1)))
  useEffect(() => {
    if (wanted.trim() !== '') goToNewest()
  }, [wanted])
  const step = (back: boolean) =>
    go(
      back
        ? (matches.findLast((seq) => seq < (current ?? Number.POSITIVE_INFINITY)) ?? matches.at(-1))
        : (matches.find((seq) => seq > (current ?? 0)) ?? matches[0]),
    )
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault()
      step(event.key === 'ArrowUp' || (event.key === 'Enter' && !event.shiftKey))
    }
    if (event.key === 'Escape') {
      event.stopPropagation()
      onClose()
    }
  }
  return (
    <search className="flex h-10 shrink-0 items-center gap-1 border-b bg-muted px-3">
      <Search className="size-4 shrink-0 text-muted-foreground" aria-hidden />
      <input
        ref={field}
        type="search"
        aria-label="Search in this session"
        placeholder="Search in this session"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="h-8 min-w-0 flex-1 bg-transparent px-1.5 text-sm outline-none"
      />
      <span role="status" className="shrink-0 text-muted-foreground text-xs tabular-nums">
        {!empty && resultWords(matches.length, Math.max(0, matches.indexOf(current ?? -1)), view.hasEarlier)}
      </span>
      <IconButton label="Earlier" keys="↵" size="iconSm" disabled={matches.length === 0} onClick={() => step(true)}>
        <ChevronUp className="size-4" aria-hidden />
      </IconButton>
      <IconButton label="Later" keys="⇧ ↵" size="iconSm" disabled={matches.length === 0} onClick={() => step(false)}>
        <ChevronDown className="size-4" aria-hidden />
      </IconButton>
      <IconButton label="Close the search" keys="Esc" size="iconSm" onClick={onClose}>
        <X className="size-4" aria-hidden />
      </IconButton>
    </search>
  )
}

'use client'

import type { OutlineEntry } from '@sojourn/contract/outline'
import { useRef } from 'react'
import { useShortcuts } from '@/keyboard/use-shortcuts.ts'
import type { ShownRows } from './transcript/transcript-list.tsx'

type Kind = 'message' | 'tool' | 'problem'

const isOf: Record<Kind, (entry: OutlineEntry) => boolean> = {
  message: (entry) => entry.kind === 'message',
  tool: (entry) => entry.kind === 'tool_called',
  problem: (entry) =>
    entry.kind === 'error' ||
    (entry.kind === 'tool_ended' && !entry.ok) ||
    (entry.kind === 'run_ended' && (entry.how === 'failed' || entry.how === 'timed_out')),
}

/** Where the card of a call stands: at the call, not at its end. */
const seqOfCall = (entries: readonly OutlineEntry[], toolCallId: string, endSeq: number): number =>
  entries.findLast((entry) => entry.kind === 'tool_called' && entry.toolCallId === toolCallId && entry.seq < endSeq)
    ?.seq ?? endSeq

/** Keys that go from one message, tool call or problem to the next: small letter onwards, with ⇧ back. */
export const useJumps = (
  entries: readonly OutlineEntry[],
  { shown, go }: { shown: ShownRows | null; go: (seq: number) => void },
): void => {
  const last = useRef<number | null>(null)
  const jump = (kind: Kind, back: boolean) => {
    const { current } = last
    const isInView = current !== null && shown !== null && current >= shown.first && current <= shown.last
    const from = isInView ? current : ((back ? shown?.first : shown?.last) ?? 0)
    const matches = isOf[kind]
    const target = back
      ? entries.findLast((entry) => entry.seq < from && matches(entry))
      : entries.find((entry) => entry.seq > from && matches(entry))
    if (!target) return
    last.current = target.seq
    go(target.kind === 'tool_ended' ? seqOfCall(entries, target.toolCallId, target.seq) : target.seq)
  }
  useShortcuts({
    m: () => jump('message', false),
    M: () => jump('message', true),
    t: () => jump('tool', false),
    T: () => jump('tool', true),
    e: () => jump('problem', false),
    E: () => jump('problem', true),
  })
}

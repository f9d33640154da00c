'use client'

import type { BlockItem, RunView, TranscriptItem } from '@sojourn/contract/transcript'
import { Check } from 'lucide-react'
import { memo } from 'react'
import { formatCost, formatShort } from '@/format/number.ts'
import { formatDuration } from '@/format/time.ts'
import type { TranscriptRow as Row } from '@/wire/transcript-rows.ts'
import { BlockRow } from './block-row.tsx'
import { CommandRow } from './command-row.tsx'
import { NoticeRow } from './notice-row.tsx'
import { QuestionCard } from './question-card.tsx'
import { RowActions } from './row-actions.tsx'
import { ToolCard } from './tool-card.tsx'

const doneWords: Partial<Record<string, string>> = { max_steps: 'Ran out of steps', compacted: 'Compacted' }

function RunEnd({ run }: { run: RunView }) {
  const tokens = run.usage ? run.usage.inputTokens + run.usage.outputTokens : 0
  const facts = [
    run.durationMs !== null && formatDuration(run.durationMs),
    run.attempt > 1 && `${run.attempt} attempts`,
    tokens > 0 && `${formatShort(tokens)} tokens`,
    run.usage && run.usage.costUsd > 0 && formatCost(run.usage.costUsd),
  ].filter(Boolean)
  return (
    <div className="flex items-center gap-2 text-subtle-foreground text-xs">
      <Check className="size-3.5" aria-hidden />
      {(run.doneReason && doneWords[run.doneReason]) ?? 'Done'} · {facts.join(' · ')}
      <span className="h-px flex-1 bg-border" />
    </div>
  )
}

function Item({ item, nested }: { item: TranscriptItem; nested: readonly BlockItem[] }) {
  switch (item.type) {
    case 'block':
      return <BlockRow item={item} nested={nested} />
    case 'tool':
      return <ToolCard item={item} />
    case 'question':
      return <QuestionCard item={item} />
    default:
      return <NoticeRow item={item} />
  }
}

const hasActions = (item: TranscriptItem): boolean =>
  item.type === 'block' && (item.kind === 'user_message' || item.kind === 'assistant_text')

/** Space above a row: calls that follow each other stand close, a new message stands apart. */
const spaceAbove = (row: Row): string => {
  if (row.type === 'run_end') return 'pt-2 pb-3'
  if (row.type === 'command') return 'pt-6'
  if (row.tight) return 'pt-1.5'
  return row.item.type === 'block' && row.item.kind === 'user_message' ? 'pt-6' : 'pt-3'
}

export const TranscriptRow = memo(function TranscriptRow({ row, marked }: { row: Row; marked: boolean }) {
  const padding = `mx-auto max-w-3xl px-4 ${spaceAbove(row)}`
  if (row.type === 'run_end') {
    return (
      <div className={padding}>
        <RunEnd run={row.run} />
      </div>
    )
  }
  if (row.type === 'command') {
    return (
      <div className={padding} data-kind="command">
        <CommandRow run={row.run} />
      </div>
    )
  }
  const { item } = row
  return (
    <div className={padding}>
      <div
        data-seq={item.seq}
        data-kind={item.type === 'block' ? item.kind : item.type}
        className={`group/row relative rounded-lg transition-shadow duration-300 ${marked ? 'shadow-[0_0_0_6px_var(--accent-soft),0_0_0_7px_var(--accent-line)]' : ''}`}
      >
        <Item item={item} nested={row.children} />
        {hasActions(item) && <RowActions item={item} />}
      </div>
    </div>
  )
})

'use client'

import type { ToolItem, TranscriptItem } from '@sojourn/contract/transcript'
import { Wrench } from 'lucide-react'
import { EmptyState } from '@/components/ui/page-state.tsx'
import { ToolIcon } from '@/features/tools/tool-icon.tsx'
import { formatDuration } from '@/format/time.ts'

interface ToolFigures {
  toolId: string
  operation: string
  calls: number
  failures: number
  durations: number[]
}

const figuresOf = (items: readonly TranscriptItem[]): ToolFigures[] => {
  const figures = new Map<string, ToolFigures>()
  for (const item of items) {
    if (item.type !== 'tool') continue
    const key = `${item.toolId}.${item.operation}`
    const known = figures.get(key) ?? {
      toolId: item.toolId,
      operation: item.operation,
      calls: 0,
      failures: 0,
      durations: [],
    }
    figures.set(key, known)
    known.calls += 1
    if (item.status === 'failed') known.failures += 1
    if (item.durationMs !== null) known.durations.push(item.durationMs)
  }
  return [...figures.values()].sort((one, other) => other.calls - one.calls)
}

const median = (values: readonly number[]): number | null =>
  [...values].sort((one, other) => one - other)[Math.floor((values.length - 1) / 2)] ?? null

const isTool = (item: TranscriptItem): item is ToolItem => item.type === 'tool'

/** Calls, failures and how long they take, by tool. */
export function ToolsTab({ items }: { items: readonly TranscriptItem[] }) {
  if (!items.some(isTool)) return <EmptyState icon={<Wrench aria-hidden />} title="No tool was called yet" />
  return (
    <table className="w-full text-xs">
      <thead className="text-muted-foreground">
        <tr className="h-8 border-b">
          <th className="px-4 text-left font-normal">Tool</th>
          <th className="px-2 text-right font-normal">Calls</th>
          <th className="px-2 text-right font-normal">Failed</th>
          <th className="px-4 text-right font-normal">Median</th>
        </tr>
      </thead>
      <tbody>
        {figuresOf(items).map(({ toolId, operation, calls, failures, durations }) => {
          const typical = median(durations)
          return (
            <tr key={`${toolId}.${operation}`} className="h-9 border-border/70 border-b">
              <td className="px-4">
                <span className="flex items-center gap-2 font-mono">
                  <ToolIcon toolId={toolId} operation={operation} />
                  <span>
                    <span className="text-muted-foreground">{toolId}.</span>
                    {operation}
                  </span>
                </span>
              </td>
              <td className="px-2 text-right tabular-nums">{calls}</td>
              <td
                className={`px-2 text-right tabular-nums ${failures > 0 ? 'text-danger-text' : 'text-subtle-foreground'}`}
              >
                {failures}
              </td>
              <td className="px-4 text-right text-muted-foreground tabular-nums">
                {typical === null ? '–' : formatDuration(typical)}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

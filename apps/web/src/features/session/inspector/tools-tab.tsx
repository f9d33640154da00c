'use client'

import { Wrench } from 'lucide-react'
import { useMemo } from 'react'
import { EmptyState, Skeleton } from '@/components/ui/page-state.tsx'
import { ToolIcon } from '@/features/tools/tool-icon.tsx'
import { formatCount } from '@/format/number.ts'
import { formatDuration } from '@/format/time.ts'
import type { SessionOutlineView } from '@/wire/session-outline.ts'
import { quantile, type ToolFigures, toolFigures } from './tool-figures.ts'

function Duration({ value }: { value: number | null }) {
  return (
    <td className="px-2 text-right text-muted-foreground tabular-nums">
      {value === null ? '–' : formatDuration(value)}
    </td>
  )
}

function ToolRow({ figures, onShow }: { figures: ToolFigures; onShow: (seq: number) => void }) {
  const { toolId, operation, calls, failures, lastFailure, durations } = figures
  return (
    <tr className="h-9 border-border/70 border-b">
      <td className="max-w-0 px-4">
        <span className="flex items-center gap-2 font-mono">
          <ToolIcon toolId={toolId} operation={operation} />
          <span className="truncate" title={`${toolId}.${operation}`}>
            <span className="text-muted-foreground">{toolId}.</span>
            {operation}
          </span>
        </span>
      </td>
      <td className="px-2 text-right tabular-nums">{formatCount(calls)}</td>
      <td className="px-2 text-right tabular-nums">
        {lastFailure === null ? (
          <span className="text-subtle-foreground">0</span>
        ) : (
          <button
            type="button"
            title="Show the last one"
            onClick={() => onShow(lastFailure)}
            className="min-h-6 rounded px-1 text-danger-text underline underline-offset-2"
          >
            {formatCount(failures)}
          </button>
        )}
      </td>
      <Duration value={quantile(durations, 0.5)} />
      <Duration value={quantile(durations, 0.95)} />
    </tr>
  )
}

/** Calls, failures and how long they take, by tool, over the whole session. */
export function ToolsTab({ outline, onShow }: { outline: SessionOutlineView; onShow: (seq: number) => void }) {
  const figures = useMemo(() => toolFigures(outline.entries), [outline.entries])
  if (outline.phase === 'loading') return <Skeleton className="m-4 h-24" />
  if (figures.length === 0) return <EmptyState icon={<Wrench aria-hidden />} title="No tool was called yet" />
  return (
    <table className="w-full text-xs">
      <thead className="text-muted-foreground">
        <tr className="h-8 border-b">
          <th className="w-1/2 px-4 text-left font-normal">Tool</th>
          <th className="px-2 text-right font-normal">Calls</th>
          <th className="px-2 text-right font-normal">Failed</th>
          <th className="px-2 text-right font-normal">Median</th>
          <th className="px-2 text-right font-normal">p95</th>
        </tr>
      </thead>
      <tbody>
        {figures.map((tool) => (
          <ToolRow key={`${tool.toolId}.${tool.operation}`} figures={tool} onShow={onShow} />
        ))}
      </tbody>
    </table>
  )
}

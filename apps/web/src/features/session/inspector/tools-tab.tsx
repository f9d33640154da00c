'use client'

import { Wrench } from 'lucide-react'
import { useMemo } from 'react'
import { type DataColumn, DataTable } from '@/components/ui/data-table.tsx'
import { EmptyState, Skeleton } from '@/components/ui/page-state.tsx'
import { ToolIcon } from '@/features/tools/tool-icon.tsx'
import { formatCount } from '@/format/number.ts'
import { formatDuration } from '@/format/time.ts'
import type { SessionOutlineView } from '@/wire/session-outline.ts'
import { quantile, type ToolFigures, toolFigures } from './tool-figures.ts'

const durationOf = (value: number | null): string => (value === null ? '–' : formatDuration(value))

function ToolName({ toolId, operation }: ToolFigures) {
  return (
    <span className="flex items-center gap-2 font-mono">
      <ToolIcon toolId={toolId} operation={operation} />
      <span className="truncate" title={`${toolId}.${operation}`}>
        <span className="text-muted-foreground">{toolId}.</span>
        {operation}
      </span>
    </span>
  )
}

function Failures({ figures, onShow }: { figures: ToolFigures; onShow: (seq: number) => void }) {
  const { lastFailure, failures } = figures
  if (lastFailure === null) return <span className="text-subtle-foreground">0</span>
  return (
    <button
      type="button"
      title="Show the last one"
      onClick={() => onShow(lastFailure)}
      className="min-h-6 rounded px-1 text-danger-text underline underline-offset-2"
    >
      {formatCount(failures)}
    </button>
  )
}

const columnsOf = (onShow: (seq: number) => void): readonly [DataColumn<ToolFigures>, ...DataColumn<ToolFigures>[]] => [
  { title: 'Tool', cell: (figures) => <ToolName {...figures} /> },
  { title: 'Calls', width: 'w-12', numeric: true, cell: ({ calls }) => formatCount(calls) },
  { title: 'Failed', width: 'w-14', numeric: true, cell: (figures) => <Failures figures={figures} onShow={onShow} /> },
  { title: 'Median', width: 'w-18', numeric: true, cell: ({ durations }) => durationOf(quantile(durations, 0.5)) },
  { title: 'p95', width: 'w-20', numeric: true, cell: ({ durations }) => durationOf(quantile(durations, 0.95)) },
]

/** Calls, failures and how long they take, by tool, over the whole session. */
export function ToolsTab({ outline, onShow }: { outline: SessionOutlineView; onShow: (seq: number) => void }) {
  const figures = useMemo(() => toolFigures(outline.entries), [outline.entries])
  if (outline.phase === 'loading') return <Skeleton className="m-4 h-24" />
  if (figures.length === 0) return <EmptyState icon={<Wrench aria-hidden />} title="No tool was called yet" />
  return (
    <DataTable
      narrow
      title="Tools that were called"
      columns={columnsOf(onShow)}
      rows={figures}
      rowKey={({ toolId, operation }) => `${toolId}.${operation}`}
    />
  )
}

'use client'

import type { Checkpoint } from '@sojourn/contract/checkpoint'
import { useQuery } from '@tanstack/react-query'
import { Bookmark, GitFork } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '@/components/ui/badge.tsx'
import { Button } from '@/components/ui/button.tsx'
import { JsonView } from '@/components/ui/json-view.tsx'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/page-state.tsx'
import { useSessionCommands } from '@/features/sessions/use-session-commands.ts'
import { formatBytes } from '@/format/number.ts'
import { formatMoment } from '@/format/time.ts'
import { checkpointsQuery } from '@/wire/queries.ts'

function CheckpointRow({
  checkpoint,
  current,
  onFork,
}: {
  checkpoint: Checkpoint
  current: boolean
  onFork: () => void
}) {
  const [open, setOpen] = useState(false)
  return (
    <li className="border-b px-4 py-2.5">
      <div className="flex items-center gap-2">
        <Bookmark className="size-4 shrink-0 text-muted-foreground" aria-hidden />
        <span className="min-w-0 flex-1 truncate">{checkpoint.label ?? 'Checkpoint'}</span>
        {current && <Badge tone="accent">current</Badge>}
        <Button size="sm" onClick={onFork}>
          <GitFork className="size-3.5" aria-hidden />
          Fork from here
        </Button>
      </div>
      <div className="mt-1 flex items-center gap-2 pl-6 text-muted-foreground text-xs">
        {formatMoment(checkpoint.createdAt)} · event {checkpoint.seq} · {formatBytes(checkpoint.size)}
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="min-h-6 rounded px-1 underline underline-offset-2 hover:text-foreground"
        >
          {open ? 'Hide' : 'Data'}
        </button>
      </div>
      {open && (
        <div className="mt-1 ml-6 max-h-80 overflow-auto rounded-md border bg-muted px-2.5 py-1.5">
          <JsonView data={checkpoint.data} label="Checkpoint" />
        </div>
      )}
    </li>
  )
}

/** What runners saved to go on from; a fork takes the session back there. */
export function CheckpointsTab({ sessionId, currentId }: { sessionId: string; currentId: string | null }) {
  const { data, error, isPending, refetch } = useQuery(checkpointsQuery(sessionId))
  const { fork } = useSessionCommands()
  if (isPending) return <Skeleton className="m-4 h-24" />
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (data.items.length === 0) {
    return (
      <EmptyState icon={<Bookmark aria-hidden />} title="No checkpoints">
        A runner saves one when a later attempt could go on from there.
      </EmptyState>
    )
  }
  return (
    <ol>
      {data.items.map((checkpoint) => (
        <CheckpointRow
          key={checkpoint.id}
          checkpoint={checkpoint}
          current={checkpoint.id === currentId}
          onFork={() => void fork(sessionId, { atCheckpoint: checkpoint.id })}
        />
      ))}
    </ol>
  )
}

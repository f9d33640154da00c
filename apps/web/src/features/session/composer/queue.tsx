'use client'

import type { QueuedRun } from '@sojourn/contract/run'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ChevronDown, ChevronUp, Clock, GripVertical, Paperclip, Pencil, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Textarea } from '@/components/ui/field.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { sayError } from '@/components/ui/toast.tsx'
import { plural } from '@/format/number.ts'
import { formatMoment } from '@/format/time.ts'
import { useFocusBack } from '@/keyboard/focus.ts'
import { getClient } from '@/wire/client.ts'
import { attachmentCount, inputTextOf, withText } from '@/wire/input-text.ts'
import { queueQuery } from '@/wire/queries.ts'
import { keys } from '@/wire/query-keys.ts'
import { useDragOrder } from './use-drag-order.ts'

const shownAtOnce = 4

type Change =
  | { kind: 'cancel'; run: QueuedRun }
  | { kind: 'move'; run: QueuedRun; position: number }
  | { kind: 'edit'; run: QueuedRun; text: string }

const send = (change: Change): Promise<unknown> => {
  const { runs } = getClient()
  const { id: runId, version } = change.run
  if (change.kind === 'cancel') return runs.cancel.mutate({ runId })
  if (change.kind === 'move') return runs.move.mutate({ runId, version, position: change.position })
  return runs.edit.mutate({ runId, version, input: withText(change.run.input, change.text) })
}

const useQueueChange = (sessionId: string) => {
  const queries = useQueryClient()
  const { queryKey } = queueQuery(sessionId)
  return useMutation({
    mutationFn: send,
    // The new order is seen at once; what the server says then stands.
    onMutate: (change) => {
      if (change.kind !== 'move') return
      const known = queries.getQueryData(queryKey) ?? []
      const others = known.filter((run) => run.id !== change.run.id)
      others.splice(change.position - 1, 0, ...known.filter((run) => run.id === change.run.id))
      queries.setQueryData(
        queryKey,
        others.map((run, at) => ({ ...run, position: at + 1 })),
      )
    },
    onError: sayError,
    onSettled: () => queries.invalidateQueries({ queryKey: keys.queue(sessionId) }),
  })
}

function EditRow({
  run,
  busy,
  onSave,
  onBack,
}: {
  run: QueuedRun
  busy: boolean
  onSave: (text: string) => void
  onBack: () => void
}) {
  const [text, setText] = useState(() => inputTextOf(run.input))
  return (
    <div className="flex flex-1 flex-col gap-2 py-1">
      <Textarea
        aria-label="Queued input"
        autoFocus
        className="max-h-40"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          onBack()
        }}
      />
      <div className="flex gap-2">
        <Button size="sm" look="primary" busy={busy} disabled={text.trim() === ''} onClick={() => onSave(text)}>
          Save
        </Button>
        <Button size="sm" onClick={onBack}>
          Back
        </Button>
      </div>
    </div>
  )
}

function Marks({ run }: { run: QueuedRun }) {
  const files = attachmentCount(run.input)
  const notBefore = run.notBefore ?? run.runAt
  return (
    <>
      {files > 0 && (
        <span className="flex items-center gap-0.5 text-muted-foreground text-xs">
          <Paperclip className="size-3" aria-hidden />
          {files}
        </span>
      )}
      {notBefore && (
        <span className="flex shrink-0 items-center gap-1 text-muted-foreground text-xs">
          <Clock className="size-3" aria-hidden />
          {formatMoment(notBefore)}
        </span>
      )}
    </>
  )
}

type Order = ReturnType<typeof useDragOrder>

/** A line where what is dragged would be dropped; what is dragged is faint. */
const dragLook = (drag: Order['drag'], runId: string, at: number): string => {
  if (!drag) return ''
  const line = drag.to === at ? 'shadow-[inset_0_2px_0_var(--accent)]' : ''
  return drag.id === runId ? `opacity-50 ${line}` : line
}

function QueueRow({
  run,
  length,
  change,
  order,
}: {
  run: QueuedRun
  length: number
  change: ReturnType<typeof useQueueChange>
  order: Order
}) {
  const [editing, setEditing] = useState(false)
  const opener = useFocusBack(editing)
  const move = (position: number) => change.mutate({ kind: 'move', run, position })
  return (
    <li
      className={`flex min-h-8 items-center gap-2 border-b px-2 last:border-b-0 ${dragLook(order.drag, run.id, run.position - 1)}`}
    >
      <button
        type="button"
        aria-label={`Move “${inputTextOf(run.input).slice(0, 40)}”; arrow keys change its place`}
        {...order.gripOf(run.id)}
        className="-ml-1 flex h-6 w-5 shrink-0 cursor-grab! touch-none items-center justify-center rounded text-subtle-foreground hover:text-foreground active:cursor-grabbing!"
      >
        <GripVertical className="size-3.5" aria-hidden />
      </button>
      <span className="w-5 shrink-0 text-center text-subtle-foreground text-xs tabular-nums">{run.position}</span>
      {editing ? (
        <EditRow
          run={run}
          busy={change.isPending}
          onBack={() => setEditing(false)}
          onSave={(text) => change.mutate({ kind: 'edit', run, text }, { onSuccess: () => setEditing(false) })}
        />
      ) : (
        <>
          <span className="min-w-0 flex-1 truncate">{inputTextOf(run.input)}</span>
          <Marks run={run} />
          <span className="flex shrink-0 items-center">
            <IconButton
              label="Earlier"
              size="iconSm"
              busy={change.isPending}
              disabled={run.position <= 1}
              onClick={() => move(run.position - 1)}
            >
              <ChevronUp className="size-3.5" aria-hidden />
            </IconButton>
            <IconButton
              label="Later"
              size="iconSm"
              busy={change.isPending}
              disabled={run.position >= length}
              onClick={() => move(run.position + 1)}
            >
              <ChevronDown className="size-3.5" aria-hidden />
            </IconButton>
            <IconButton ref={opener} label="Edit" size="iconSm" onClick={() => setEditing(true)}>
              <Pencil className="size-3.5" aria-hidden />
            </IconButton>
            <IconButton
              label="Cancel"
              size="iconSm"
              busy={change.isPending}
              onClick={() => change.mutate({ kind: 'cancel', run })}
            >
              <X className="size-3.5" aria-hidden />
            </IconButton>
          </span>
        </>
      )}
    </li>
  )
}

/** The inputs that wait, next one first: edit, move, cancel until they start. */
export function Queue({ sessionId }: { sessionId: string }) {
  const { data = [] } = useQuery(queueQuery(sessionId))
  const change = useQueueChange(sessionId)
  const [all, setAll] = useState(false)
  const order = useDragOrder(
    data.map((run) => run.id),
    (runId, to) => {
      const run = data.find((other) => other.id === runId)
      if (run) change.mutate({ kind: 'move', run, position: to + 1 })
    },
  )
  if (data.length === 0) return null
  const shown = all ? data : data.slice(0, shownAtOnce)
  return (
    <section aria-label="Queue" className="mb-2 overflow-hidden rounded-lg border bg-muted">
      <ol ref={order.list} className="max-h-56 overflow-y-auto">
        {shown.map((run) => (
          <QueueRow key={run.id} run={run} length={data.length} change={change} order={order} />
        ))}
      </ol>
      {shown.length < data.length && (
        <Button look="ghost" size="sm" className="m-1" onClick={() => setAll(true)}>
          {plural(data.length - shown.length, 'more', 'more')}
        </Button>
      )}
    </section>
  )
}

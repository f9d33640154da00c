'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { Button } from '@/components/ui/button.tsx'
import { Dialog, DialogActions } from '@/components/ui/dialog.tsx'
import { formatCount, plural } from '@/format/number.ts'
import { type BulkAction, type Planned, planBulk } from './bulk-plan.ts'
import { ConditionIcon } from './condition-icon.tsx'
import { conditionOf } from './session-condition.ts'
import { type BulkState, useBulk } from './use-bulk.ts'

const verbs: Record<BulkAction['kind'], { title: string; button: string; note: string | null }> = {
  archive: { title: 'Archive', button: 'Archive', note: null },
  unarchive: { title: 'Take out of the archive', button: 'Take out', note: null },
  cancel: { title: 'Cancel the work of', button: 'Cancel the work', note: 'What a run did already stays as it is.' },
  delete: { title: 'Delete', button: 'Delete', note: 'This cannot be undone.' },
  label: { title: 'Change the labels of', button: 'Change the labels', note: null },
}

/** More rows than these are summed up: nobody reads them. */
const shownRows = 100

function PlannedRows({ title, rows, muted = false }: { title: string; rows: readonly Planned[]; muted?: boolean }) {
  if (rows.length === 0) return null
  return (
    <section aria-label={title} className={muted ? 'text-muted-foreground' : ''}>
      <h3 className="mb-1 font-medium text-subtle-foreground text-xs">
        {title} · {formatCount(rows.length)}
      </h3>
      <ul className="divide-y divide-border/70 rounded-md border">
        {rows.slice(0, shownRows).map(({ session, effect }) => (
          <li key={session.id} className="flex flex-wrap items-center gap-x-2 px-2.5 py-1.5">
            <ConditionIcon kind={conditionOf(session).kind} label={conditionOf(session).label} />
            <span className="min-w-0 flex-1 basis-40 truncate">{session.title ?? 'Untitled session'}</span>
            <span className="text-muted-foreground text-xs max-sm:basis-full max-sm:pl-6">{effect}</span>
          </li>
        ))}
        {rows.length > shownRows && (
          <li className="px-2.5 py-1.5 text-muted-foreground text-xs">
            and {formatCount(rows.length - shownRows)} more
          </li>
        )}
      </ul>
    </section>
  )
}

function Progress({ state }: { state: Extract<BulkState, { phase: 'working' }> }) {
  return (
    <div className="flex flex-col gap-1.5">
      <progress
        value={state.done}
        max={state.of}
        aria-label="Progress"
        className="h-1.5 w-full overflow-hidden rounded-full bg-muted [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-muted [&::-webkit-progress-value]:bg-accent"
      />
      <p role="status" className="text-muted-foreground text-xs tabular-nums">
        {formatCount(state.done)} of {formatCount(state.of)}
      </p>
    </div>
  )
}

/**
 * A dry run that stays true while it is looked at (the rows are live), and the action itself. What was skipped or refused
 * says why.
 */
export function BulkDialog({
  action,
  sessions,
  onOpenChange,
  onDone,
}: {
  action: BulkAction
  sessions: readonly SessionSummary[]
  onOpenChange: (open: boolean) => void
  onDone: () => void
}) {
  const { state, start, stop } = useBulk(action, onDone)
  const plan = planBulk(action, sessions)
  const { title, button, note } = verbs[action.kind]
  const destructive = action.kind === 'delete' || action.kind === 'cancel'
  const close = () => onOpenChange(false)
  return (
    <Dialog open onOpenChange={onOpenChange} title={`${title} ${plural(plan.will.length, 'session')}`} wide>
      <div className="flex flex-col gap-4">
        {note && plan.will.length > 0 && state.phase === 'planned' && <p className="text-muted-foreground">{note}</p>}
        {state.phase === 'working' && <Progress state={state} />}
        {state.phase === 'failed' && <PlannedRows title="The server refused" rows={state.failures} />}
        {state.phase === 'planned' && (
          <>
            <PlannedRows title="What will happen" rows={plan.will} />
            <PlannedRows title="Left as they are" rows={plan.skipped} muted />
          </>
        )}
      </div>
      <DialogActions>
        {state.phase === 'planned' && (
          <>
            <Button onClick={close}>Leave everything as it is</Button>
            <Button
              // Enter confirms at once only what can be undone.
              autoFocus={!destructive}
              look={destructive ? 'danger' : 'primary'}
              disabled={plan.will.length === 0}
              onClick={() => void start(plan.will.map(({ session }) => session))}
            >
              {button}
            </Button>
          </>
        )}
        {state.phase === 'working' && <Button onClick={stop}>Stop here</Button>}
        {state.phase === 'failed' && <Button onClick={onDone}>Close</Button>}
      </DialogActions>
    </Dialog>
  )
}

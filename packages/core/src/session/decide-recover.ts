import type { EventData } from '@sojourn/contract/event'
import type { CommandOf } from './command.ts'
import { draft, type EventDraft } from './event-draft.ts'
import type { SessionState } from './session-state.ts'
import { moveStatus } from './transitions.ts'

/**
 * [C3] Reopens a crashed session. The run that was lost has its one terminal event, so continuing it means a new run of
 * the same input that names it in `continues`: with `continue` its runner finds the checkpoint, the
 * finished steps and the ledger of the lost run; with `retry` it starts from nothing.
 */
export const decideRecover = (state: SessionState, command: CommandOf<'recover'>): EventDraft[] => {
  const { strategy, lost, checkpointBefore, runId, actor } = command
  const reopened = moveStatus(state.record.status, { trigger: 'recover', reason: undefined, actor })
  const data: EventData<'session.recovered'> = { strategy, by: actor.by }
  if (strategy === 'abandon' || !lost) return [...reopened, draft('session.recovered', data, actor)]
  const queued: EventData<'run.queued'> = {
    input: lost.input,
    position: 1,
    strategy: 'enqueue',
    by: actor.by,
    metadata: lost.metadata,
  }
  if (strategy === 'retry' && checkpointBefore !== state.record.checkpointId) data.checkpointId = checkpointBefore
  if (strategy === 'continue') queued.continues = [...lost.continues, lost.id]
  if (lost.timeoutMs !== null) queued.timeoutMs = lost.timeoutMs
  return [
    ...reopened,
    draft('session.recovered', { ...data, runId, attempt: 1 }, actor),
    draft('run.queued', queued, { runId, source: actor.source }),
  ]
}

import type { SessionEvent } from './event.ts'
import { inputText } from './input-text.ts'
import type { RunView } from './transcript-items.ts'

export const unknownRun = (runId: string): RunView => ({
  runId,
  text: '',
  status: 'queued',
  attempt: 0,
  startedAt: null,
  settledAt: null,
  settledSeq: null,
  durationMs: null,
  doneReason: null,
  usage: null,
  error: null,
  output: null,
})

const outcomeOf = (event: SessionEvent): Partial<RunView> | null => {
  switch (event.type) {
    case 'run.completed':
      return { status: 'completed', output: event.data.output ?? null }
    case 'run.failed':
      return { status: 'failed', error: event.data.error }
    case 'run.cancelled':
      return { status: 'cancelled' }
    case 'run.timed_out':
      return { status: 'timed_out' }
    default:
      return null
  }
}

const settlementOf = (event: SessionEvent): Partial<RunView> | null => {
  const outcome = outcomeOf(event)
  if (!outcome || !('doneReason' in event.data)) return null
  const { durationMs, doneReason, usage = null } = event.data
  return { ...outcome, durationMs, doneReason, usage, settledAt: event.ts, settledSeq: event.seq }
}

/** What a `run.*` event changes in the view of its run; null when nothing. */
export const runChangeOf = (event: SessionEvent): Partial<RunView> | null => {
  switch (event.type) {
    case 'run.queued':
      return { status: 'queued', text: inputText(event.data.input) }
    case 'run.edited':
      return event.data.input ? { text: inputText(event.data.input) } : null
    case 'run.started':
      return { status: 'running', attempt: event.data.attempt, startedAt: event.ts, error: null }
    case 'run.requeued':
      return { status: 'queued', error: event.data.error ?? null }
    default:
      return settlementOf(event)
  }
}

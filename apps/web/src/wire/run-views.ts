import type { SessionEvent } from '@sojourn/contract/event'
import type { JsonValue } from '@sojourn/contract/json'
import type { RunError } from '@sojourn/contract/run'
import type { DoneReason } from '@sojourn/contract/session'
import type { UsageTotals } from '@sojourn/contract/usage'
import { inputTextOf } from './input-text.ts'

/** A run as its events tell it. */
export interface RunView {
  runId: string
  text: string
  status: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled' | 'timed_out'
  attempt: number
  startedAt: string | null
  settledAt: string | null
  /** Seq of its terminal event. */
  settledSeq: number | null
  durationMs: number | null
  doneReason: DoneReason | null
  usage: UsageTotals | null
  error: RunError | null
  output: JsonValue | null
}

export type RunViews = ReadonlyMap<string, RunView>

const settle = (event: SessionEvent): Partial<RunView> | null => {
  switch (event.type) {
    case 'run.completed':
      return {
        status: 'completed',
        usage: event.data.usage,
        durationMs: event.data.durationMs,
        doneReason: event.data.doneReason,
        output: event.data.output ?? null,
      }
    case 'run.failed':
      return {
        status: 'failed',
        error: event.data.error,
        durationMs: event.data.durationMs,
        doneReason: event.data.doneReason,
      }
    case 'run.cancelled':
      return { status: 'cancelled', durationMs: event.data.durationMs, doneReason: event.data.doneReason }
    case 'run.timed_out':
      return { status: 'timed_out', durationMs: event.data.durationMs, doneReason: event.data.doneReason }
    default:
      return null
  }
}

const change = (event: SessionEvent): Partial<RunView> | null => {
  switch (event.type) {
    case 'run.queued':
      return { status: 'queued', text: inputTextOf(event.data.input) }
    case 'run.edited':
      return event.data.input ? { text: inputTextOf(event.data.input) } : null
    case 'run.started':
      return { status: 'running', attempt: event.data.attempt, startedAt: event.ts, error: null }
    case 'run.requeued':
      return { status: 'queued', error: event.data.error ?? null }
    default: {
      const settled = settle(event)
      return settled && { ...settled, settledAt: event.ts, settledSeq: event.seq }
    }
  }
}

const unknownRun = (runId: string): RunView => ({
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

/** Folds `run.*` events; the same map comes back when there was none. */
export const foldRuns = (events: readonly SessionEvent[], from: RunViews): RunViews => {
  let runs: Map<string, RunView> | null = null
  for (const event of events) {
    const changed = event.runId ? change(event) : null
    if (!event.runId || !changed) continue
    runs ??= new Map(from)
    runs.set(event.runId, { ...(runs.get(event.runId) ?? unknownRun(event.runId)), ...changed })
  }
  return runs ?? from
}

import { coreCommandOf } from '@sojourn/contract/command'
import type { SessionEvent } from '@sojourn/contract/event'
import { inputText } from '@sojourn/contract/input-text'
import { noUsage } from '@sojourn/contract/usage'
import type { RunRecord } from '../ports/records.ts'
import { cutText } from './cut-text.ts'
import { type Appliers, type Apply, changed, type Draft } from './evolve-draft.ts'

/** Longest title taken from a first input ([S10]), characters. */
const maxInputTitle = 120

/** Stores a run that changes in its place. */
export const putRun = (draft: Draft, run: RunRecord): void => {
  draft.changes.runs.set(run.id, run)
  if (draft.active?.id === run.id) draft.active = run
  const at = draft.queue.findIndex((queued) => queued.id === run.id)
  if (at >= 0) draft.queue[at] = run
}

/** A sort key between the neighbours of a place in the queue; null when there is no number left between them. */
const orderAt = (queue: readonly RunRecord[], at: number, newest: number): number | null => {
  const before = queue[at - 1]?.queueOrder
  const after = queue[at]?.queueOrder
  if (before !== undefined && after !== undefined) {
    const between = (before + after) / 2
    return before < between && between < after ? between : null
  }
  if (after !== undefined) return Math.min(after - 1, newest)
  return before === undefined ? newest : Math.max(before + 1, newest)
}

/** Puts a waiting run at a place counted from 0, with a sort key between its neighbours. */
const enqueue = (draft: Draft, run: RunRecord, at: number): void => {
  const queueOrder = orderAt(draft.queue, at, run.queueOrder)
  draft.queue.splice(at, 0, { ...run, queueOrder: queueOrder ?? run.queueOrder })
  // Halving the room between two runs again and again uses it up: then the whole queue is numbered anew.
  if (queueOrder === null) draft.queue = draft.queue.map((queued, place) => ({ ...queued, queueOrder: place + 1 }))
  for (const queued of queueOrder === null ? draft.queue : draft.queue.slice(at, at + 1)) {
    draft.changes.runs.set(queued.id, queued)
  }
}

const titleFrom = (text: string): string => cutText(text.trim().replace(/\s+/g, ' '), maxInputTitle)

const queueRun: Apply<'run.queued'> = (draft, event) => {
  const { input, position, strategy, runAt, timeoutMs, metadata, continues, by } = event.data
  const { record } = draft
  const run: RunRecord = {
    id: event.runId ?? '',
    sessionId: record.id,
    projectId: record.projectId,
    agentId: record.agentId,
    status: 'queued',
    input,
    strategy,
    attempt: 0,
    version: 1,
    timeoutMs: timeoutMs ?? null,
    runAt: runAt ?? null,
    notBefore: null,
    queueOrder: event.seq,
    metadata: metadata ?? {},
    continues: continues ?? [],
    createdBy: by ?? 'runtime',
    createdAt: event.ts,
    startedAt: null,
    settledAt: null,
    durationMs: null,
    usage: noUsage,
    doneReason: null,
    output: null,
    error: null,
    cancelledBy: null,
    cancelReason: null,
    failedAttempts: 0,
    writesDone: 0,
  }
  enqueue(draft, run, position - 1)
  const text = inputText(input)
  if (record.titleSource === 'none' && text.trim() !== '' && coreCommandOf(text) === null) {
    record.title = titleFrom(text)
    record.titleSource = 'input'
    changed(draft)
  }
}

const settle = (draft: Draft, event: SessionEvent, outcome: Partial<RunRecord>): void => {
  const run = draft.active?.id === event.runId ? draft.active : draft.queue.find((queued) => queued.id === event.runId)
  if (!run) return
  draft.changes.runs.set(run.id, { ...run, settledAt: event.ts, ...outcome })
  draft.queue = draft.queue.filter((queued) => queued.id !== run.id)
  if (draft.active?.id === run.id) draft.active = null
  // How the session's last work ended: a run that never executed says nothing about that.
  if (run.attempt > 0) draft.record.doneReason = outcome.doneReason ?? null
}

/** What the events of runs do. */
export const runAppliers: Appliers<`run.${string}`> = {
  'run.queued': queueRun,
  'run.edited': (draft, event) => {
    const run = draft.queue.find((queued) => queued.id === event.runId)
    if (!run) return
    const { version, input, runAt, timeoutMs, metadata } = event.data
    putRun(draft, {
      ...run,
      version,
      input: input ?? run.input,
      runAt: runAt === undefined ? run.runAt : runAt,
      timeoutMs: timeoutMs === undefined ? run.timeoutMs : timeoutMs,
      metadata: metadata ?? run.metadata,
    })
  },
  'run.moved': (draft, event) => {
    const run = draft.queue.find((queued) => queued.id === event.runId)
    if (!run) return
    draft.queue = draft.queue.filter((queued) => queued.id !== run.id)
    enqueue(draft, { ...run, version: event.data.version }, event.data.position - 1)
  },
  'run.started': (draft, event) => {
    const run = draft.queue.find((queued) => queued.id === event.runId)
    if (!run) return
    draft.queue = draft.queue.filter((queued) => queued.id !== run.id)
    draft.active = { ...run, status: 'running', attempt: event.data.attempt, startedAt: run.startedAt ?? event.ts }
    draft.changes.runs.set(run.id, draft.active)
    draft.record.doneReason = null
  },
  'run.requeued': (draft, event) => {
    const run = draft.active
    if (!run || run.id !== event.runId) return
    draft.active = null
    const failedAttempts = run.failedAttempts + (event.data.reason === 'shutdown' ? 0 : 1)
    enqueue(draft, { ...run, status: 'queued', notBefore: event.data.notBefore ?? null, failedAttempts }, 0)
  },
  'run.completed': (draft, event) => {
    const { durationMs, doneReason, output } = event.data
    settle(draft, event, { status: 'completed', durationMs, doneReason, output: output ?? null })
  },
  'run.failed': (draft, event) => {
    const { durationMs, doneReason, error } = event.data
    settle(draft, event, { status: 'failed', durationMs, doneReason, error })
  },
  'run.cancelled': (draft, event) => {
    const { durationMs, doneReason, by, reason } = event.data
    settle(draft, event, { status: 'cancelled', durationMs, doneReason, cancelledBy: by, cancelReason: reason ?? null })
  },
  'run.timed_out': (draft, event) => {
    const { durationMs, doneReason } = event.data
    settle(draft, event, { status: 'timed_out', durationMs, doneReason })
  },
}

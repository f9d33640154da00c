import { isDeepStrictEqual } from 'node:util'
import type { Attachment } from '@sojourn/contract/attachment'
import { coreCommandOf } from '@sojourn/contract/command'
import { SojournError } from '@sojourn/contract/error'
import type { EventData } from '@sojourn/contract/event'
import { inputText } from '@sojourn/contract/input-text'
import type { RunInput } from '@sojourn/contract/run'
import type { RunRecord } from '../ports/records.ts'
import type { AttemptRef, BlockText, By, CommandOf, DecisionContext, RunEdit } from './command.ts'
import { draft, type EventDraft } from './event-draft.ts'
import { closeBlocks, closePending, failOpenCalls } from './leftovers.ts'
import { isOpen, mayStart, nextDueRun, type SessionState } from './session-state.ts'
import { moveState, moveStatus, type StateMove } from './transitions.ts'

/** [S5] Refuses input with a code that says why. */
const refuseClosed = ({ record }: SessionState): void => {
  if (record.archivedAt !== null) throw new SojournError('SESSION_ARCHIVED', 'The session is archived.')
  if (record.status === 'completed') throw new SojournError('SESSION_COMPLETED', 'The session is completed.')
  if (record.status === 'crashed') throw new SojournError('SESSION_CRASHED', 'The session has crashed.')
}

/** Whether input given now has to wait. What only the host can know (its limits) does not count. */
const mustWait = (state: SessionState, runAt: string | undefined, now: number): boolean =>
  !isOpen(state) ||
  state.active !== null ||
  nextDueRun(state, now) !== undefined ||
  (runAt !== undefined && Date.parse(runAt) > now)

/** [R2] [R3] */
export const decideSubmit = (
  state: SessionState,
  command: CommandOf<'submit'>,
  { now }: DecisionContext,
): EventDraft[] => {
  refuseClosed(state)
  const { maxQueuedRuns } = state.record.limits
  if (command.strategy === 'reject' && (state.active || nextDueRun(state, now))) {
    throw new SojournError('SESSION_BUSY', 'A run is executing or waiting.')
  }
  if (mustWait(state, command.runAt, now) && state.queue.length >= maxQueuedRuns) {
    throw new SojournError('QUEUE_FULL', `${state.queue.length} runs wait, and the session takes ${maxQueuedRuns}.`, {
      meta: { maxQueuedRuns },
    })
  }
  const interrupts = command.strategy === 'interrupt'
  const { input, strategy, runAt, timeoutMs, metadata, actor, runId } = command
  const data: EventData<'run.queued'> = {
    input,
    position: interrupts ? 1 : state.queue.length + 1,
    strategy,
    by: actor.by,
  }
  if (runAt !== undefined) data.runAt = runAt
  if (timeoutMs !== undefined) data.timeoutMs = timeoutMs
  if (metadata !== undefined) data.metadata = metadata
  const queued = draft('run.queued', data, { runId, source: actor.source })
  const interrupted =
    interrupts && state.active ? cancelActive(state, { actor, reason: 'interrupted by new input' }) : []
  // Last, so that the answer names the seq of this very event.
  return [...interrupted, queued]
}

interface Cancellation {
  actor: By
  reason: string | undefined
}

/** Asks the executing run to end: its questions are closed, the state says so, and only then is the runner told. */
export const cancelActive = (state: SessionState, { actor, reason }: Cancellation): EventDraft[] => {
  const { active, record } = state
  if (!active || record.state === 'interrupting') return []
  const interrupt: StateMove = { trigger: 'interrupt', cause: 'cancel', by: actor.by, reason, runId: active.id }
  return [...closePending(state, active.id, 'cancelled'), ...moveState(record.state, interrupt)]
}

const cancelWaiting = (run: RunRecord, { actor, reason }: Cancellation): EventDraft => {
  const data: EventData<'run.cancelled'> = { by: actor.by, wasQueued: true, durationMs: 0, doneReason: 'cancelled' }
  if (reason !== undefined) data.reason = reason
  return draft('run.cancelled', data, { runId: run.id, source: actor.source })
}

interface QueueCancellation extends Cancellation {
  openTexts: readonly BlockText[]
}

/** What a waiting run of an earlier attempt leaves behind ends with it. */
const cancelQueuedRun = (state: SessionState, run: RunRecord, cancellation: QueueCancellation): EventDraft[] => [
  ...closePending(state, run.id, 'cancelled'),
  ...failOpenCalls(state, run.id, 'The run was cancelled before anybody said whether this call happened.'),
  ...closeBlocks(state, run.id, cancellation.openTexts),
  cancelWaiting(run, cancellation),
]

export const cancelQueued = (state: SessionState, cancellation: QueueCancellation): EventDraft[] =>
  state.queue.flatMap((run) => cancelQueuedRun(state, run, cancellation))

/** [R6] A settled run is answered by the caller and never comes here. */
export const decideCancelRun = (
  state: SessionState,
  { runId, reason, actor }: CommandOf<'cancelRun'>,
  { openTexts }: DecisionContext,
): EventDraft[] => {
  if (state.active?.id === runId) return cancelActive(state, { actor, reason })
  const run = state.queue.find((queued) => queued.id === runId)
  return run ? cancelQueuedRun(state, run, { actor, reason, openTexts }) : []
}

const waitingRun = (state: SessionState, runId: string, version: number): RunRecord => {
  const run = state.queue.find((queued) => queued.id === runId)
  if (!run) throw new SojournError('RUN_NOT_QUEUED', 'The run has started or has ended.')
  if (run.version !== version) {
    throw new SojournError('VERSION_MISMATCH', `The run is at version ${run.version}, not ${version}.`, {
      meta: { version: run.version },
    })
  }
  return run
}

/** What an edit really changes. */
const changesOf = (run: RunRecord, change: RunEdit): RunEdit =>
  Object.fromEntries(
    Object.entries(change).filter(
      ([field, value]) => value !== undefined && !isDeepStrictEqual(value, run[field as keyof RunEdit]),
    ),
  )

/** [R9] Setting what is so already is no change. */
export const decideEditRun = (
  state: SessionState,
  { runId, version, change, actor }: CommandOf<'editRun'>,
): EventDraft[] => {
  const run = waitingRun(state, runId, version)
  if (change.input && coreCommandOf(inputText(change.input)) === '/terminate') {
    throw new SojournError('VALIDATION_FAILED', 'A queued run cannot become /terminate, which acts at once.', {
      issues: [{ path: 'input', message: 'Cancel the executing run instead' }],
    })
  }
  const changes = changesOf(run, change)
  if (Object.keys(changes).length === 0) return []
  const data = { version: run.version + 1, ...changes, by: actor.by } as EventData<'run.edited'>
  return [draft('run.edited', data, { runId, source: actor.source })]
}

/** [R9] */
export const decideMoveRun = (
  state: SessionState,
  { runId, version, position, actor }: CommandOf<'moveRun'>,
): EventDraft[] => {
  const run = waitingRun(state, runId, version)
  const at = Math.min(position, state.queue.length)
  if (state.queue[at - 1]?.id === runId) return []
  return [draft('run.moved', { version: run.version + 1, position: at, by: actor.by }, { runId, source: actor.source })]
}

/** The files of an input as a block has them. */
const attachmentsIn = (input: RunInput): Attachment[] =>
  'text' in input ? [] : input.blocks.flatMap((block) => (block.type === 'file' ? [withoutType(block)] : []))

const withoutType = ({ type: _, ...file }: Attachment & { type: 'file' }): Attachment => file

/** The input as a block of the transcript; core commands are not part of the talk with the agent. */
const userMessage = (run: RunRecord): EventDraft[] => {
  const text = inputText(run.input)
  if (coreCommandOf(text) !== null) return []
  const blockId = `${run.id}.input`
  const attachments = attachmentsIn(run.input)
  const block = { blockId, kind: 'user_message' as const, text, ...(attachments.length > 0 ? { attachments } : {}) }
  const options = { runId: run.id, source: 'user' as const }
  return [
    draft('block.started', { blockId, kind: 'user_message' }, options),
    draft('block.completed', { blockId, block }, options),
  ]
}

/** What an attempt that starts anew will not take up again: it asks under other names. */
const supersede = (state: SessionState, runId: string): EventDraft[] => [
  ...closePending(state, runId, 'superseded'),
  ...failOpenCalls(state, runId, 'A later attempt starts anew.'),
]

/** [C4] An attempt that starts anew would do again what an earlier one has done. */
export const isRepeatable = (run: RunRecord, runner: { resumes: boolean; goesOn?: boolean }): boolean =>
  runner.resumes || runner.goesOn === true || run.writesDone === 0

/** Nothing that has happened is silently repeated: a person says whether the run shall start from nothing. */
const refuseRepetition = (state: SessionState, run: RunRecord): EventDraft[] => {
  const message = 'An earlier attempt has changed something, and this runner would do it again: recover, or abandon it.'
  const error = { code: 'HOST_LOST', message, retryable: false }
  const failed: EventData<'run.failed'> = { error, doneReason: 'host_lost', durationMs: 0, usage: run.usage }
  return [
    ...supersede(state, run.id),
    draft('run.failed', failed, { runId: run.id }),
    ...moveState(state.record.state, { trigger: 'fault', runId: run.id }),
    ...moveStatus(state.record.status, {
      trigger: 'crash',
      reason: 'host_lost',
      actor: { by: 'runtime', source: 'runtime' },
    }),
  ]
}

/** Starts the next run that is due; nothing when none may start. `resumes`: the runner goes on with what an earlier attempt left. */
export const decideStartRun = (
  state: SessionState,
  { runner, hostId, resumes, goesOn = false }: CommandOf<'startRun'>,
  { now }: DecisionContext,
): EventDraft[] => {
  const run = nextDueRun(state, now)
  if (!run || !mayStart(state, now)) return []
  if (!isRepeatable(run, { resumes, goesOn })) return refuseRepetition(state, run)
  const attempt = run.attempt + 1
  return [
    draft('run.started', { attempt, runner, hostId }, { runId: run.id }),
    ...moveState(state.record.state, { trigger: 'run_started', runId: run.id }),
    ...(attempt > 1 && !resumes ? supersede(state, run.id) : []),
    ...(attempt === 1 ? userMessage(run) : []),
  ]
}

export const isExecuting = (state: SessionState, { runId, attempt }: AttemptRef): boolean =>
  state.active?.id === runId && state.active.attempt === attempt

/** The run's time is up: it is interrupted like by a cancel, but nobody's name is on it. */
export const decideTimeOutRun = (state: SessionState, { attempt }: CommandOf<'timeOutRun'>): EventDraft[] => {
  if (!isExecuting(state, attempt) || state.record.state !== 'running') return []
  return [
    ...closePending(state, attempt.runId, 'cancelled'),
    ...moveState(state.record.state, { trigger: 'interrupt', cause: 'timeout', by: 'runtime', runId: attempt.runId }),
  ]
}

import type { EventData } from '@sojourn/contract/event'
import type { RunError } from '@sojourn/contract/run'
import { addUsage } from '@sojourn/contract/usage'
import { isoTime } from '../ports/clock.ts'
import type { RunRecord } from '../ports/records.ts'
import { isExceeded } from '../usage/budget.ts'
import {
  AttemptDetached,
  type AttemptEnd,
  type AttemptRef,
  type BlockText,
  type CommandOf,
  type DecisionContext,
} from './command.ts'
import { isExecuting, isRepeatable } from './decide-run.ts'
import { draft, type EventDraft } from './event-draft.ts'
import { closeBlocks, closePending, failOpenCalls, interruptedCalls } from './leftovers.ts'
import type { SessionState } from './session-state.ts'
import { moveState, moveStatus } from './transitions.ts'

/** Fences what an attempt says: an attempt that is not the executing one can write nothing. */
export const decideReport = (state: SessionState, { attempt, drafts }: CommandOf<'report'>): readonly EventDraft[] => {
  if (!isExecuting(state, attempt)) throw new AttemptDetached()
  return [...drafts, ...overBudget(state, drafts)]
}

/** [R13] A run that exceeds the session's budget is interrupted in the commit that records it. */
const overBudget = (state: SessionState, drafts: readonly EventDraft[]): EventDraft[] => {
  const { limits, state: engine, activeRunId } = state.record
  const records = drafts.filter((reported) => reported.type === 'usage.recorded')
  if (!limits.budget || records.length === 0 || engine !== 'running' || activeRunId === null) return []
  const usage = records.reduce((totals, { data }) => addUsage(totals, data), state.record.usage)
  if (!isExceeded(limits.budget, usage)) return []
  return [
    ...closePending(state, activeRunId, 'cancelled'),
    ...moveState(engine, { trigger: 'interrupt', cause: 'budget', by: 'runtime', runId: activeRunId }),
  ]
}

/** [S10] A runner names the session unless somebody has set a title. */
export const decideNameSession = (
  state: SessionState,
  { attempt, title, by }: CommandOf<'nameSession'>,
): readonly EventDraft[] => {
  if (!isExecuting(state, attempt)) throw new AttemptDetached()
  const { record } = state
  if (record.titleSource === 'set' || record.title === title) return []
  const data = { changes: ['title'], version: record.version + 1, values: { title }, by }
  return [draft('session.updated', data, { runId: attempt.runId, source: 'runner' })]
}

const durationOf = (run: RunRecord, now: number): number =>
  run.startedAt === null ? 0 : Math.max(0, now - Date.parse(run.startedAt))

const runtime = { by: 'runtime', source: 'runtime' } as const
const processEnded = 'The process that executed it ended'

/** Wait before the next attempt, doubling with each. */
const backoff = (attempt: number, backoffMs: number): number => Math.min(backoffMs * 2 ** (attempt - 1), 300_000)

/** Whoever refused may ask for more time; nobody's word holds a run for more than an hour. */
const askedDelay = ({ retryAfterMs = 0 }: RunError): number => Math.min(retryAfterMs, 3_600_000)

interface Leftovers {
  blocks: readonly BlockText[]
  message: string
}

/** Everything that a run which will not go on leaves open is closed, so that nothing waits for it. */
const closeAll = (state: SessionState, run: RunRecord, { blocks, message }: Leftovers): EventDraft[] => [
  ...closeBlocks(state, run.id, blocks),
  ...failOpenCalls(state, run.id, message),
  ...closePending(state, run.id, 'cancelled'),
]

/** [R5] Exactly one terminal event. An acknowledged cancel or timeout stands, however the runner ended (trap 7). */
const terminal = (state: SessionState, run: RunRecord, { end, now }: { end: AttemptEnd; now: number }): EventDraft => {
  const options = { runId: run.id }
  const settled = { durationMs: durationOf(run, now), usage: run.usage }
  if (state.record.state === 'interrupting' && run.cancelledBy !== null) {
    const data: EventData<'run.cancelled'> = {
      ...settled,
      by: run.cancelledBy,
      wasQueued: false,
      doneReason: 'cancelled',
    }
    if (run.cancelReason !== null) data.reason = run.cancelReason
    return draft('run.cancelled', data, options)
  }
  if (state.record.state === 'interrupting' && run.doneReason === 'budget') {
    const message = 'The session has used more than its budget.'
    const error = { code: 'BUDGET_EXCEEDED', message, retryable: false }
    return draft('run.failed', { ...settled, error, doneReason: 'budget' }, options)
  }
  if (state.record.state === 'interrupting') {
    const timeoutMs = run.timeoutMs ?? state.record.limits.runTimeoutMs ?? 0
    return draft('run.timed_out', { ...settled, timeoutMs, doneReason: 'timed_out' }, options)
  }
  if (end.kind === 'outcome' && end.outcome.status === 'completed') {
    const { output, doneReason } = end.outcome
    const said = output === undefined ? {} : { output }
    return draft('run.completed', { ...settled, doneReason: doneReason ?? 'completed', ...said }, options)
  }
  if (end.kind === 'compacted') return draft('run.completed', { ...settled, doneReason: 'compacted' }, options)
  const failure = failureOf(end)
  return draft('run.failed', { ...settled, ...failure }, options)
}

const stopped: RunError = { code: 'RUNNER_FAILED', message: 'The runner was stopped.', retryable: false }

const failureOf = (end: AttemptEnd): { error: RunError; doneReason: EventData<'run.failed'>['doneReason'] } => {
  if (end.kind === 'outcome' && end.outcome.status === 'failed') {
    return { error: end.outcome.error, doneReason: end.outcome.doneReason ?? 'error' }
  }
  return { error: end.kind === 'threw' ? end.error : stopped, doneReason: 'error' }
}

/** [R12] A failure that may pass is tried again while attempts are left, unless somebody wants the run ended. */
const mayRetry = (state: SessionState, run: RunRecord, command: CommandOf<'endAttempt'>): boolean =>
  (command.end.kind === 'threw' || (command.end.kind === 'outcome' && command.end.outcome.status === 'failed')) &&
  failureOf(command.end).error.retryable &&
  state.record.state === 'running' &&
  state.record.policy.recovery === 'auto' &&
  isRepeatable(run, command) &&
  run.failedAttempts + 1 < state.record.policy.maxAttempts

/** An attempt has ended: the run settles, or waits for its next attempt. */
export const decideEndAttempt = (
  state: SessionState,
  command: CommandOf<'endAttempt'>,
  { now, openTexts }: DecisionContext,
): EventDraft[] => {
  const { end, resumes, backoffMs } = command
  if (!isExecuting(state, command.attempt) || !state.active) throw new AttemptDetached()
  // What the attempt itself tells goes before what the log has: it may hold words that were not said yet.
  const blocks = [...command.blocks, ...openTexts]
  const run = state.active
  if (mayRetry(state, run, command)) {
    const { error } = failureOf(end)
    const notBefore = isoTime(now + Math.max(backoff(run.failedAttempts + 1, backoffMs), askedDelay(error)))
    const requeued: EventData<'run.requeued'> = { reason: 'retry', attempt: run.attempt + 1, notBefore, error }
    return [
      ...(resumes ? [] : closeBlocks(state, run.id, blocks)),
      ...interruptedCalls(state, run.id, { what: 'The attempt that executed it ended', keepsWaiting: true }),
      draft('run.requeued', requeued, { runId: run.id }),
      ...moveState(state.record.state, { trigger: 'fault', runId: run.id }),
    ]
  }
  const last = terminal(state, run, { end, now })
  const faulty = last.type === 'run.failed' || last.type === 'run.timed_out'
  return [
    ...closeAll(state, run, { blocks, message: 'The run ended before the tool did.' }),
    last,
    ...moveState(state.record.state, { trigger: faulty ? 'fault' : 'run_settled', runId: run.id }),
  ]
}

/** The end of an attempt that somebody wanted ended, and whose process went before it could say so. */
const asStopped = (attempt: AttemptRef, blocks: readonly BlockText[], resumes: boolean): CommandOf<'endAttempt'> => ({
  type: 'endAttempt',
  attempt,
  end: { kind: 'stopped' },
  blocks,
  resumes,
  backoffMs: 0,
})

/** [C6] The host stops in good order: the run goes on with the next host. A cancel that was asked for is done now. */
export const decideRequeueForShutdown = (
  state: SessionState,
  command: CommandOf<'requeueForShutdown'>,
  context: DecisionContext,
): EventDraft[] => {
  const { attempt, resumes } = command
  const blocks = [...command.blocks, ...context.openTexts]
  if (!isExecuting(state, attempt) || !state.active) return []
  const run = state.active
  if (state.record.state === 'interrupting')
    return decideEndAttempt(state, asStopped(attempt, blocks, resumes), context)
  return [
    ...(resumes ? [] : closeBlocks(state, run.id, blocks)),
    ...interruptedCalls(state, run.id, { what: processEnded, keepsWaiting: true }),
    draft('run.requeued', { reason: 'shutdown', attempt: run.attempt + 1 }, { runId: run.id }),
    ...moveState(state.record.state, { trigger: 'run_settled', runId: run.id }),
  ]
}

/** [C2] [C3] Nobody executes this session's run any more. */
export const decideLoseHost = (
  state: SessionState,
  command: CommandOf<'loseHost'>,
  context: DecisionContext,
): EventDraft[] => {
  const { attempt, resumes } = command
  const run = state.active
  if (!run || !isExecuting(state, attempt)) return []
  const { openTexts: blocks } = context
  if (state.record.state === 'interrupting')
    return decideEndAttempt(state, asStopped(attempt, blocks, resumes), context)
  const { policy } = state.record
  const fault = moveState(state.record.state, { trigger: 'fault', runId: run.id })
  if (policy.recovery === 'auto' && run.failedAttempts + 1 < policy.maxAttempts && isRepeatable(run, command)) {
    const requeued: EventData<'run.requeued'> = { reason: 'host_lost', attempt: run.attempt + 1 }
    // The first attempt after a lost host starts at once; a run that keeps losing its host waits longer each time.
    if (run.failedAttempts > 0)
      requeued.notBefore = isoTime(context.now + backoff(run.failedAttempts, command.backoffMs))
    return [
      ...(resumes ? [] : closeBlocks(state, run.id, blocks)),
      ...interruptedCalls(state, run.id, { what: processEnded, keepsWaiting: true }),
      draft('run.requeued', requeued, { runId: run.id }),
      ...fault,
    ]
  }
  const isUsedUp = policy.recovery === 'auto' && run.failedAttempts + 1 >= policy.maxAttempts
  const attempts = isUsedUp ? ` after ${run.attempt} attempts` : ''
  const error = { code: 'HOST_LOST', message: `The process that executed the run died${attempts}.`, retryable: true }
  const failed = { error, doneReason: 'host_lost' as const, durationMs: durationOf(run, context.now), usage: run.usage }
  return [
    ...closeBlocks(state, run.id, blocks),
    ...interruptedCalls(state, run.id, { what: processEnded, keepsWaiting: false }),
    ...closePending(state, run.id, 'cancelled'),
    draft('run.failed', failed, { runId: run.id }),
    ...fault,
    ...moveStatus(state.record.status, { trigger: 'crash', reason: 'host_lost', actor: runtime }),
  ]
}

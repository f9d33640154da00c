import { z } from 'zod'
import { inlineAttachment, storedAttachment } from './attachment.ts'
import { agentId, runId, seq, sessionId, timeInput, timestamp } from './ids.ts'
import { jsonObject, jsonValue } from './json.ts'
import { pageRequest } from './page.ts'
import { doneReason, reason } from './session.ts'
import { usageTotals } from './usage.ts'

export const runStatus = z.enum(['queued', 'running', 'completed', 'failed', 'cancelled', 'timed_out'])
export type RunStatus = z.infer<typeof runStatus>
export const terminalRunStatuses = ['completed', 'failed', 'cancelled', 'timed_out'] as const
export type TerminalRunStatus = (typeof terminalRunStatuses)[number]

export const isTerminal = (status: RunStatus): status is TerminalRunStatus =>
  status !== 'queued' && status !== 'running'

/** What to do when a run is executing ([R3]). */
export const submitStrategy = z.enum(['enqueue', 'reject', 'interrupt'])
export type SubmitStrategy = z.infer<typeof submitStrategy>

const maxInputText = 1_000_000

export const inputBlock = z.union([
  z.object({ type: z.literal('text'), text: z.string().max(maxInputText) }),
  z.object({ type: z.literal('file'), ...inlineAttachment.shape }),
  z.object({ type: z.literal('file'), ...storedAttachment.shape }),
])
export type InputBlock = z.infer<typeof inputBlock>

export const runInput = z.union([
  z.strictObject({ text: z.string().min(1).max(maxInputText) }),
  z.strictObject({ blocks: z.array(inputBlock).min(1).max(100) }),
])
export type RunInput = z.infer<typeof runInput>

export const runError = z.object({
  code: z.string(),
  message: z.string(),
  retryable: z.boolean(),
  /** How long whoever refused wants to be left alone, milliseconds; the next attempt does not begin before. */
  retryAfterMs: z.int().min(0).optional(),
})
export type RunError = z.infer<typeof runError>

const base = {
  id: runId,
  sessionId,
  agentId,
  input: runInput,
  strategy: submitStrategy,
  /** Executions so far; 0 before the first. */
  attempt: z.int().min(0),
  /** Grows by one at every edit; `runs.edit` names the one it saw. */
  version: z.int().min(1),
  timeoutMs: z.int().min(1).nullable(),
  /** Not before this time, because the client said so. */
  runAt: timestamp.nullable(),
  metadata: jsonObject,
  /** Runs lost with their host that this one goes on with, oldest first ([C3]). */
  continues: z.array(runId),
  createdBy: z.string(),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
}
const settled = { ...base, settledAt: timestamp, durationMs: z.int().min(0), usage: usageTotals, doneReason }

/** A union by status, so that an output or an error exists only where it can. */
export const run = z.discriminatedUnion('status', [
  z.object({
    ...base,
    status: z.literal('queued'),
    /** Place in the queue, 1 = next. */
    position: z.int().min(1),
    /** Not before this time, because an earlier attempt failed. */
    notBefore: timestamp.nullable(),
  }),
  z.object({ ...base, status: z.literal('running') }),
  z.object({ ...settled, status: z.literal('completed'), output: jsonValue.nullable() }),
  z.object({ ...settled, status: z.literal('failed'), error: runError }),
  z.object({ ...settled, status: z.literal('cancelled'), by: z.string(), reason: z.string().nullable() }),
  z.object({ ...settled, status: z.literal('timed_out') }),
])
export type Run = z.infer<typeof run>

const [queued, running, completed, failed, cancelled, timedOut] = run.options
export const settledRun = z.discriminatedUnion('status', [completed, failed, cancelled, timedOut])
/** What edit, move and cancel answer with ([E8]). */
export const committedRun = z.discriminatedUnion('status', [
  queued.extend({ seq }),
  running.extend({ seq }),
  completed.extend({ seq }),
  failed.extend({ seq }),
  cancelled.extend({ seq }),
  timedOut.extend({ seq }),
])
export type QueuedRun = Extract<Run, { status: 'queued' }>
export type RunningRun = Extract<Run, { status: 'running' }>
export type SettledRun = Exclude<Run, QueuedRun | RunningRun>

export const submitRunInput = z.object({
  sessionId,
  input: runInput,
  strategy: submitStrategy.optional(),
  runAt: timeInput.optional(),
  timeoutMs: z
    .int()
    .min(1)
    .max(30 * 24 * 3_600_000)
    .optional(),
  metadata: jsonObject.optional(),
})
export type SubmitRunInput = z.infer<typeof submitRunInput>

/**
 * `position` is the place in the queue (1 = next), 0 when nothing was queued. `/terminate` acts at once and queues
 * nothing: its `runId` is the run that it cancels, or null when none was executing. `seq` is that of `run.queued`.
 */
export const submittedRun = z.object({ runId: runId.nullable(), position: z.int().min(0), seq })
export type SubmittedRun = z.infer<typeof submittedRun>

export const awaitTimeout = z.int().min(1).max(3_600_000)
export const executeRunInput = submitRunInput.extend({
  /** How long to wait for the run to settle, milliseconds; the run itself is not affected. */
  awaitTimeoutMs: awaitTimeout.optional(),
})
export type ExecuteRunInput = z.infer<typeof executeRunInput>

export const runRef = z.object({ runId })
export const awaitRunInput = z.object({ runId, timeoutMs: awaitTimeout.optional() })
export type AwaitRunInput = z.infer<typeof awaitRunInput>

export const cancelRunInput = z.object({ runId, reason: reason.optional() })
export type CancelRunInput = z.infer<typeof cancelRunInput>

export const editRunInput = z.object({
  runId,
  version: z.int().min(1),
  input: runInput.optional(),
  runAt: timeInput.nullable().optional(),
  timeoutMs: z.int().min(1).nullable().optional(),
  metadata: jsonObject.optional(),
})
export type EditRunInput = z.infer<typeof editRunInput>

/** Moves a queued run to `position` (1 = next). */
export const moveRunInput = z.object({ runId, version: z.int().min(1), position: z.int().min(1) })
export type MoveRunInput = z.infer<typeof moveRunInput>

export const listRunsInput = pageRequest.extend({ sessionId, status: runStatus.optional() })
export type ListRunsInput = z.infer<typeof listRunsInput>

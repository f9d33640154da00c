import { z } from 'zod'
import { agentOptions, agentSessionId } from './agent-options.ts'
import { blocked, blockedOn } from './blocked.ts'
import { agentId, checkpointId, seq, sessionId, tagName, timeInput, timestamp } from './ids.ts'
import { jsonObject, jsonValue } from './json.ts'
import { pageRequest } from './page.ts'
import { sessionLimits, sessionLimitsInput, sessionPolicy, sessionPolicyInput } from './session-policy.ts'
import { usageTotals } from './usage.ts'

/** What the engine is doing now. */
export const sessionState = z.enum(['created', 'running', 'awaiting_input', 'interrupting', 'error'])
export type SessionState = z.infer<typeof sessionState>
export const stateTriggers = ['run_started', 'run_settled', 'interrupt', 'fault'] as const
export type StateTrigger = (typeof stateTriggers)[number]

/** Whether the session is open for work. */
export const sessionStatus = z.enum(['active', 'paused', 'completed', 'crashed'])
export type SessionStatus = z.infer<typeof sessionStatus>
export const statusTriggers = ['pause', 'resume', 'complete', 'crash', 'recover'] as const
export type StatusTrigger = (typeof statusTriggers)[number]

export const activity = z.enum(['running', 'requires_action', 'idle'])
export type Activity = z.infer<typeof activity>

export const doneReason = z.enum([
  'completed',
  'cancelled',
  'error',
  'timed_out',
  'max_steps',
  'denied',
  'budget',
  'compacted',
  'host_lost',
])
export type DoneReason = z.infer<typeof doneReason>

export const runtimeBackend = z.enum(['local', 'kubernetes', 'unknown'])
export type RuntimeBackend = z.infer<typeof runtimeBackend>

export const sessionType = z.string().min(1).max(100)
export const sessionTitle = z.string().min(1).max(500)
export const sessionLabels = z.array(z.string().min(1).max(100)).max(50)

export const session = z.object({
  id: sessionId,
  projectId: z.string(),
  agentId,
  /** `conversation`, `development`, `task`, `batch`, or any other word. */
  sessionType,
  title: z.string().nullable(),
  status: sessionStatus,
  state: sessionState,
  activity,
  /** `blocked.reason`. */
  blockedOn: blockedOn.nullable(),
  /** Why the next run does not move; null when nothing waits or it is moving. */
  blocked: blocked.nullable(),
  doneReason: doneReason.nullable(),
  context: jsonObject,
  checkpointId: checkpointId.nullable(),
  runtimeBackend,
  runtimeMetadata: jsonObject,
  labels: z.array(z.string()),
  tags: z.array(z.string()),
  parentId: sessionId.nullable(),
  forkedAtSeq: seq.nullable(),
  archivedAt: timestamp.nullable(),
  /** Grows by one at every change of the session; `ifVersion` compares with it. */
  version: z.int().min(1),
  /** Seq of the newest event of its log. */
  lastSeq: seq,
  queueDepth: z.int().min(0),
  pendingPermissions: z.int().min(0),
  pendingQuestions: z.int().min(0),
  /** Tool calls of which nobody knows whether they happened. */
  inDoubtCalls: z.int().min(0),
  usage: usageTotals,
  inheritedUsage: usageTotals,
  /** What the agent calls the session that it keeps for this one; null when it keeps none. */
  agentSessionId: agentSessionId.nullable(),
  /** What the agent lets people choose; null until it has said so. */
  agentOptions: agentOptions.nullable(),
  policy: sessionPolicy,
  limits: sessionLimits,
  createdBy: z.string(),
  createdAt: timestamp,
  updatedAt: timestamp,
  lastActivityAt: timestamp,
})
export type Session = z.infer<typeof session>

/** The fields that `session.updated` may carry, with their new values. */
export const sessionValues = session
  .pick({
    title: true,
    context: true,
    runtimeBackend: true,
    runtimeMetadata: true,
    sessionType: true,
    labels: true,
    policy: true,
    limits: true,
    checkpointId: true,
  })
  .partial()
export type SessionValues = z.infer<typeof sessionValues>

/** What lists and live tables show of a session ([S10]). */
export const sessionSummary = session
  .omit({
    policy: true,
    limits: true,
    runtimeMetadata: true,
    createdBy: true,
    projectId: true,
    agentSessionId: true,
    agentOptions: true,
  })
  .extend({
    archived: z.boolean(),
    /** A run is executing. */
    running: z.boolean(),
    /** `recover` would do something. */
    recoverable: z.boolean(),
  })
export type SessionSummary = z.infer<typeof sessionSummary>

/** Every mutation answers with `seq`: the point in the log from which its effects are visible ([E8]). */
export const committedSession = session.extend({ seq })
export type CommittedSession = z.infer<typeof committedSession>

const givenAtCreation = {
  agentId: agentId.optional(),
  sessionType: sessionType.optional(),
  title: sessionTitle.optional(),
  context: jsonObject.optional(),
  labels: sessionLabels.optional(),
  tag: tagName.optional(),
  runtimeBackend: runtimeBackend.optional(),
  runtimeMetadata: jsonObject.optional(),
  policy: sessionPolicyInput.optional(),
  limits: sessionLimitsInput.optional(),
}

export const createSessionInput = z.object({
  id: sessionId.optional(),
  ...givenAtCreation,
  /** Goes on with a session that the agent keeps itself; what was said in it comes along ([AG4]). */
  attach: z.object({ agentSessionId }).optional(),
})
export type CreateSessionInput = z.infer<typeof createSessionInput>

/**
 * Absent leaves a field as it is; `null` clears it. `mode: "merge"` applies `context` and `runtimeMetadata` as RFC 7396
 * merge patches, `replace` (default) puts them in place of the old ones.
 */
export const updateSessionInput = z.object({
  sessionId,
  mode: z.enum(['replace', 'merge']).optional(),
  /** Refused with 412 unless the session is at this version. */
  ifVersion: z.int().min(0).optional(),
  title: sessionTitle.nullable().optional(),
  context: jsonObject.nullable().optional(),
  runtimeBackend: runtimeBackend.optional(),
  runtimeMetadata: jsonObject.nullable().optional(),
  sessionType: sessionType.optional(),
  labels: sessionLabels.nullable().optional(),
  policy: sessionPolicyInput.optional(),
  limits: sessionLimitsInput.optional(),
  /** A value saves a checkpoint, `null` clears the current one; history stays. */
  checkpoint: jsonValue.nullable().optional(),
})
export type UpdateSessionInput = z.infer<typeof updateSessionInput>

export const sessionRef = z.object({ sessionId })
export type SessionRef = z.infer<typeof sessionRef>

/** A fork first, then a tag, then an id; `create` makes the session when tag or id is unknown ([S8]). */
export const resolveSessionInput = z
  .object({
    id: sessionId.optional(),
    tag: tagName.optional(),
    forkFrom: sessionId.optional(),
    create: z.union([z.boolean(), z.object(givenAtCreation)]).optional(),
  })
  .refine((input) => input.id !== undefined || input.tag !== undefined || input.forkFrom !== undefined, {
    message: 'Name a session by id, tag or forkFrom',
  })
export type ResolveSessionInput = z.infer<typeof resolveSessionInput>

export const resolvedSession = session.extend({ seq, how: z.enum(['forked', 'found', 'created']) })
export type ResolvedSession = z.infer<typeof resolvedSession>

export const sessionFilter = z.object({
  agentId: agentId.optional(),
  status: sessionStatus.optional(),
  state: sessionState.optional(),
  activity: activity.optional(),
  type: sessionType.optional(),
  label: z.string().min(1).max(100).optional(),
  tag: tagName.optional(),
  parentId: sessionId.optional(),
  /** Each of its words must begin a word of the title or the transcript; case and accents do not matter. */
  text: z.string().min(1).max(200).optional(),
  createdAfter: timeInput.optional(),
  createdBefore: timeInput.optional(),
  activeAfter: timeInput.optional(),
  activeBefore: timeInput.optional(),
  /** Include archived sessions. */
  archived: z.boolean().optional(),
  /** Include sessions in which nothing has happened yet. */
  empty: z.boolean().optional(),
})
export type SessionFilter = z.infer<typeof sessionFilter>

export const listSessionsInput = sessionFilter.extend(pageRequest.shape)
export type ListSessionsInput = z.infer<typeof listSessionsInput>

export const deleteSessionInput = z.object({
  sessionId,
  /** Delete although a run is executing: it is cancelled first. */
  force: z.boolean().optional(),
})
export type DeleteSessionInput = z.infer<typeof deleteSessionInput>
export const deletedSession = z.object({ id: sessionId, deleted: z.literal(true), seq })
export type DeletedSession = z.infer<typeof deletedSession>

export const reason = z.string().min(1).max(1000)
export const pauseSessionInput = z.object({ sessionId, reason: reason.optional() })
export type PauseSessionInput = z.infer<typeof pauseSessionInput>

export const completeSessionInput = z.object({
  sessionId,
  reason: reason.optional(),
  cancelQueued: z.boolean().optional(),
})
export type CompleteSessionInput = z.infer<typeof completeSessionInput>

/** continue: a new attempt of the interrupted run from its checkpoint. retry: the same from the start. abandon: reopen only. */
export const recoverStrategy = z.enum(['continue', 'retry', 'abandon'])
export type RecoverStrategy = z.infer<typeof recoverStrategy>
export const recoverSessionInput = z.object({ sessionId, strategy: recoverStrategy.optional() })
export type RecoverSessionInput = z.infer<typeof recoverSessionInput>

export const tagSessionInput = z.object({ sessionId, tag: tagName })
export type TagSessionInput = z.infer<typeof tagSessionInput>
export const untagSessionInput = z.object({ sessionId, tag: tagName.optional() })
export type UntagSessionInput = z.infer<typeof untagSessionInput>

export const forkSessionInput = z
  .object({
    sessionId,
    /** Copy events up to this seq; default: the last completed block of a running session, else all. */
    atSeq: z.int().min(1).optional(),
    atCheckpoint: checkpointId.optional(),
    id: sessionId.optional(),
    title: sessionTitle.optional(),
  })
  .refine((input) => input.atSeq === undefined || input.atCheckpoint === undefined, {
    message: 'Give atSeq or atCheckpoint, not both',
  })
export type ForkSessionInput = z.infer<typeof forkSessionInput>

/** ISO-8601 duration (`P30D`, `PT12H`) or a point in time. */
export const ageInput = z.union([z.iso.duration(), timeInput])

/** Sessions that one clean-up takes at most. */
export const maxCleanup = 10_000

export const cleanupInput = z.object({
  filter: sessionFilter.optional(),
  /** Nothing has happened in them since then, or for so long. */
  olderThan: ageInput,
  dryRun: z.boolean().optional(),
  /** Stop after so many; the same call again takes the next. */
  limit: z.int().min(1).max(maxCleanup).optional(),
})
export type CleanupInput = z.infer<typeof cleanupInput>
export const cleanupResult = z.object({
  dryRun: z.boolean(),
  /** Deleted, or what would be. */
  sessions: z.array(z.object({ id: sessionId, title: z.string().nullable(), lastActivityAt: timestamp })),
  /** Found, but a run of theirs executes. */
  skippedRunning: z.int().min(0),
  /** There are more: the same call again takes the next. */
  hasMore: z.boolean(),
})
export type CleanupResult = z.infer<typeof cleanupResult>

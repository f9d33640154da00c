import { z } from 'zod'
import { agentOptions, agentSessionId } from './agent-options.ts'
import { block, blockKinds } from './block.ts'
import {
  blockId,
  checkpointId,
  eventId,
  permissionId,
  questionId,
  runId,
  seq,
  sessionId,
  timestamp,
  toolCallId,
} from './ids.ts'
import { type JsonValue, jsonObject, jsonValue } from './json.ts'
import { permissionOption, permissionOutcome, permissionRule } from './permission.ts'
import { questionStatus } from './question.ts'
import { runError, runInput, submitStrategy } from './run.ts'
import {
  doneReason,
  recoverStrategy,
  runtimeBackend,
  sessionState,
  sessionStatus,
  sessionValues,
  stateTriggers,
  statusTriggers,
} from './session.ts'
import { sessionLimits, sessionPolicy } from './session-policy.ts'
import { maxToolSummary, toolCallError, toolEffect } from './tool-call.ts'
import { usageRecord, usageTotals } from './usage.ts'

export const planStep = z.object({
  title: z.string().max(500),
  description: z.string().max(4000).optional(),
  status: z.enum(['pending', 'in_progress', 'completed', 'failed']).optional(),
})
export type PlanStep = z.infer<typeof planStep>

export const logLevel = z.enum(['debug', 'info', 'warn', 'error'])
export type LogLevel = z.infer<typeof logLevel>

const settledRun = { durationMs: z.int().min(0), doneReason }
const attempt = z.int().min(1)

/**
 * The manifest: every event type with the shape of its `data`. The union, the OpenAPI document and docs/events.md come
 * from it, so a type that is missing here does not exist.
 */
export const eventData = {
  'session.created': z.object({
    agentId: z.string(),
    sessionType: z.string(),
    title: z.string().optional(),
    labels: z.array(z.string()),
    parentId: sessionId.optional(),
    forkedAtSeq: seq.optional(),
    context: jsonObject,
    runtimeBackend,
    runtimeMetadata: jsonObject,
    policy: sessionPolicy,
    limits: sessionLimits,
    inheritedUsage: usageTotals.optional(),
    by: z.string(),
  }),
  'session.updated': z.object({
    /** Names of the fields that changed, and only those. */
    changes: z.array(z.string()),
    version: z.int(),
    /** Their new values, so that the log alone tells what the session is. */
    values: sessionValues,
    by: z.string().optional(),
  }),
  'session.state_changed': z.object({
    from: sessionState,
    to: sessionState,
    trigger: z.enum(stateTriggers),
    /** Of an interrupt: a person ends the run, its time is up, or the session's budget is exceeded. */
    cause: z.enum(['cancel', 'timeout', 'budget']).optional(),
    by: z.string().optional(),
    reason: z.string().optional(),
  }),
  'session.status_changed': z.object({
    from: sessionStatus,
    to: sessionStatus,
    trigger: z.enum(statusTriggers),
    by: z.string().optional(),
    reason: z.string().optional(),
  }),
  'session.tagged': z.object({ tag: z.string(), previousSessionId: sessionId.optional() }),
  'session.untagged': z.object({ tag: z.string(), movedTo: sessionId.optional() }),
  'session.archived': z.object({}),
  'session.unarchived': z.object({}),
  'session.forked': z.object({ childSessionId: sessionId, atSeq: seq }),
  'session.compacted': z.object({
    summary: z.string(),
    uptoSeq: seq,
    tokensBefore: z.int().min(0),
    tokensAfter: z.int().min(0),
    mode: z.enum(['manual', 'auto']),
  }),
  'session.recovered': z.object({
    strategy: recoverStrategy,
    /** The current checkpoint from now on, where it changes: that from before the lost run. */
    checkpointId: checkpointId.nullable().optional(),
    runId: runId.optional(),
    attempt: attempt.optional(),
    by: z.string().optional(),
  }),
  'run.queued': z.object({
    input: runInput,
    position: z.int().min(1),
    strategy: submitStrategy,
    runAt: timestamp.optional(),
    timeoutMs: z.int().optional(),
    metadata: jsonObject.optional(),
    /** Lost runs that this one goes on with, oldest first. */
    continues: z.array(runId).optional(),
    by: z.string().optional(),
  }),
  'run.edited': z.object({
    version: z.int(),
    input: runInput.optional(),
    runAt: timestamp.nullable().optional(),
    timeoutMs: z.int().nullable().optional(),
    metadata: jsonObject.optional(),
    by: z.string().optional(),
  }),
  'run.moved': z.object({ version: z.int(), position: z.int().min(1), by: z.string().optional() }),
  'run.started': z.object({ attempt, runner: z.string(), hostId: z.string() }),
  'run.requeued': z.object({
    reason: z.enum(['host_lost', 'shutdown', 'retry']),
    /** The attempt that the next execution will be. */
    attempt,
    notBefore: timestamp.optional(),
    error: runError.optional(),
  }),
  'run.completed': z.object({ ...settledRun, output: jsonValue.optional(), usage: usageTotals }),
  'run.failed': z.object({ ...settledRun, error: runError, usage: usageTotals.optional() }),
  'run.cancelled': z.object({
    ...settledRun,
    by: z.string(),
    reason: z.string().optional(),
    wasQueued: z.boolean(),
    usage: usageTotals.optional(),
  }),
  'run.timed_out': z.object({ ...settledRun, timeoutMs: z.int(), usage: usageTotals.optional() }),
  'block.started': z.object({
    blockId,
    kind: z.enum(blockKinds),
    parentBlockId: blockId.optional(),
    title: z.string().optional(),
  }),
  'block.delta': z.object({ blockId, delta: z.string() }),
  'block.completed': z.object({ blockId, block }),
  'plan.updated': z.object({ steps: z.array(planStep).max(500) }),
  'tool.called': z.object({
    toolCallId,
    toolId: z.string(),
    operation: z.string(),
    toolInput: jsonValue,
    effect: toolEffect,
    title: z.string().optional(),
    attempt,
  }),
  'tool.started': z.object({
    toolCallId,
    /** What it really runs with: a person edited the input, or the agent told it only now. Said again, the last one counts. */
    toolInput: jsonValue.optional(),
    title: z.string().optional(),
  }),
  'tool.progressed': z.object({ toolCallId, output: z.string().optional() }),
  'tool.completed': z.object({
    toolCallId,
    result: jsonValue,
    summary: z.string().max(maxToolSummary),
    durationMs: z.int().min(0),
  }),
  'tool.failed': z.object({ toolCallId, error: toolCallError, durationMs: z.int().min(0) }),
  'tool.in_doubt': z.object({ toolCallId, toolId: z.string(), operation: z.string(), reason: z.string() }),
  'tool.settled_by_hand': z.object({
    toolCallId,
    happened: z.enum(['yes', 'no']),
    by: z.string(),
    message: z.string().optional(),
  }),
  'permission.requested': z.object({
    permissionId,
    toolCallId,
    toolId: z.string(),
    operation: z.string(),
    toolInput: jsonValue,
    title: z.string().optional(),
    options: z.array(permissionOption),
    reason: z.string(),
    rule: z.string().optional(),
    expiresAt: timestamp.nullable(),
  }),
  'permission.resolved': z.object({
    permissionId,
    outcome: permissionOutcome,
    option: permissionOption.optional(),
    by: z.string(),
    message: z.string().optional(),
    toolInput: jsonValue.optional(),
    /** The standing answer that an `…_always` option stored. */
    storedRule: permissionRule.optional(),
  }),
  'question.asked': z.object({
    questionId,
    prompt: z.string(),
    schema: jsonObject,
    expiresAt: timestamp.nullable(),
  }),
  'question.answered': z.object({
    questionId,
    /** `answered`, or why nobody will answer it any more. */
    outcome: questionStatus.exclude(['pending']),
    answer: jsonValue.optional(),
    by: z.string(),
  }),
  'checkpoint.saved': z.object({
    checkpointId,
    label: z.string().optional(),
    /** Bytes of `data` as JSON. */
    size: z.int().min(0),
    data: jsonValue,
  }),
  'step.completed': z.object({ key: z.string(), attempt, result: jsonValue }),
  'usage.recorded': usageRecord,
  'agent.session_opened': z.object({
    /** The agent's own id of the session that it keeps for this one. */
    agentSessionId,
    how: z.enum(['new', 'attached']),
    /** The one that the agent could not open any more; without it a session that is set stays. */
    replaces: agentSessionId.optional(),
  }),
  /** `chosen` is absent when the agent itself reports: what people chose stays as it is. */
  'agent.options_changed': agentOptions.partial({ chosen: true }).extend({ by: z.string().optional() }),
  log: z.object({ level: logLevel, message: z.string() }),
  error: z.object({ code: z.string(), message: z.string() }),
} as const

export type EventDataByType = { [Type in keyof typeof eventData]: z.infer<(typeof eventData)[Type]> }
export type EventType = keyof EventDataByType
export type EventData<Type extends EventType> = EventDataByType[Type]
export const eventTypes = Object.keys(eventData) as EventType[]
export const isEventType = (type: string): type is EventType => Object.hasOwn(eventData, type)

export const eventSource = z.enum(['user', 'runner', 'runtime', 'operator'])
export type EventSource = z.infer<typeof eventSource>

/** Version of every `data` shape so far. */
export const eventVersion = 1

const envelope = {
  id: eventId,
  sessionId,
  /** From 1 and without holes within its session ([E1]). */
  seq: z.int().min(1),
  ts: timestamp,
  v: z.int().min(1),
  runId: runId.optional(),
  source: eventSource,
  /** What an adapter received, kept when asked for. */
  raw: jsonValue.optional(),
}

type Envelope = {
  id: string
  sessionId: string
  seq: number
  ts: string
  v: number
  runId?: string | undefined
  source: EventSource
  raw?: JsonValue | undefined
  /** What is long in it was left out, because the reader had asked to be brief ([E11]); never so in the log. */
  cut?: true | undefined
}

export type EventOf<Type extends EventType> = Envelope & { type: Type; data: EventData<Type> }
export type SessionEvent = { [Type in EventType]: EventOf<Type> }[EventType]

/** Strict parser for events from outside (imports); what the log holds is trusted. */
export const sessionEvent = z.discriminatedUnion(
  'type',
  eventTypes.map((type) => z.object({ ...envelope, type: z.literal(type), data: eventData[type] })) as never,
) as unknown as z.ZodType<SessionEvent>

/** An event of any type, also of one this version does not know ([E9]). */
export const anyEvent = z.object({
  ...envelope,
  type: z.string(),
  data: jsonObject,
  /** What is long in it was left out, because the reader had asked to be brief ([E11]). */
  cut: z.literal(true).optional(),
})

import type { Blocked } from '@sojourn/contract/blocked'
import type { QueuedRun, Run, RunError } from '@sojourn/contract/run'
import { type Activity, activity as activitySchema, type Session, type SessionSummary } from '@sojourn/contract/session'
import { isoTime } from '../ports/clock.ts'
import type {
  AttachmentLink,
  CheckpointRecord,
  NextDue,
  PermissionRecord,
  QuestionRecord,
  RunRecord,
  SessionRecord,
  StepRecord,
  ToolCallRecord,
  UsageEntry,
} from '../ports/records.ts'
import type { RuleRecord, StoredSession } from '../ports/session-store.ts'
import { isUsedUp } from '../usage/budget.ts'

/** A session in memory: its row and its open work. What has ended is in the store only. Never changed in place. */
export interface SessionState {
  readonly record: SessionRecord
  /** Waiting runs, next first. */
  readonly queue: readonly RunRecord[]
  /** The executing run. */
  readonly active: RunRecord | null
  /** Pending ones. */
  readonly permissions: ReadonlyMap<string, PermissionRecord>
  readonly questions: ReadonlyMap<string, QuestionRecord>
  /** Calls that have not ended, those in doubt included. */
  readonly toolCalls: ReadonlyMap<string, ToolCallRecord>
}

/** The rows that a batch of events changes, as they are afterwards. */
export interface RowChanges {
  runs: Map<string, RunRecord>
  permissions: Map<string, PermissionRecord>
  questions: Map<string, QuestionRecord>
  toolCalls: Map<string, ToolCallRecord>
  checkpoints: CheckpointRecord[]
  steps: StepRecord[]
  /** By the content's id. */
  attachments: Map<string, AttachmentLink>
  usage: UsageEntry[]
  rules: RuleRecord[]
  setTags: string[]
  clearTags: string[]
}

export const noChanges = (): RowChanges => ({
  runs: new Map(),
  permissions: new Map(),
  questions: new Map(),
  toolCalls: new Map(),
  checkpoints: [],
  steps: [],
  attachments: new Map(),
  usage: [],
  rules: [],
  setTags: [],
  clearTags: [],
})

const byId = <Item extends { id: string }>(items: readonly Item[]) => new Map(items.map((item) => [item.id, item]))

export const stateOf = (stored: StoredSession): SessionState => ({
  record: stored.record,
  queue: stored.runs.filter((run) => run.status === 'queued').sort((a, b) => a.queueOrder - b.queueOrder),
  active: stored.runs.find((run) => run.status === 'running') ?? null,
  permissions: byId(stored.permissions),
  questions: byId(stored.questions),
  toolCalls: new Map(stored.toolCalls.map((call) => [call.toolCallId, call])),
})

/** When a waiting run may start, milliseconds since the epoch; 0 = any time. */
export const dueAt = (run: RunRecord): number =>
  Math.max(run.runAt ? Date.parse(run.runAt) : 0, run.notBefore ? Date.parse(run.notBefore) : 0)

/** The first waiting run that is due ([R12]: one that is not due does not block those behind it). */
export const nextDueRun = (state: SessionState, now: number): RunRecord | undefined =>
  state.queue.find((run) => dueAt(run) <= now)

/** Whether runs start in this session at all, one after the other. */
export const isOpen = ({ record }: SessionState): boolean =>
  record.status === 'active' &&
  record.archivedAt === null &&
  record.inDoubtCalls === 0 &&
  !isUsedUp(record.limits.budget, record.usage)

/** True when the session itself lets a run start; limits of agent and host are not its business. */
export const mayStart = (state: SessionState, now: number): boolean =>
  isOpen(state) && state.active === null && nextDueRun(state, now) !== undefined

/** When nothing waiting is due: the earliest time that something is. */
export const earliestDue = (queue: readonly RunRecord[]): NextDue | null => {
  let earliest: RunRecord | null = null
  for (const run of queue) {
    const due = dueAt(run)
    if (due === 0) return null
    if (!earliest || due < dueAt(earliest)) earliest = run
  }
  if (!earliest) return null
  const why = earliest.notBefore && Date.parse(earliest.notBefore) === dueAt(earliest) ? 'retry_at' : 'delayed_until'
  return { at: isoTime(dueAt(earliest)), why }
}

/** [S9] */
export const activityOf = (record: SessionRecord): Activity => {
  if (record.pendingPermissions + record.pendingQuestions + record.inDoubtCalls > 0)
    return activitySchema.enum.requires_action
  return record.activeRunId === null ? activitySchema.enum.idle : activitySchema.enum.running
}

/** The public form of a session. */
export const toSession = (record: SessionRecord, blocked: Blocked | null): Session => ({
  id: record.id,
  projectId: record.projectId,
  agentId: record.agentId,
  sessionType: record.sessionType,
  title: record.title,
  status: record.status,
  state: record.state,
  activity: activityOf(record),
  blockedOn: blocked?.reason ?? null,
  blocked,
  doneReason: record.doneReason,
  context: record.context,
  checkpointId: record.checkpointId,
  runtimeBackend: record.runtimeBackend,
  runtimeMetadata: record.runtimeMetadata,
  labels: [...record.labels],
  tags: [...record.tags],
  parentId: record.parentId,
  forkedAtSeq: record.forkedAtSeq,
  archivedAt: record.archivedAt,
  version: record.version,
  lastSeq: record.lastSeq,
  queueDepth: record.queueDepth,
  pendingPermissions: record.pendingPermissions,
  pendingQuestions: record.pendingQuestions,
  inDoubtCalls: record.inDoubtCalls,
  usage: record.usage,
  inheritedUsage: record.inheritedUsage,
  agentSessionId: record.agentSessionId,
  agentOptions: record.agentOptions,
  policy: record.policy,
  limits: record.limits,
  createdBy: record.createdBy,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
  lastActivityAt: record.lastActivityAt,
})

/** [S10] */
export const toSummary = (record: SessionRecord, blocked: Blocked | null): SessionSummary => {
  const { policy, limits, runtimeMetadata, createdBy, projectId, agentSessionId, agentOptions, ...shown } = toSession(
    record,
    blocked,
  )
  return {
    ...shown,
    archived: record.archivedAt !== null,
    running: record.activeRunId !== null,
    recoverable: record.status === 'crashed',
  }
}

const unknownError: RunError = { code: 'INTERNAL', message: 'The run failed without saying why.', retryable: false }

/** The public form of a run; `position` counts from 1 and matters only while it is queued. */
export const toRun = (record: RunRecord, position: number): Run => {
  const base = {
    id: record.id,
    sessionId: record.sessionId,
    agentId: record.agentId,
    input: record.input,
    strategy: record.strategy,
    attempt: record.attempt,
    version: record.version,
    timeoutMs: record.timeoutMs,
    runAt: record.runAt,
    metadata: record.metadata,
    continues: [...record.continues],
    createdBy: record.createdBy,
    createdAt: record.createdAt,
    startedAt: record.startedAt,
  }
  if (record.status === 'queued') {
    return {
      ...base,
      status: 'queued',
      position: Math.max(1, position),
      notBefore: record.notBefore,
    } satisfies QueuedRun
  }
  if (record.status === 'running') return { ...base, status: 'running' }
  const settled = {
    ...base,
    settledAt: record.settledAt ?? record.createdAt,
    durationMs: record.durationMs ?? 0,
    usage: record.usage,
    doneReason: record.doneReason ?? 'error',
  }
  switch (record.status) {
    case 'completed':
      return { ...settled, status: 'completed', output: record.output }
    case 'failed':
      return { ...settled, status: 'failed', error: record.error ?? unknownError }
    case 'cancelled':
      return { ...settled, status: 'cancelled', by: record.cancelledBy ?? 'runtime', reason: record.cancelReason }
    case 'timed_out':
      return { ...settled, status: 'timed_out' }
  }
}

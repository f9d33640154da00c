import type { AgentOptions } from '@sojourn/contract/agent-options'
import type { BlockKind } from '@sojourn/contract/block'
import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import type { Permission } from '@sojourn/contract/permission'
import type { Question } from '@sojourn/contract/question'
import type { RunError, RunInput, RunStatus, SubmitStrategy } from '@sojourn/contract/run'
import type { Activity, DoneReason, RuntimeBackend, SessionState, SessionStatus } from '@sojourn/contract/session'
import type { SessionLimits, SessionPolicy } from '@sojourn/contract/session-policy'
import type { ToolCall } from '@sojourn/contract/tool-call'
import type { UsageTotals } from '@sojourn/contract/usage'

/** A block that has started and not completed. */
export interface OpenBlock {
  blockId: string
  kind: BlockKind
  runId: string | null
  /** Seq of its `block.started`: its text is in the deltas after it. */
  startedSeq: number
  parentBlockId: string | null
  title: string | null
}

/** Why the earliest waiting run is not due yet. */
export interface NextDue {
  at: string
  why: 'retry_at' | 'delayed_until'
}

/** Bytes that sessions of a project share ([AT1]). */
export interface AttachmentRecord {
  /** Their SHA-256, in hexadecimal. */
  id: string
  data: Uint8Array
}

/** That a session has some content. */
export interface AttachmentLink {
  projectId: string
  sessionId: string
  attachmentId: string
  /** Of the first event that names it; null while it was only uploaded. */
  seq: number | null
  /** When that was, ISO-8601. */
  createdAt: string
}

/** One session as a row: what the fold of its log gives, so that nobody has to read the log to load it. */
export interface SessionRecord {
  id: string
  projectId: string
  agentId: string
  sessionType: string
  title: string | null
  /** A title that a person or runner set is never overwritten by the first input. */
  titleSource: 'none' | 'input' | 'set'
  status: SessionStatus
  state: SessionState
  activity: Activity
  /** When state and status became what they are. */
  stateSince: string
  statusSince: string
  doneReason: DoneReason | null
  context: JsonObject
  checkpointId: string | null
  runtimeBackend: RuntimeBackend
  runtimeMetadata: JsonObject
  labels: readonly string[]
  /** Read from the tag table: a tag set elsewhere leaves this session without an event of its own. */
  tags: readonly string[]
  parentId: string | null
  forkedAtSeq: number | null
  archivedAt: string | null
  version: number
  lastSeq: number
  usage: UsageTotals
  inheritedUsage: UsageTotals
  agentSessionId: string | null
  agentOptions: AgentOptions | null
  policy: SessionPolicy
  limits: SessionLimits
  createdBy: string
  createdAt: string
  updatedAt: string
  lastActivityAt: string
  /** Nothing beyond bookkeeping events, nothing queued ([S11]). */
  empty: boolean
  activeRunId: string | null
  activeAttempt: number | null
  queueDepth: number
  /** Set when runs wait and none of them is due. */
  nextDue: NextDue | null
  pendingPermissions: number
  pendingQuestions: number
  inDoubtCalls: number
  openBlocks: readonly OpenBlock[]
  /** Everything up to this seq is covered by the last compaction's summary; 0 = never compacted. */
  compactedUptoSeq: number
}

/** One run as a flat row; `toRun` gives it its public form. */
export interface RunRecord {
  id: string
  sessionId: string
  projectId: string
  agentId: string
  status: RunStatus
  input: RunInput
  strategy: SubmitStrategy
  attempt: number
  version: number
  timeoutMs: number | null
  runAt: string | null
  notBefore: string | null
  /** Sort key within the queue: smaller is earlier. Kept after the run has started. */
  queueOrder: number
  metadata: JsonObject
  /** Runs lost with their host that this one goes on with, oldest first. */
  continues: readonly string[]
  createdBy: string
  createdAt: string
  startedAt: string | null
  settledAt: string | null
  durationMs: number | null
  usage: UsageTotals
  doneReason: DoneReason | null
  output: JsonValue | null
  error: RunError | null
  /** Who cancelled it, or asked for that. */
  cancelledBy: string | null
  cancelReason: string | null
  /** Attempts that failed or were lost; one that a stopping host put back is none of them. */
  failedAttempts: number
  /** Tool calls with the effect write that have happened: an attempt that starts anew would repeat them. */
  writesDone: number
}

/** A permission, question or tool call as stored: its public form and the project it belongs to. */
export type PermissionRecord = Permission & { projectId: string }
export type QuestionRecord = Question & { projectId: string }
export type ToolCallRecord = ToolCall & { projectId: string }

export interface CheckpointRecord {
  id: string
  projectId: string
  sessionId: string
  runId: string | null
  label: string | null
  data: JsonValue
  size: number
  seq: number
  createdAt: string
}

/** What one model call used: the row that reports are made from. */
export interface UsageEntry {
  /** Of its `usage.recorded`; an event that is stored once more counts once. */
  eventId: string
  projectId: string
  sessionId: string
  agentId: string
  runId: string | null
  /** '' when the runner did not say. */
  model: string
  at: string
  inputTokens: number
  outputTokens: number
  cacheReadTokens: number
  cacheWriteTokens: number
  reasoningTokens: number
  /** Millionths of a US dollar. */
  costMicros: number
}

/** A key that makes a mutation safe to repeat ([R11]). */
export interface IdempotencyRecord {
  projectId: string
  key: string
  /** Name of the procedure. */
  operation: string
  inputHash: string
  /** Id of what the first execution makes, so that a second finds it. */
  seedId: string
  createdAt: string
  /** The first answer as JSON; null while the work has not ended. */
  answer: string | null
}

/** The stored result of a finished durable step ([C5]). */
export interface StepRecord {
  projectId: string
  sessionId: string
  runId: string
  key: string
  result: JsonValue
  attempt: number
}

import type { Agent } from '@sojourn/contract/agent'
import type { SessionEvent } from '@sojourn/contract/event'
import type { Page } from '@sojourn/contract/page'
import type { PermissionRule, PermissionStatus } from '@sojourn/contract/permission'
import type { QuestionStatus } from '@sojourn/contract/question'
import type { RunStatus } from '@sojourn/contract/run'
import type { SessionFilter } from '@sojourn/contract/session'
import type { ToolCallStatus } from '@sojourn/contract/tool-call'
import type { LoggedEvent } from '../events/logged-event.ts'
import type { AttachmentStore } from './attachment-store.ts'
import type { BridgeCursors } from './bridge-cursors.ts'
import type {
  AttachmentLink,
  AttachmentRecord,
  CheckpointRecord,
  IdempotencyRecord,
  PermissionRecord,
  QuestionRecord,
  RunRecord,
  SessionRecord,
  StepRecord,
  ToolCallRecord,
  UsageEntry,
} from './records.ts'
import type { UsageReads } from './usage-reads.ts'
import type { WebhookStore } from './webhook-store.ts'

/**
 * One session's share of a flush: events with their seqs, and every row that they change, as it is afterwards.
 * Seqs continue `record.lastSeq - events.length`; the log's key (session, seq) is the fence: whoever decided on an older
 * state finds its seqs taken and nothing of its request is stored. Nothing that a request carries is changed afterwards:
 * a store may tell by identity that a part of a record is still what it has written.
 */
export interface AppendRequest {
  /** `create`: the session must not exist yet (not even in another project). `continue`: it must. */
  kind: 'create' | 'continue'
  record: SessionRecord
  /** Of a session that is created with another's past ([F1]): the store copies it, and `events` follow it. */
  past?: SessionPast
  events: readonly SessionEvent[]
  runs: readonly RunRecord[]
  permissions: readonly PermissionRecord[]
  questions: readonly QuestionRecord[]
  toolCalls: readonly ToolCallRecord[]
  checkpoints: readonly CheckpointRecord[]
  steps: readonly StepRecord[]
  /** Contents that the events name. A request that names one which is neither here nor stored already is a conflict. */
  attachments: readonly AttachmentLink[]
  /** Of those, the ones that may be new; one that is stored already stays as it is. */
  contents: readonly AttachmentRecord[]
  /** One that is stored already stays as it is. */
  usage: readonly UsageEntry[]
  /** Rules that an `…_always` answer stores with it. */
  rules: readonly RuleRecord[]
  /** Tags that now point at this session, wherever they pointed before. */
  setTags: readonly string[]
  clearTags: readonly string[]
}

/** The beginning of a session's log, up to an event. Copied, its events keep all but their session. */
export interface SessionPast {
  sessionId: string
  /** Inclusive. */
  uptoSeq: number
}

/**
 * What became of one request. `duplicate`: these very event ids are stored already ([E7]); `events` is what is stored.
 * `missing`: the session to continue is not there, or not the past to copy.
 */
export type AppendResult =
  | { status: 'stored' }
  | { status: 'duplicate'; events: SessionEvent[] }
  | { status: 'conflict' }
  | { status: 'exists' }
  | { status: 'missing' }

export interface ReadEventsQuery {
  sessionId: string
  /** Exclusive. */
  afterSeq: number
  /** Inclusive upper end. */
  uptoSeq?: number
  /** Only events later than this ISO-8601 time ([E6]). */
  afterTime?: string
  limit: number
  /** The last `limit` events instead of the first; in seq order all the same. */
  fromEnd?: boolean
  types?: readonly string[]
  runId?: string
  /** Leave out `block.delta` events, except those of these blocks. */
  withoutDeltasExcept?: readonly string[]
}

/** The log. Reads answer with committed events in seq order; an unknown session reads as empty. */
export interface EventLog {
  /**
   * Stores all requests in one transaction; at most one request per session. A request that cannot be stored leaves no
   * trace and does not harm the others. Throws (STORE_UNAVAILABLE) only when nothing at all was stored.
   */
  append(requests: readonly AppendRequest[]): Promise<AppendResult[]>
  readEvents(query: ReadEventsQuery): Promise<LoggedEvent[]>
}

/** Everything an AgentSession needs in memory: a row and its open work, never its log. */
export interface StoredSession {
  record: SessionRecord
  /** Queued runs in queue order, and the executing one if any. */
  runs: RunRecord[]
  permissions: PermissionRecord[]
  questions: QuestionRecord[]
  /** Calls that have not ended, those in doubt included. */
  toolCalls: ToolCallRecord[]
}

/** `id` outside the project is the same as unknown ([X1]): null. */
export interface ById {
  projectId: string
  id: string
}

export interface PageQuery {
  projectId: string
  cursor?: string
  limit: number
}

export interface SessionQuery extends PageQuery {
  filter: SessionFilter
}

/** Sessions that need somebody after a start: executing when their host died, or with runs waiting ([C2]). */
export interface UnfinishedSession {
  projectId: string
  sessionId: string
  executing: boolean
}

export interface SessionReads {
  loadSession(query: ById): Promise<StoredSession | null>
  getSession(query: ById): Promise<SessionRecord | null>
  /** Newest activity first; `BAD_CURSOR` for a cursor that no answer gave. */
  listSessions(query: SessionQuery): Promise<Page<SessionRecord>>
  listChildren(query: ById): Promise<SessionRecord[]>
  findUnfinished(): Promise<UnfinishedSession[]>
  sessionOfTag(query: { projectId: string; tag: string }): Promise<string | null>
  /** The session for which an agent keeps that session of its own ([AG1]). */
  sessionOfAgentSession(query: AgentSessionQuery): Promise<string | null>
  /** Removes the session with its log, runs, checkpoints, permissions, rules of its scope, tags and the contents that no other session has ([S12]). False when unknown. */
  deleteSession(query: ById): Promise<boolean>
}

export interface AgentSessionQuery {
  projectId: string
  agentId: string
  agentSessionId: string
}

export interface RunReads {
  getRun(query: ById): Promise<RunRecord | null>
  /** Newest first; queued ones in queue order when `status` is `queued`. */
  listRuns(query: PageQuery & { sessionId: string; status?: RunStatus }): Promise<Page<RunRecord>>
}

export interface RequestReads {
  getPermission(query: ById): Promise<PermissionRecord | null>
  /** Oldest first, so that the inbox shows what has waited longest. */
  listPermissions(
    query: PageQuery & { status?: PermissionStatus; sessionId?: string; agentId?: string },
  ): Promise<Page<PermissionRecord>>
  getQuestion(query: ById): Promise<QuestionRecord | null>
  listQuestions(query: PageQuery & { status?: QuestionStatus; sessionId?: string }): Promise<Page<QuestionRecord>>
}

export interface LedgerReads {
  /** Newest first when one id occurs in several sessions and `sessionId` is absent. */
  findToolCalls(query: { projectId: string; toolCallId: string; sessionId?: string }): Promise<ToolCallRecord[]>
  listToolCalls(query: {
    projectId: string
    sessionId: string
    status?: ToolCallStatus
    runId?: string
  }): Promise<ToolCallRecord[]>
  getStep(query: { sessionId: string; runId: string; key: string }): Promise<StepRecord | null>
  getCheckpoint(query: ById): Promise<CheckpointRecord | null>
  /** Newest first, `data` included. */
  listCheckpoints(query: PageQuery & { sessionId: string }): Promise<Page<CheckpointRecord>>
}

export type RuleRecord = PermissionRule & { projectId: string }
export type AgentRecord = Agent & { projectId: string }

export interface RuleStore {
  /**
   * Rules that may apply: scope everyone, this agent, this session; with `all`, every rule of the project. Session rules
   * first, then the agents', then everyone's; newest first. Expired ones included; core filters by its clock.
   */
  listRules(query: { projectId: string; agentId?: string; sessionId?: string; all?: boolean }): Promise<RuleRecord[]>
  putRule(rule: RuleRecord): Promise<void>
  deleteRule(query: ById): Promise<boolean>
}

export interface AgentStore {
  getAgent(query: ById): Promise<AgentRecord | null>
  listAgents(query: PageQuery): Promise<Page<AgentRecord>>
  /** False when the id is taken. */
  insertAgent(agent: AgentRecord): Promise<boolean>
  updateAgent(agent: AgentRecord): Promise<void>
  deleteAgent(query: ById): Promise<boolean>
  /** Sessions of this agent that are neither completed nor archived. */
  countOpenSessions(query: { projectId: string; agentId: string }): Promise<number>
}

export interface RunCounts {
  queued: number
  running: number
  completed: number
  failed: number
  cancelled: number
  timed_out: number
}

/** What sessions.metrics needs beyond the row; times in milliseconds. */
export interface MetricReads {
  sessionCounts(query: { projectId: string; sessionId: string }): Promise<{
    runs: RunCounts
    /** Sum of the durations of settled runs. */
    activeMs: number
    toolCalls: number
    toolFailures: number
    /** Sum over resolved permissions of resolution − request. */
    permissionWaitMs: number
  }>
}

export interface IdempotencyStore {
  /** Null when the key is the caller's now, else the record of whoever came first. */
  claimKey(record: IdempotencyRecord): Promise<IdempotencyRecord | null>
  /** Keeps the answer of the claim that has this seed. */
  answerKey(claim: Pick<IdempotencyRecord, 'projectId' | 'key' | 'seedId'>, answer: string): Promise<void>
  /** Gives a claim back that has come to nothing. */
  releaseKey(claim: Pick<IdempotencyRecord, 'projectId' | 'key' | 'seedId'>): Promise<void>
  /** Forgets what was claimed before this time; answers with how many. */
  pruneKeys(before: string): Promise<number>
}

/**
 * Where everything durable lives. Every method may throw SojournError STORE_UNAVAILABLE when the database is out of
 * reach; nothing can be cancelled half way. `close` waits for what is under way.
 */
export interface SessionStore
  extends EventLog,
    SessionReads,
    RunReads,
    RequestReads,
    LedgerReads,
    RuleStore,
    AgentStore,
    MetricReads,
    UsageReads,
    IdempotencyStore,
    AttachmentStore,
    BridgeCursors,
    WebhookStore {
  /** Short name for people: `memory`, `sqlite`, `postgresql`. */
  readonly name: string
  close(): Promise<void>
}

import type {
  Agent,
  ListAgentsInput,
  RegisterAgentInput,
  RemoveAgentInput,
  RemovedAgent,
  TestedAgent,
  UpdateAgentInput,
} from '@sojourn/contract/agent'
import type { AgentSessionList, ListAgentSessionsInput, SetAgentOptionInput } from '@sojourn/contract/agent-options'
import type { AttachmentRef, StoredAttachment } from '@sojourn/contract/attachment'
import type { Checkpoint, SaveCheckpointInput } from '@sojourn/contract/checkpoint'
import type { EventPage, FollowEventsInput, ListEventsInput } from '@sojourn/contract/event-query'
import type {
  FollowTransport,
  MaintenanceStatus,
  Operations,
  OperationsInput,
  StoreStatus,
} from '@sojourn/contract/operations'
import type { OutlineInput, OutlinePage } from '@sojourn/contract/outline'
import type { Page } from '@sojourn/contract/page'
import type {
  AddRuleInput,
  AnswerAllInput,
  AnsweredAll,
  AnswerPermissionInput,
  ExplainPermissionInput,
  ListPermissionsInput,
  Permission,
  PermissionExplanation,
  PermissionRule,
} from '@sojourn/contract/permission'
import type { AnswerQuestionInput, ListQuestionsInput, Question } from '@sojourn/contract/question'
import type {
  AwaitRunInput,
  CancelRunInput,
  EditRunInput,
  ExecuteRunInput,
  ListRunsInput,
  MoveRunInput,
  Run,
  SettledRun,
  SubmitRunInput,
  SubmittedRun,
} from '@sojourn/contract/run'
import type {
  CleanupInput,
  CleanupResult,
  CommittedSession,
  CompleteSessionInput,
  CreateSessionInput,
  DeletedSession,
  DeleteSessionInput,
  ForkSessionInput,
  ListSessionsInput,
  PauseSessionInput,
  RecoverSessionInput,
  ResolvedSession,
  ResolveSessionInput,
  Session,
  SessionRef,
  SessionSummary,
  TagSessionInput,
  UntagSessionInput,
  UpdateSessionInput,
} from '@sojourn/contract/session'
import type { SessionMetrics, SessionUsage } from '@sojourn/contract/session-metrics'
import type { ExportSessionInput, SessionDigest } from '@sojourn/contract/session-transfer'
import type { SystemInfo } from '@sojourn/contract/system'
import type { ListToolCallsInput, SettleToolCallInput, ToolCall } from '@sojourn/contract/tool-call'
import type { RunOutcomes, RunOutcomesInput, UsageReport, UsageReportInput } from '@sojourn/contract/usage-report'
import type {
  CreateWebhookInput,
  Delivery,
  DeliveryRef,
  ListDeliveriesInput,
  RemovedWebhook,
  ResentDeliveries,
  UpdateWebhookInput,
  Webhook,
  WebhookAnswer,
  WebhookRef,
  WebhookWithCounts,
  WebhookWithSecret,
} from '@sojourn/contract/webhook'
import type { FollowFrame } from '../events/follow-events.ts'
import type { LoggedEvent } from '../events/logged-event.ts'
import type { SessionHost } from '../host/session-host.ts'
import type { UploadedFile } from './attachment-procedures.ts'
import type { RepeatableCall } from './call-once.ts'
import type { ImportSession } from './import-session.ts'

/** Who acts, and in which project ([X1], [X2]). */
export interface Actor {
  projectId: string
  /** Recorded with every answer, cancel, patch and rule. */
  by: string
  source: 'user' | 'operator'
  /** Set while a call under an idempotency key executes. */
  once?: OnceClaim
}

/** The claim of a call that may be repeated ([R11]). */
export interface OnceClaim {
  /** Id of what the call makes, and of the first event that it writes into a log. */
  id: string
  /** When the key was claimed. */
  since: string
  /** An earlier execution may have done the work. */
  again: boolean
  /** Sessions whose log this execution has marked. */
  marked: Set<string>
}

/** Every answer of a mutation names the seq from which its effects can be read ([E8]). */
export type Committed<Value> = Value & { seq: number }

export type SessionChange = { kind: 'changed'; summary: SessionSummary } | { kind: 'deleted'; sessionId: string }

/** By which way the events travel, for operators; default `in_process`. */
export type FollowRequest = FollowEventsInput & { transport?: FollowTransport }

/**
 * The runtime as its interfaces use it: one method per procedure, all with the contract's shapes. Refusals are
 * SojournErrors; a refused call has changed nothing.
 */
export interface AgentRuntime {
  /** Where its sessions live: for programs that embed the runtime. */
  readonly host: SessionHost
  sessions: {
    create(actor: Actor, input: CreateSessionInput): Promise<CommittedSession>
    get(actor: Actor, input: SessionRef): Promise<Session>
    list(actor: Actor, input: ListSessionsInput): Promise<Page<SessionSummary>>
    summary(actor: Actor, input: SessionRef): Promise<SessionSummary>
    metrics(actor: Actor, input: SessionRef): Promise<SessionMetrics>
    usage(actor: Actor, input: SessionRef): Promise<SessionUsage>
    update(actor: Actor, input: UpdateSessionInput): Promise<CommittedSession>
    delete(actor: Actor, input: DeleteSessionInput): Promise<DeletedSession>
    resolve(actor: Actor, input: ResolveSessionInput): Promise<ResolvedSession>
    pause(actor: Actor, input: PauseSessionInput): Promise<CommittedSession>
    resume(actor: Actor, input: SessionRef): Promise<CommittedSession>
    complete(actor: Actor, input: CompleteSessionInput): Promise<CommittedSession>
    crash(actor: Actor, input: PauseSessionInput): Promise<CommittedSession>
    recover(actor: Actor, input: RecoverSessionInput): Promise<CommittedSession>
    archive(actor: Actor, input: SessionRef): Promise<CommittedSession>
    unarchive(actor: Actor, input: SessionRef): Promise<CommittedSession>
    tag(actor: Actor, input: TagSessionInput): Promise<CommittedSession>
    untag(actor: Actor, input: UntagSessionInput): Promise<CommittedSession>
    fork(actor: Actor, input: ForkSessionInput): Promise<CommittedSession>
    /** The log page by page, each read when it is asked for ([E10]). */
    export(actor: Actor, input: ExportSessionInput): AsyncGenerator<readonly LoggedEvent[]>
    /** The hash of the export, to verify a copy by. */
    digest(actor: Actor, input: ExportSessionInput): Promise<SessionDigest>
    /** A session from its export, whole or not at all. */
    import(actor: Actor, input: ImportSession): Promise<CommittedSession>
    /** Deletes old sessions, or lists them ([S13]). */
    cleanup(actor: Actor, input: CleanupInput): Promise<CleanupResult>
    /** Chooses what the agent offers: mode, model … ([AG3]). */
    setAgentOption(actor: Actor, input: SetAgentOptionInput): Promise<CommittedSession>
    /** Queues a `/compact` run. */
    compact(actor: Actor, input: SessionRef): Promise<SubmittedRun>
    /** Cancels the executing run, if any. */
    terminate(actor: Actor, input: SessionRef): Promise<SubmittedRun>
    /** Batches of what changed from now on, at most one entry per session and batch. Ends with the signal. */
    changes(actor: Actor, signal: AbortSignal): AsyncGenerator<SessionChange[]>
  }
  runs: {
    submit(actor: Actor, input: SubmitRunInput): Promise<SubmittedRun>
    get(actor: Actor, input: { runId: string }): Promise<Run>
    list(actor: Actor, input: ListRunsInput): Promise<Page<Run>>
    /** AWAIT_TIMEOUT after `timeoutMs` (default 30 s); `signal` stops waiting. */
    await(actor: Actor, input: AwaitRunInput, signal?: AbortSignal): Promise<SettledRun>
    /** submit + await. */
    execute(actor: Actor, input: ExecuteRunInput, signal?: AbortSignal): Promise<SettledRun>
    cancel(actor: Actor, input: CancelRunInput): Promise<Committed<Run>>
    edit(actor: Actor, input: EditRunInput): Promise<Committed<Run>>
    move(actor: Actor, input: MoveRunInput): Promise<Committed<Run>>
  }
  attachments: {
    /** Gives a session a file that an input may then name ([AT3]). */
    upload(actor: Actor, input: UploadedFile & { sessionId: string }): Promise<StoredAttachment>
    read(actor: Actor, input: AttachmentRef): Promise<Uint8Array>
  }
  events: {
    list(actor: Actor, input: ListEventsInput): Promise<EventPage>
    /** What happened, without what was said ([E12]). */
    outline(actor: Actor, input: OutlineInput): Promise<OutlinePage>
    /** Replay, then live, one path ([E3]). Throws SESSION_NOT_FOUND at once; ends with the signal, a delete or shutdown. */
    follow(actor: Actor, input: FollowRequest, signal: AbortSignal): AsyncGenerator<FollowFrame>
  }
  permissions: {
    list(actor: Actor, input: ListPermissionsInput): Promise<Page<Permission>>
    get(actor: Actor, input: { permissionId: string }): Promise<Permission>
    answer(actor: Actor, input: AnswerPermissionInput): Promise<Committed<Permission>>
    /** One decision for several requests; each is answered or refused on its own. */
    answerAll(actor: Actor, input: AnswerAllInput): Promise<AnsweredAll>
    rules(
      actor: Actor,
      input: { sessionId?: string | undefined; agentId?: string | undefined },
    ): Promise<{ items: PermissionRule[] }>
    addRule(actor: Actor, input: AddRuleInput): Promise<PermissionRule>
    removeRule(actor: Actor, input: { ruleId: string }): Promise<{ id: string; removed: true }>
    explain(actor: Actor, input: ExplainPermissionInput): Promise<PermissionExplanation>
  }
  questions: {
    list(actor: Actor, input: ListQuestionsInput): Promise<Page<Question>>
    get(actor: Actor, input: { questionId: string }): Promise<Question>
    answer(actor: Actor, input: AnswerQuestionInput): Promise<Committed<Question>>
  }
  toolCalls: {
    list(actor: Actor, input: ListToolCallsInput): Promise<{ items: ToolCall[] }>
    settle(actor: Actor, input: SettleToolCallInput): Promise<Committed<ToolCall>>
  }
  checkpoints: {
    save(actor: Actor, input: SaveCheckpointInput): Promise<Committed<Checkpoint>>
    list(
      actor: Actor,
      input: { sessionId: string; cursor?: string | undefined; limit?: number | undefined },
    ): Promise<Page<Checkpoint>>
    get(actor: Actor, input: { checkpointId: string }): Promise<Checkpoint>
  }
  agents: {
    register(actor: Actor, input: RegisterAgentInput): Promise<Agent>
    list(actor: Actor, input: ListAgentsInput): Promise<Page<Agent>>
    get(actor: Actor, input: { agentId: string }): Promise<Agent>
    update(actor: Actor, input: UpdateAgentInput): Promise<Agent>
    remove(actor: Actor, input: RemoveAgentInput): Promise<RemovedAgent>
    /** The sessions that the agent keeps itself ([AG4]). */
    sessions(actor: Actor, input: ListAgentSessionsInput): Promise<AgentSessionList>
    /** Tries out whether the agent could work; what is wrong is an answer, not an error. */
    test(actor: Actor, input: { agentId: string }, signal?: AbortSignal): Promise<TestedAgent>
  }
  webhooks: {
    create(actor: Actor, input: CreateWebhookInput): Promise<WebhookWithSecret>
    list(actor: Actor): Promise<{ items: WebhookWithCounts[] }>
    get(actor: Actor, input: WebhookRef): Promise<WebhookWithCounts>
    update(actor: Actor, input: UpdateWebhookInput): Promise<Webhook>
    remove(actor: Actor, input: WebhookRef): Promise<RemovedWebhook>
    /** The secret before signs as well for a day, so that receivers can change over. */
    rotateSecret(actor: Actor, input: WebhookRef): Promise<WebhookWithSecret>
    /** Sends a `webhook.test` message now and says how it went. */
    test(actor: Actor, input: WebhookRef, signal?: AbortSignal): Promise<WebhookAnswer>
    deliveries(actor: Actor, input: ListDeliveriesInput): Promise<Page<Delivery>>
    /** Sends one again, whatever became of it. */
    resend(actor: Actor, input: DeliveryRef): Promise<Delivery>
    /** Sends all dead letters again. */
    resendDead(actor: Actor, input: WebhookRef): Promise<ResentDeliveries>
  }
  usage: {
    report(actor: Actor, input: UsageReportInput): Promise<UsageReport>
    /** How runs ended, by agent. */
    outcomes(actor: Actor, input: RunOutcomesInput): Promise<RunOutcomes>
  }
  /** Executes `work` under a key: any number of times asked, done once ([R11]). */
  once<Output>(actor: Actor, call: RepeatableCall, work: (actor: Actor) => Promise<Output>): Promise<Output>
  system: {
    info(): SystemInfo
    /** From memory, but for one question to the store: cheap enough to ask every few seconds. */
    operations(actor: Actor, input: OperationsInput): Promise<Operations>
    /** How long the latest appends took; null when there was none. */
    appends(): StoreStatus['appends']
    /** Null when maintenance is off. */
    maintenance(): MaintenanceStatus | null
    /** False once shutdown has begun or the store does not answer. */
    isHealthy(): Promise<boolean>
  }
  /** No new runs; executing ones get `graceMs`, then are requeued; followers end; the store is closed ([C6]). */
  shutdown(): Promise<void>
}

export type {
  Agent,
  ListAgentsInput,
  RegisterAgentInput,
  RemoveAgentInput,
  RemovedAgent,
  TestedAgent,
  UpdateAgentInput,
} from '@sojourn/contract/agent'
export type {
  AgentCommand,
  AgentOffers,
  AgentOption,
  AgentOptions,
  AgentSessionList,
  SetAgentOptionInput,
} from '@sojourn/contract/agent-options'
export type { Attachment, InlineAttachment, StoredAttachment } from '@sojourn/contract/attachment'
export type { Block, BlockKind } from '@sojourn/contract/block'
export type { Blocked, BlockedFor, BlockedOn } from '@sojourn/contract/blocked'
export type { Checkpoint, SaveCheckpointInput } from '@sojourn/contract/checkpoint'
export { type CoreCommand, coreCommandOf, coreCommands } from '@sojourn/contract/command'
export { type ErrorCode, type ErrorIssue, errorCatalogue, type Problem, SojournError } from '@sojourn/contract/error'
export type { EventData, EventOf, EventSource, EventType, PlanStep, SessionEvent } from '@sojourn/contract/event'
export type { EventPage, FollowBatch, FollowEventsInput, ListEventsInput } from '@sojourn/contract/event-query'
export type { JsonObject, JsonValue } from '@sojourn/contract/json'
export type {
  BlockedSession,
  EventSubscriber,
  ExecutingRun,
  HostStatus,
  Operations,
  OperationsInput,
  WaitingRun,
} from '@sojourn/contract/operations'
export type { OutlineEntry, OutlineInput, OutlinePage } from '@sojourn/contract/outline'
export { outlineOf } from '@sojourn/contract/outline-of'
export type { Page } from '@sojourn/contract/page'
export type {
  AnswerAllInput,
  AnsweredAll,
  AnswerPermissionInput,
  ExplainPermissionInput,
  ListPermissionsInput,
  Permission,
  PermissionExplanation,
  PermissionOption,
  PermissionOutcome,
  PermissionRule,
  PermissionStatus,
  RuleDecision,
  RuleMatcher,
  RuleScope,
} from '@sojourn/contract/permission'
export type {
  AnswerQuestionInput,
  ListQuestionsInput,
  Question,
  QuestionStatus,
} from '@sojourn/contract/question'
export type {
  AwaitRunInput,
  CancelRunInput,
  EditRunInput,
  ExecuteRunInput,
  InputBlock,
  ListRunsInput,
  MoveRunInput,
  QueuedRun,
  Run,
  RunError,
  RunInput,
  RunningRun,
  RunStatus,
  SettledRun,
  SubmitRunInput,
  SubmitStrategy,
  SubmittedRun,
} from '@sojourn/contract/run'
export type {
  Activity,
  CleanupInput,
  CleanupResult,
  CommittedSession,
  CompleteSessionInput,
  CreateSessionInput,
  DeletedSession,
  DeleteSessionInput,
  DoneReason,
  ForkSessionInput,
  ListSessionsInput,
  PauseSessionInput,
  RecoverSessionInput,
  RecoverStrategy,
  ResolvedSession,
  ResolveSessionInput,
  RuntimeBackend,
  Session,
  SessionFilter,
  SessionRef,
  SessionState,
  SessionStatus,
  SessionSummary,
  TagSessionInput,
  UntagSessionInput,
  UpdateSessionInput,
} from '@sojourn/contract/session'
export type { SessionMetrics, SessionUsage } from '@sojourn/contract/session-metrics'
export type { SessionLimits, SessionPolicy, UsageBudget } from '@sojourn/contract/session-policy'
export type { ExportSessionInput, ImportSessionInput, SessionDigest } from '@sojourn/contract/session-transfer'
export type { SystemInfo } from '@sojourn/contract/system'
export type {
  ListToolCallsInput,
  SettleToolCallInput,
  ToolCall,
  ToolCallError,
  ToolCallStatus,
  ToolEffect,
} from '@sojourn/contract/tool-call'
export {
  type BlockItem,
  emptyTranscript,
  type NoticeItem,
  type PermissionView,
  type QuestionItem,
  type RunView,
  reduceTranscript,
  type ToolItem,
  type Transcript,
  TranscriptFold,
  type TranscriptItem,
} from '@sojourn/contract/transcript'
export type { UsageRecord, UsageTotals } from '@sojourn/contract/usage'
export type {
  RunOutcomes,
  RunOutcomesInput,
  UsageGrouping,
  UsageReport,
  UsageReportInput,
} from '@sojourn/contract/usage-report'
export type {
  CreateWebhookInput,
  Delivery,
  DeliveryStatus,
  ListDeliveriesInput,
  UpdateWebhookInput,
  Webhook,
  WebhookAnswer,
  WebhookWithCounts,
  WebhookWithSecret,
} from '@sojourn/contract/webhook'
export { createSojourn, type Sojourn, type SojournOptions } from './create-sojourn.ts'
export type { AgentsApi } from './nouns/agents.ts'
export type { CallOptions, Committed, Method } from './nouns/call.ts'
export type { CheckpointsApi } from './nouns/checkpoints.ts'
export type { EventsApi } from './nouns/events.ts'
export type { NewRule, PermissionsApi } from './nouns/permissions.ts'
export type { QuestionsApi } from './nouns/questions.ts'
export type { RunsApi } from './nouns/runs.ts'
export type { SessionChange, SessionsApi } from './nouns/sessions.ts'
export type { SystemApi } from './nouns/system.ts'
export type { ToolCallsApi } from './nouns/tool-calls.ts'
export type { UsageApi } from './nouns/usage.ts'
export type { WebhooksApi } from './nouns/webhooks.ts'
export type { AgentPreset, PresetChoice, PresetChoices } from './presets/agent-preset.ts'
export { agentPresets } from './presets/agent-presets.ts'
export type {
  PendingContext,
  PermissionAnswer,
  PermissionHandler,
  QuestionHandler,
} from './session/pending-requests.ts'
export type { RunActions, RunHandle, SentRun } from './session/run-handle.ts'
export type { AnswerOptions, ApproveOptions, SendOptions, SessionHandle, UploadFile } from './session/session-handle.ts'
export type { Subscription } from './session/watch-requests.ts'
export type { Backoff } from './stream/backoff.ts'
export type { ConnectionState, FollowOptions } from './stream/follow.ts'
export type { EventsOptions } from './stream/session-events.ts'
export { type HttpTransportOptions, httpTransport } from './transport/http-transport.ts'
export type { ImportLines, ProcedureCall, Transport } from './transport/transport.ts'

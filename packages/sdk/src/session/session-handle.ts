import type { Attachment, InlineAttachment, StoredAttachment } from '@sojourn/contract/attachment'
import type { Checkpoint } from '@sojourn/contract/checkpoint'
import type { SessionEvent } from '@sojourn/contract/event'
import type { EventPage, ListEventsInput } from '@sojourn/contract/event-query'
import type { JsonValue } from '@sojourn/contract/json'
import type { Page } from '@sojourn/contract/page'
import type { AnswerPermissionInput, Permission, RuleScope } from '@sojourn/contract/permission'
import type { Question } from '@sojourn/contract/question'
import type { ListRunsInput, Run, RunInput, SubmitRunInput, SubmittedRun } from '@sojourn/contract/run'
import type {
  CommittedSession,
  CompleteSessionInput,
  DeletedSession,
  DeleteSessionInput,
  ForkSessionInput,
  PauseSessionInput,
  RecoverSessionInput,
  Session,
  SessionSummary,
  UpdateSessionInput,
} from '@sojourn/contract/session'
import type { SessionMetrics, SessionUsage } from '@sojourn/contract/session-metrics'
import type { ExportSessionInput } from '@sojourn/contract/session-transfer'
import type { SettleToolCallInput, ToolCall } from '@sojourn/contract/tool-call'
import type { Transcript } from '@sojourn/contract/transcript'
import type { CallOptions, Committed } from '../nouns/call.ts'
import type { FollowOptions } from '../stream/follow.ts'
import type { EventsOptions } from '../stream/session-events.ts'
import type { PermissionHandler, QuestionHandler } from './pending-requests.ts'
import type { RunHandle, SentRun } from './run-handle.ts'
import type { Subscription } from './watch-requests.ts'

/** An input without its session. */
export type Of<Input> = Omit<Input, 'sessionId'>

export interface SendOptions extends CallOptions, Of<Omit<SubmitRunInput, 'input' | 'runAt'>> {
  /** Not before this time. */
  runAt?: string | Date | undefined
}

export interface UploadFile extends Omit<InlineAttachment, 'data'> {
  data: Uint8Array
}

/** How an answer to a permission is given beside yes or no. */
export interface AnswerOptions extends CallOptions {
  /** Keeps the answer as a rule that reaches this far. */
  always?: RuleScope | undefined
  message?: string | undefined
  /** When the kept rule ends. */
  ruleExpiresAt?: string | undefined
}

export interface ApproveOptions extends AnswerOptions {
  /** The tool runs with this input instead of the one it asked with. */
  toolInput?: AnswerPermissionInput['toolInput']
}

/**
 * One session. A handle holds no connection and no state beside its id; make as many as you like. `snapshot` is the
 * session as the call answered that made the handle, or null when no call was made.
 */
export interface SessionHandle<Snapshot extends Session | null = Session | null> {
  readonly id: string
  readonly snapshot: Snapshot

  /** Queues input for the agent. It is sent at once; awaiting it gives the run as soon as its input is durable. */
  send(input: string | RunInput, options?: SendOptions): SentRun
  /** A run of this session by its id. */
  run(runId: string): RunHandle
  runs(input?: Of<ListRunsInput>, options?: CallOptions): Promise<Page<Run>>

  /** Gives the session a file; what it answers with is, with `type: 'file'`, a block of an input. */
  upload(file: UploadFile, options?: CallOptions): Promise<StoredAttachment>
  /** The bytes of a file of an input or a message. */
  download(file: Attachment, options?: CallOptions): Promise<Uint8Array>

  /** The log, replayed from `after` and then live; reconnects by itself, without gap or duplicate. */
  events(options?: EventsOptions): AsyncIterable<SessionEvent>
  /** One page of the log. */
  eventPage(input?: Of<ListEventsInput>, options?: CallOptions): Promise<EventPage>
  /** The log as JSON Lines, line by line, without their line feeds. */
  export(input?: Of<ExportSessionInput>, options?: Pick<CallOptions, 'signal'>): AsyncIterable<string>
  /** The log as people read it, up to now. */
  transcript(options?: CallOptions): Promise<Transcript>
  /** The transcript again and again, each time something in it has changed. */
  followTranscript(options?: FollowOptions): AsyncIterable<Transcript>

  /** Calls the handler once for every permission that is pending or comes. */
  onPermission(handler: PermissionHandler, options?: FollowOptions): Subscription
  /** Calls the handler once for every question that is pending or comes. */
  onQuestion(handler: QuestionHandler, options?: FollowOptions): Subscription
  approve(permissionId: string, options?: ApproveOptions): Promise<Committed<Permission>>
  deny(permissionId: string, options?: AnswerOptions): Promise<Committed<Permission>>
  answer(questionId: string, answer: JsonValue, options?: CallOptions): Promise<Committed<Question>>
  /** Says whether a tool call in doubt happened, or ends its run. */
  settle(
    toolCallId: string,
    happened: SettleToolCallInput['happened'],
    options?: CallOptions & { message?: string | undefined },
  ): Promise<Committed<ToolCall>>

  get(options?: CallOptions): Promise<Session>
  summary(options?: CallOptions): Promise<SessionSummary>
  metrics(options?: CallOptions): Promise<SessionMetrics>
  usage(options?: CallOptions): Promise<SessionUsage>
  update(changes: Of<UpdateSessionInput>, options?: CallOptions): Promise<CommittedSession>
  delete(input?: Of<DeleteSessionInput>, options?: CallOptions): Promise<DeletedSession>
  pause(input?: Of<PauseSessionInput>, options?: CallOptions): Promise<CommittedSession>
  resume(options?: CallOptions): Promise<CommittedSession>
  complete(input?: Of<CompleteSessionInput>, options?: CallOptions): Promise<CommittedSession>
  crash(input?: Of<PauseSessionInput>, options?: CallOptions): Promise<CommittedSession>
  recover(input?: Of<RecoverSessionInput>, options?: CallOptions): Promise<CommittedSession>
  archive(options?: CallOptions): Promise<CommittedSession>
  unarchive(options?: CallOptions): Promise<CommittedSession>
  tag(tag: string, options?: CallOptions): Promise<CommittedSession>
  /** Takes one tag off, or all. */
  untag(tag?: string, options?: CallOptions): Promise<CommittedSession>
  /** A new session that starts from this one's past. */
  fork(input?: Of<ForkSessionInput>, options?: CallOptions): Promise<SessionHandle<CommittedSession>>
  /** Has the old transcript summarised for the model; the log keeps everything. */
  compact(options?: CallOptions): SentRun
  /** Cancels the executing run, if any. */
  cancel(options?: CallOptions): Promise<SubmittedRun>
  /** Saves state to go on from. */
  checkpoint(data: JsonValue, options?: CallOptions & { label?: string | undefined }): Promise<Checkpoint>
  checkpoints(
    input?: { cursor?: string | undefined; limit?: number | undefined },
    options?: CallOptions,
  ): Promise<Page<Checkpoint>>
}

import type { SetAgentOptionInput } from '@sojourn/contract/agent-options'
import type { Page } from '@sojourn/contract/page'
import type { SubmittedRun } from '@sojourn/contract/run'
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
import type { ExportSessionInput, ImportSessionInput, SessionDigest } from '@sojourn/contract/session-transfer'
import type { SessionHandle } from '../session/session-handle.ts'
import type { FollowOptions } from '../stream/follow.ts'
import type { ImportLines } from '../transport/transport.ts'
import type { CallOptions, Method } from './call.ts'

/** Something changed in a session, or the session is gone. */
export type SessionChange = { kind: 'changed'; summary: SessionSummary } | { kind: 'deleted'; sessionId: string }

/** The procedures of a session as they are on the wire. */
export interface SessionProcedures {
  create: Method<CreateSessionInput, CommittedSession>
  /** Newest activity first; archived and empty sessions only when asked for. */
  list: Method<ListSessionsInput, Page<SessionSummary>>
  get: Method<SessionRef, Session>
  /** What lists show of a session. */
  summary: Method<SessionRef, SessionSummary>
  /** Times, runs by outcome, tool calls, usage. */
  metrics: Method<SessionRef, SessionMetrics>
  /** Tokens and cost. */
  usage: Method<SessionRef, SessionUsage>
  /** Absent fields stay, `null` clears, `mode: 'merge'` merges JSON; `ifVersion` makes it conditional. */
  update: Method<UpdateSessionInput, CommittedSession>
  /** Deletes the session with its log, its runs and its checkpoints. */
  delete: Method<DeleteSessionInput, DeletedSession>
  resolve: Method<ResolveSessionInput, ResolvedSession>
  /** Holds the queue; an executing run finishes. */
  pause: Method<PauseSessionInput, CommittedSession>
  /** Opens a paused, completed or crashed session. */
  resume: Method<SessionRef, CommittedSession>
  /** Closes the session for work. */
  complete: Method<CompleteSessionInput, CommittedSession>
  /** Marks the session as crashed: it takes no input until it is recovered. */
  crash: Method<PauseSessionInput, CommittedSession>
  /** Opens a crashed session again: continue, retry or abandon the run that was under way. */
  recover: Method<RecoverSessionInput, CommittedSession>
  archive: Method<SessionRef, CommittedSession>
  unarchive: Method<SessionRef, CommittedSession>
  /** Points a tag at the session, wherever it pointed before. */
  tag: Method<TagSessionInput, CommittedSession>
  /** Takes one tag off, or all. */
  untag: Method<UntagSessionInput, CommittedSession>
  fork: Method<ForkSessionInput, CommittedSession>
  /** The SHA-256 of the session’s export, to verify a copy by. */
  digest: Method<ExportSessionInput, SessionDigest>
  /** A session from the lines of its export, whole or not at all. */
  import: Method<ImportSessionInput, CommittedSession>
  /** Deletes sessions in which nothing has happened for long, or lists them. */
  cleanup: Method<CleanupInput, CleanupResult>
  /** Chooses what the agent offers in `agentOptions`: its mode, its model … */
  setAgentOption: Method<SetAgentOptionInput, CommittedSession>
  /** Queues a `/compact` run. */
  compact: Method<SessionRef, SubmittedRun>
  /** Cancels the executing run; its `runId` is null when none was executing. */
  terminate: Method<SessionRef, SubmittedRun>
}

export interface SessionsApi extends Omit<SessionProcedures, 'create' | 'resolve' | 'fork' | 'import'> {
  /** A new session. All fields are optional; the agent is the server's default. */
  create(input?: CreateSessionInput, options?: CallOptions): Promise<SessionHandle<CommittedSession>>
  /** The session that a tag or an id points at, a fork of one, or a new one with `create`. */
  resolve(input: ResolveSessionInput, options?: CallOptions): Promise<SessionHandle<ResolvedSession>>
  /** A new session that starts from the past of another. */
  fork(input: ForkSessionInput, options?: CallOptions): Promise<SessionHandle<CommittedSession>>
  /**
   * The session's log as JSON Lines, line by line as they arrive, without their line feeds. Whoever hashes the lines with
   * a line feed after each gets what `digest` answers for the same `uptoSeq`.
   */
  export(input: ExportSessionInput, options?: Pick<CallOptions, 'signal'>): AsyncIterable<string>
  /**
   * A session from the lines of its export, whole or not at all. Lines that are iterated are sent as they come, so that a
   * log of any size takes little memory, which browsers cannot do over HTTP/1.1; a text is sent as one call, and with an
   * idempotency key that may be repeated.
   */
  import(input: ImportSessionInput | ImportLines, options?: CallOptions): Promise<SessionHandle<CommittedSession>>
  /** Batches of sessions that changed, from now on; reconnects by itself. Nothing is replayed: list first. */
  changes(options?: FollowOptions): AsyncIterable<SessionChange[]>
}

export const sessionKinds = {
  create: 'mutation',
  list: 'query',
  get: 'query',
  summary: 'query',
  metrics: 'query',
  usage: 'query',
  update: 'mutation',
  delete: 'mutation',
  resolve: 'mutation',
  pause: 'mutation',
  resume: 'mutation',
  complete: 'mutation',
  crash: 'mutation',
  recover: 'mutation',
  archive: 'mutation',
  unarchive: 'mutation',
  tag: 'mutation',
  untag: 'mutation',
  fork: 'mutation',
  digest: 'query',
  import: 'mutation',
  cleanup: 'mutation',
  setAgentOption: 'mutation',
  compact: 'mutation',
  terminate: 'mutation',
} as const satisfies Record<keyof SessionProcedures, string>

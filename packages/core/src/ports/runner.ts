import type { AgentCommand, AgentOffers, AgentOption, AgentOptions } from '@sojourn/contract/agent-options'
import type { Attachment, InlineAttachment } from '@sojourn/contract/attachment'
import type { TextBlockKind } from '@sojourn/contract/block'
import type { LogLevel, PlanStep } from '@sojourn/contract/event'
import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import type { PermissionOption } from '@sojourn/contract/permission'
import type { RunError, RunInput } from '@sojourn/contract/run'
import type { DoneReason } from '@sojourn/contract/session'
import type { ToolCallError, ToolEffect } from '@sojourn/contract/tool-call'
import type { Transcript } from '@sojourn/contract/transcript'
import type { UsageRecord } from '@sojourn/contract/usage'

export interface RunnerCapabilities {
  /**
   * A later attempt reports under the same block, tool call and step ids, so the runtime can skip what is done and
   * continue a block where its text broke off. Without it, blocks that an attempt left open are closed as interrupted.
   */
  resume: boolean
  /**
   * Tells its agent what earlier attempts have done, so that a later one goes on under ids of its own and does nothing
   * twice. Without this and `resume`, a run that has changed something is not tried again by itself.
   */
  goesOn?: boolean
  /** Takes input while it runs. */
  steer: boolean
  /** Has `summarise`. */
  summarise: boolean
  /** Asks for permissions by itself. */
  permissions: boolean
}

/** `failed` with doneReason `denied` is a run that ended because a person or rule said no. */
export type RunOutcome =
  | { status: 'completed'; doneReason?: Extract<DoneReason, 'completed' | 'max_steps'>; output?: JsonValue }
  | { status: 'failed'; doneReason?: Extract<DoneReason, 'error' | 'denied' | 'budget' | 'max_steps'>; error: RunError }

/** Whether an agent could work, in words: what answered, or what is wrong and what to do about it. */
export interface RunnerCheck {
  ok: boolean
  detail: string
  /** What the agent lets people choose. */
  offers?: AgentOffers
}

/** Executes one attempt of one run. Touches nothing but its turn: not the store, not the bus, not the session. */
export interface Runner {
  readonly name: string
  readonly capabilities: RunnerCapabilities
  /** Checks an agent's settings at registration; throws SojournError VALIDATION_FAILED with the paths that are wrong. */
  checkSettings?(settings: JsonObject): void
  /** Tries the settings out: is the key valid, does the model answer, is the program there? Ends soon after the signal. */
  check?(settings: JsonObject, signal: AbortSignal): Promise<RunnerCheck>
  /** May throw: the run fails (or is tried again, when the error says retryable). Ends soon after `turn.signal` aborts. */
  run(turn: Turn): Promise<RunOutcome>
  /** A summary of the transcript for compaction. May throw: nothing is compacted then. */
  summarise?(request: SummaryRequest): Promise<string>
  /**
   * Tells the agent of a session at once what somebody chose; resolves with what it offers from then on. Null when no
   * agent runs for the session: it is told at its next start (`turn.agentSession.options.chosen`). Throws when it refuses.
   */
  setOption?(request: { sessionId: string; option: AgentOption }): Promise<readonly AgentOption[] | null>
  /** The sessions that the agent keeps itself, newest first where it says so. Throws when it does not list them. */
  listAgentSessions?(request: AgentSessionsRequest): Promise<{ items: AgentSessionEntry[]; nextCursor: string | null }>
  /** What was said in one of them, oldest first. Throws when the agent cannot open it. */
  readAgentSession?(request: { settings: JsonObject; agentSessionId: string }): Promise<AgentPast>
  /** The session leaves memory or is deleted: end what is kept for it. */
  unloadSession?(sessionId: string): Promise<void>
  /** The host stops: end everything. */
  dispose?(): Promise<void>
}

export interface SummaryRequest {
  transcript: Transcript
  settings: JsonObject
  signal: AbortSignal
  /** Reports a model call that the summary has taken, also of one that fails afterwards. */
  usage(record: UsageRecord): Promise<void>
}

export interface AgentSessionsRequest {
  settings: JsonObject
  /** Of an earlier answer. */
  cursor?: string
}

export interface AgentSessionEntry {
  agentSessionId: string
  cwd: string | null
  title: string | null
  /** ISO-8601 UTC with milliseconds. */
  updatedAt: string | null
}

/** The past of a session that an agent has kept itself. */
export interface AgentPast {
  messages: { kind: 'user_message' | 'assistant_text' | 'thinking' | 'system'; text: string }[]
}

export interface BlockHandle {
  readonly blockId: string
  /** Text that the block already had when it was opened again by a later attempt; '' otherwise. */
  readonly textSoFar: string
  /** True when an earlier attempt completed this block: deltas and complete() do nothing. */
  readonly done: boolean
  /** Adds text. Resolves at once unless the log is far behind. */
  delta(text: string): Promise<void>
  /** Ends the block; its text is what was streamed unless `text` says otherwise. Only assistant_text has attachments. */
  complete(text?: string, attachments?: readonly InlineAttachment[]): Promise<void>
  /** Ends the block as broken off: what it has is not part of what the run said. */
  interrupt(): Promise<void>
}

export interface StartBlock {
  kind: TextBlockKind
  /** Chosen by the runtime when absent. A runner that can resume gives the same id in every attempt. */
  blockId?: string
  parentBlockId?: string
  title?: string
}

export interface ToolRequest {
  /** Unique within the session. A runner that can resume gives the same id in every attempt. */
  toolCallId: string
  toolId: string
  operation: string
  toolInput: JsonValue
  /** Default: `read` for the operation `get`, else `write`. */
  effect?: ToolEffect
  title?: string
}

/** What a tool gets while it executes. */
export interface ToolExecution {
  /** The input, as edited by the person who allowed it. */
  toolInput: JsonValue
  /** Aborts with the turn. */
  signal: AbortSignal
  /** Reports live output. */
  progress(output: string): void
}

export interface ToolResult {
  result: JsonValue
  /** ≤ 500 characters for people; default: the start of the result. */
  summary?: string
}

/**
 * How a tool call ended. `toolInput` is what it was executed with, as edited by the person who allowed it. `by_hand`: a
 * person said that it happened in an earlier attempt, so its result is unknown.
 */
export type ToolReport =
  | { status: 'completed'; result: JsonValue; summary: string; toolInput: JsonValue; replayed: boolean }
  | { status: 'by_hand'; replayed: true }
  | { status: 'failed'; error: ToolCallError; toolInput: JsonValue; replayed: boolean }
  | { status: 'denied'; outcome: 'denied' | 'expired' | 'cancelled'; message: string | null; error: ToolCallError }

/**
 * A call that the agent executes by itself while its runner looks on. Tell what comes in; order and repetitions do no
 * harm: a call starts once and ends once, and what is said after its end is dropped.
 */
export interface ObservedTool {
  /** It executes now; said again, or before it ends, to tell the input or title that is known only by then. */
  started(known?: { toolInput?: JsonValue; title?: string }): Promise<void>
  progress(output: string): void
  completed(result: ToolResult): Promise<void>
  failed(error: ToolCallError): Promise<void>
}

/** The session that the agent itself keeps for this one, as far as the log tells ([AG1]). */
export interface AgentSessionLink {
  /** The agent's own id; null when it keeps none yet. */
  readonly id: string | null
  readonly options: AgentOptions | null
  /** What the session has cost so far, US dollars: some agents tell sums. */
  readonly costUsd: number
}

export interface PermissionRequest {
  toolCallId: string
  toolId: string
  operation: string
  toolInput: JsonValue
  title?: string
  options?: readonly PermissionOption[]
}

export type PermissionDecision =
  | { outcome: 'allowed'; option: PermissionOption | null; toolInput: JsonValue; message: string | null }
  | {
      outcome: 'denied' | 'expired' | 'cancelled' | 'superseded'
      option: PermissionOption | null
      message: string | null
    }

export type QuestionReply =
  | { outcome: 'answered'; answer: JsonValue }
  | { outcome: 'expired' | 'cancelled' | 'superseded' }

/** A run as its runner sees it, and the only way a runner reports. Every report is fenced by run and attempt. */
export interface Turn {
  readonly sessionId: string
  readonly runId: string
  /** From 1. */
  readonly attempt: number
  /** `runId`, or the run that this one continues after a recovery: what ids that survive attempts are made from. */
  readonly originRunId: string
  readonly input: RunInput
  /** The text of `input`. */
  readonly text: string
  readonly context: JsonObject
  /** The session's: what it brings along for its agent, `mcpServers` for example. */
  readonly runtimeMetadata: JsonObject
  /** Data of the session's current checkpoint when the attempt began; null without one. */
  readonly checkpoint: JsonValue | null
  /** True when `checkpoint` was saved by an earlier attempt of this very run. */
  readonly checkpointOfThisRun: boolean
  readonly agent: { readonly id: string; readonly settings: JsonObject }
  /** Absolute path of the session's own folder; the runner creates it when it needs it. */
  readonly workspace: string
  /** Aborts on cancel, timeout and shutdown. */
  readonly signal: AbortSignal
  /** Last summary and the blocks after it, this run's input included. */
  transcript(): Promise<Transcript>
  /** The bytes of a file of `input` or of the transcript. Throws ATTACHMENT_NOT_FOUND for a file of neither. */
  attachment(file: Attachment): Promise<Uint8Array>
  /**
   * [F4] Replaces what was said before this run by a summary, because the model has no room for it; false when there is
   * nothing (more) to replace. Throws when the summary fails, and nothing has changed then.
   */
  compact(): Promise<boolean>
  startBlock(options: StartBlock): Promise<BlockHandle>
  /** A whole assistant_text block at once. */
  say(text: string, blockId?: string): Promise<void>
  plan(steps: readonly PlanStep[]): Promise<void>
  /**
   * The whole way of a tool call: permission, ledger, execution, record. An id that ended in an earlier attempt is
   * answered from the ledger and not executed again ([C4]). What `execute` throws becomes `failed`.
   */
  tool(request: ToolRequest, execute: (execution: ToolExecution) => Promise<ToolResult>): Promise<ToolReport>
  /** For runners whose agent executes tools itself: the call is in the ledger like any other, and nobody is asked here. */
  observeTool(request: ToolRequest): Promise<ObservedTool>
  /** The same runners ask with this, about calls that they observe. */
  requestPermission(request: PermissionRequest): Promise<PermissionDecision>
  ask(question: { prompt: string; schema: JsonObject; questionId?: string }): Promise<QuestionReply>
  saveCheckpoint(data: JsonValue, label?: string): Promise<void>
  /** Executes `fn` once over all attempts of this run: a finished step's result is given back ([C5]). */
  step<Result extends JsonValue>(key: string, fn: () => Promise<Result>): Promise<Result>
  usage(record: UsageRecord): Promise<void>
  /** `raw`: what the runner received, as it was. */
  log(level: LogLevel, message: string, raw?: JsonValue): Promise<void>
  setTitle(title: string): Promise<void>
  readonly agentSession: AgentSessionLink
  /** The agent keeps a session of its own for this one; `replaces` names the one that it could not open any more. */
  openedAgentSession(opened: { agentSessionId: string; replaces?: string }): Promise<void>
  /** What the agent lets people choose from now on. */
  offerOptions(offered: { options: readonly AgentOption[]; commands: readonly AgentCommand[] }): Promise<void>
}

/**
 * Absolute path of the folder in which a session works; it need not be there yet. `runtimeMetadata` is the session's own.
 * Throws a SojournError when the session may not work where it wants to: its run fails then.
 */
export type WorkspaceOf = (sessionId: string, runtimeMetadata: JsonObject) => string

import type { AgentOption, AgentOptionValue } from '@sojourn/contract/agent-options'
import type { EventSource } from '@sojourn/contract/event'
import type { JsonValue } from '@sojourn/contract/json'
import type { PermissionOption, PermissionRule } from '@sojourn/contract/permission'
import type { RunError, RunInput, SubmitStrategy } from '@sojourn/contract/run'
import type { RecoverStrategy, UpdateSessionInput } from '@sojourn/contract/session'
import type { AttachmentRecord, PermissionRecord, RunRecord, ToolCallRecord } from '../ports/records.ts'
import type { RunOutcome } from '../ports/runner.ts'
import type { EventDraft } from './event-draft.ts'

/** Who asks, recorded in the log ([X2]). */
export interface By {
  by: string
  source: EventSource
}

/** Names one attempt; what it says counts only while it is the executing one. */
export interface AttemptRef {
  runId: string
  attempt: number
}

/** The text that a block had when its attempt ended, so that it can be completed. */
export interface BlockText {
  blockId: string
  text: string
}

/** How an attempt ended, before the session's state has had its say. */
export type AttemptEnd =
  | { kind: 'outcome'; outcome: RunOutcome }
  | { kind: 'threw'; error: RunError }
  /** The runtime itself has compacted the transcript. */
  | { kind: 'compacted' }
  /** Aborted and out of patience, or ended after an abort. */
  | { kind: 'stopped' }

/**
 * Everything that can be asked of a session. Ids and times that a decision needs are part of the command, so that
 * deciding is pure.
 */
export type Command =
  // the session itself
  | { type: 'update'; change: Omit<UpdateSessionInput, 'sessionId'>; checkpointId: string; actor: By }
  | { type: 'pause'; reason: string | undefined; actor: By }
  | { type: 'resume'; reason: string | undefined; actor: By }
  | { type: 'crash'; reason: string | undefined; actor: By }
  | { type: 'complete'; reason: string | undefined; cancelQueued: boolean; actor: By }
  | {
      type: 'recover'
      strategy: RecoverStrategy
      lost: RunRecord | null
      checkpointBefore: string | null
      runId: string
      actor: By
    }
  | { type: 'windUp'; force: boolean; reason: string; actor: By }
  | { type: 'archive'; actor: By }
  | { type: 'unarchive'; actor: By }
  | { type: 'tag'; tag: string; previousSessionId: string | null; actor: By }
  | { type: 'untag'; tag: string | undefined; movedTo: string | undefined; actor: By }
  | { type: 'saveCheckpoint'; checkpointId: string; data: JsonValue; label: string | undefined; actor: By }
  | {
      type: 'setAgentOption'
      optionId: string
      value: AgentOptionValue
      /** What the agent offers now that it has been told; null when no agent runs for the session. */
      offered: readonly AgentOption[] | null
      actor: By
    }
  | { type: 'noteFork'; childSessionId: string; atSeq: number; actor: By }
  // runs
  | ({ type: 'submit' } & SubmitCommand)
  | { type: 'cancelRun'; runId: string; reason: string | undefined; actor: By }
  | ({ type: 'editRun'; runId: string; version: number; change: RunEdit; actor: By } & WithContents)
  | { type: 'moveRun'; runId: string; version: number; position: number; actor: By }
  | { type: 'startRun'; runner: string; hostId: string; resumes: boolean; goesOn?: boolean }
  | { type: 'timeOutRun'; attempt: AttemptRef }
  // what an attempt reports
  | ({ type: 'report'; attempt: AttemptRef; drafts: readonly EventDraft[] } & WithContents)
  | { type: 'nameSession'; attempt: AttemptRef; title: string; by: string }
  | {
      type: 'endAttempt'
      attempt: AttemptRef
      end: AttemptEnd
      blocks: readonly BlockText[]
      resumes: boolean
      goesOn?: boolean
      backoffMs: number
    }
  | { type: 'requeueForShutdown'; attempt: AttemptRef; blocks: readonly BlockText[]; resumes: boolean }
  | { type: 'loseHost'; attempt: AttemptRef; resumes: boolean; goesOn?: boolean; backoffMs: number }
  // permissions, questions, the ledger
  | { type: 'answerPermission'; answer: PermissionAnswer; actor: By }
  | { type: 'expirePermission'; permissionId: string }
  | { type: 'answerQuestion'; questionId: string; answer: JsonValue; actor: By }
  | { type: 'expireQuestion'; questionId: string }
  | {
      type: 'settleToolCall'
      call: ToolCallRecord
      happened: 'yes' | 'no' | 'fail'
      message: string | undefined
      actor: By
    }

/** What is stored with the command's events, as far as they name it ([AT1]). */
interface WithContents {
  contents?: readonly AttachmentRecord[]
}

export interface SubmitCommand extends WithContents {
  runId: string
  input: RunInput
  strategy: SubmitStrategy
  runAt: string | undefined
  timeoutMs: number | undefined
  metadata: Record<string, JsonValue> | undefined
  actor: By
}

export interface RunEdit {
  input?: RunInput | undefined
  runAt?: string | null | undefined
  timeoutMs?: number | null | undefined
  metadata?: Record<string, JsonValue> | undefined
}

export interface PermissionAnswer {
  permission: PermissionRecord
  option: PermissionOption
  message: string | undefined
  toolInput: JsonValue | undefined
  storedRule: PermissionRule | undefined
}

export type CommandOf<Type extends Command['type']> = Extract<Command, { type: Type }>

export interface DecisionContext {
  /** Milliseconds since the epoch. */
  now: number
  /** What the log has of open blocks, where a decision may close one that nobody executing can tell the text of. */
  openTexts: readonly BlockText[]
}

/** Thrown to an attempt that is no longer the executing one: what it says is dropped ([R6]). */
export class AttemptDetached extends Error {
  override readonly name = 'AttemptDetached'
  constructor() {
    super('This attempt is no longer the executing one; what it reports is dropped.')
  }
}

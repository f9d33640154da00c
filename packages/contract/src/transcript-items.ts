import type { Attachment } from './attachment.ts'
import type { BlockKind } from './block.ts'
import type { PlanStep, SessionEvent } from './event.ts'
import type { JsonObject, JsonValue } from './json.ts'
import type { PermissionOption, PermissionOutcome } from './permission.ts'
import type { QuestionStatus } from './question.ts'
import type { RunError, RunStatus } from './run.ts'
import type { DoneReason } from './session.ts'
import type { ToolCallError, ToolCallStatus, ToolEffect } from './tool-call.ts'
import type { UsageTotals } from './usage.ts'

export interface ItemBase {
  /** Unique within the transcript and stable while it grows. */
  key: string
  /** Seq of the event that the item began with. */
  seq: number
  ts: string
  runId: string | null
}

export interface BlockItem extends ItemBase {
  type: 'block'
  blockId: string
  kind: Exclude<BlockKind, 'tool_use' | 'tool_result'>
  text: string
  /** False while deltas may still come. */
  done: boolean
  /** Its attempt ended before it did. */
  interrupted: boolean
  parentBlockId: string | null
  title: string | null
  attachments: readonly Attachment[]
}

export interface PermissionView {
  permissionId: string
  seq: number
  options: readonly PermissionOption[]
  reason: string
  requestedAt: string
  expiresAt: string | null
  outcome: PermissionOutcome | null
  option: PermissionOption | null
  by: string | null
  message: string | null
}

export interface ToolItem extends ItemBase {
  type: 'tool'
  toolCallId: string
  toolId: string
  operation: string
  toolInput: JsonValue
  effect: ToolEffect
  title: string | null
  status: ToolCallStatus
  /** Live output so far. */
  output: string
  result: JsonValue | null
  /** Seq of the event with the result or the error. */
  settledSeq: number | null
  /** Seqs of events of which long parts were left out: `called`, `settled`. Read alone, they are whole. */
  cut: readonly number[]
  summary: string | null
  error: ToolCallError | null
  durationMs: number | null
  /** The newest request about this call. */
  permission: PermissionView | null
  settledBy: string | null
  happened: 'yes' | 'no' | null
}

export interface QuestionItem extends ItemBase {
  type: 'question'
  questionId: string
  prompt: string
  schema: JsonObject
  outcome: QuestionStatus
  answer: JsonValue | null
  by: string | null
  expiresAt: string | null
}

/** An event that people should see between the blocks: a failed run, a compaction, a fork, one of an unknown type. */
export interface NoticeItem extends ItemBase {
  type: 'notice'
  event: SessionEvent
}

export type TranscriptItem = BlockItem | ToolItem | QuestionItem | NoticeItem

/** A run as its events tell it. */
export interface RunView {
  runId: string
  /** What was asked; without attachments. */
  text: string
  status: RunStatus
  attempt: number
  startedAt: string | null
  settledAt: string | null
  /** Seq of its terminal event. */
  settledSeq: number | null
  durationMs: number | null
  doneReason: DoneReason | null
  usage: UsageTotals | null
  error: RunError | null
  output: JsonValue | null
}

export interface Transcript {
  /** Seq of the newest event folded in. */
  lastSeq: number
  items: readonly TranscriptItem[]
  /** In the order in which the log first tells of them. */
  runs: readonly RunView[]
  plan: readonly PlanStep[] | null
  /** The last compaction: what the model sees instead of everything up to `uptoSeq`. */
  summary: { text: string; uptoSeq: number } | null
}

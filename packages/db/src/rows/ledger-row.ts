import type { CheckpointRecord, StepRecord, ToolCallRecord } from '@sojourn/core/ports/records'
import type { Checkpoint, Step, ToolCall } from '../generated/sqlite/client.ts'
import { fromJson, fromJsonOrNull, type Row, toJsonOrNull } from './row.ts'

export const toToolCallRow = (call: ToolCallRecord): Row<ToolCall> => ({
  sessionId: call.sessionId,
  toolCallId: call.toolCallId,
  projectId: call.projectId,
  runId: call.runId,
  attempt: call.attempt,
  toolId: call.toolId,
  operation: call.operation,
  toolInput: JSON.stringify(call.toolInput),
  effect: call.effect,
  title: call.title,
  status: call.status,
  result: toJsonOrNull(call.result),
  error: toJsonOrNull(call.error),
  happened: call.happened,
  seq: call.seq,
  createdAt: call.createdAt,
  settledAt: call.settledAt,
})

export const fromToolCallRow = (row: Row<ToolCall>): ToolCallRecord =>
  ({
    ...row,
    toolInput: fromJson(row.toolInput),
    result: fromJsonOrNull(row.result),
    error: fromJsonOrNull(row.error),
  }) as ToolCallRecord

export const toCheckpointRow = (checkpoint: CheckpointRecord): Row<Checkpoint> => ({
  id: checkpoint.id,
  projectId: checkpoint.projectId,
  sessionId: checkpoint.sessionId,
  runId: checkpoint.runId,
  label: checkpoint.label,
  data: JSON.stringify(checkpoint.data),
  size: checkpoint.size,
  seq: checkpoint.seq,
  createdAt: checkpoint.createdAt,
})

export const fromCheckpointRow = (row: Row<Checkpoint>): CheckpointRecord => ({ ...row, data: fromJson(row.data) })

export const toStepRow = (step: StepRecord): Row<Step> => ({
  sessionId: step.sessionId,
  runId: step.runId,
  key: step.key,
  projectId: step.projectId,
  result: JSON.stringify(step.result),
  attempt: step.attempt,
})

export const fromStepRow = (row: Row<Step>): StepRecord => ({ ...row, result: fromJson(row.result) })

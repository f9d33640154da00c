import type { EventOf } from '@sojourn/contract/event'
import { addUsage, microDollars } from '@sojourn/contract/usage'
import type { PermissionRecord, QuestionRecord, SessionRecord, ToolCallRecord, UsageEntry } from '../ports/records.ts'
import { type Appliers, changed, type Draft, ignore } from './evolve-draft.ts'
import { putRun } from './evolve-run.ts'

const usageEntryOf = (record: SessionRecord, { id, runId, ts, data }: EventOf<'usage.recorded'>): UsageEntry => ({
  eventId: id,
  projectId: record.projectId,
  sessionId: record.id,
  agentId: record.agentId,
  runId: runId ?? null,
  model: data.model ?? '',
  at: ts,
  inputTokens: data.inputTokens ?? 0,
  outputTokens: data.outputTokens ?? 0,
  cacheReadTokens: data.cacheReadTokens ?? 0,
  cacheWriteTokens: data.cacheWriteTokens ?? 0,
  reasoningTokens: data.reasoningTokens ?? 0,
  costMicros: microDollars(data.costUsd ?? 0),
})

interface ToolEvent {
  ts: string
  data: { toolCallId: string }
}

/** Moves an open call on; one that has ended leaves memory. */
const settleTool = (draft: Draft, { ts, data }: ToolEvent, outcome: Partial<ToolCallRecord>): void => {
  const { toolCallId } = data
  const call = draft.toolCalls.get(toolCallId)
  if (!call) return
  const next = { ...call, ...outcome }
  draft.changes.toolCalls.set(toolCallId, next)
  if (next.status === 'in_doubt' || next.status === 'started') draft.toolCalls.set(toolCallId, next)
  else {
    draft.toolCalls.delete(toolCallId)
    draft.changes.toolCalls.set(toolCallId, { ...next, settledAt: ts })
  }
}

/** Counts a write that has happened with the run that an attempt of its own would repeat it in. */
const noteWrite = (draft: Draft, toolCallId: string): void => {
  const call = draft.toolCalls.get(toolCallId)
  if (call?.effect !== 'write') return
  const runs = [...(draft.active ? [draft.active] : []), ...draft.queue]
  const run = runs.find(({ id }) => id === call.runId)
  if (run) putRun(draft, { ...run, writesDone: run.writesDone + 1 })
}

type WorkEvent =
  | `block.${string}`
  | `plan.${string}`
  | `tool.${string}`
  | `permission.${string}`
  | `question.${string}`
  | `checkpoint.${string}`
  | `step.${string}`
  | `usage.${string}`
  | 'log'
  | 'error'

/** What the events of an attempt's work do. */
export const workAppliers: Appliers<WorkEvent> = {
  'block.started': (draft, event) => {
    const { blockId, kind, parentBlockId, title } = event.data
    const open = { blockId, kind, runId: event.runId ?? null, startedSeq: event.seq }
    draft.record.openBlocks = [
      ...draft.record.openBlocks,
      { ...open, parentBlockId: parentBlockId ?? null, title: title ?? null },
    ]
  },
  'block.delta': ignore,
  'block.completed': (draft, event) => {
    draft.record.openBlocks = draft.record.openBlocks.filter((open) => open.blockId !== event.data.blockId)
  },
  'plan.updated': ignore,
  'tool.called': (draft, event) => {
    const { toolCallId, toolId, operation, toolInput, effect, title, attempt } = event.data
    const call: ToolCallRecord = {
      projectId: draft.record.projectId,
      sessionId: draft.record.id,
      runId: event.runId ?? '',
      attempt,
      toolCallId,
      toolId,
      operation,
      toolInput,
      effect,
      title: title ?? null,
      status: 'called',
      result: null,
      error: null,
      happened: null,
      seq: event.seq,
      createdAt: event.ts,
      settledAt: null,
    }
    draft.toolCalls.set(toolCallId, call)
    draft.changes.toolCalls.set(toolCallId, call)
  },
  'tool.started': (draft, event) => {
    const call = draft.toolCalls.get(event.data.toolCallId)
    const toolInput = event.data.toolInput ?? call?.toolInput ?? null
    settleTool(draft, event, { status: 'started', toolInput, title: event.data.title ?? call?.title ?? null })
  },
  'tool.progressed': ignore,
  'tool.completed': (draft, event) => {
    noteWrite(draft, event.data.toolCallId)
    settleTool(draft, event, { status: 'completed', result: event.data.result })
  },
  'tool.failed': (draft, event) => {
    settleTool(draft, event, { status: 'failed', error: event.data.error })
  },
  'tool.in_doubt': (draft, event) => {
    settleTool(draft, event, { status: 'in_doubt' })
  },
  'tool.settled_by_hand': (draft, event) => {
    if (event.data.happened === 'yes') noteWrite(draft, event.data.toolCallId)
    settleTool(draft, event, { status: 'settled_by_hand', happened: event.data.happened })
  },
  'permission.requested': (draft, event) => {
    const { permissionId, toolCallId, toolId, operation, toolInput, title, options, reason, expiresAt } = event.data
    const permission: PermissionRecord = {
      id: permissionId,
      projectId: draft.record.projectId,
      sessionId: draft.record.id,
      runId: event.runId ?? '',
      agentId: draft.record.agentId,
      toolCallId,
      toolId,
      operation,
      toolInput,
      title: title ?? null,
      options,
      reason,
      status: 'pending',
      option: null,
      by: null,
      message: null,
      editedInput: null,
      createdAt: event.ts,
      expiresAt,
      resolvedAt: null,
    }
    draft.permissions.set(permissionId, permission)
    draft.changes.permissions.set(permissionId, permission)
  },
  'permission.resolved': (draft, event) => {
    const { permissionId, outcome, option, by, message, toolInput, storedRule } = event.data
    const pending = draft.permissions.get(permissionId)
    if (!pending) return
    draft.permissions.delete(permissionId)
    draft.changes.permissions.set(permissionId, {
      ...pending,
      status: outcome,
      option: option ?? null,
      by,
      message: message ?? null,
      editedInput: toolInput ?? null,
      resolvedAt: event.ts,
    })
    if (storedRule) draft.changes.rules.push({ ...storedRule, projectId: draft.record.projectId })
  },
  'question.asked': (draft, event) => {
    const { questionId, prompt, schema, expiresAt } = event.data
    const question: QuestionRecord = {
      id: questionId,
      projectId: draft.record.projectId,
      sessionId: draft.record.id,
      runId: event.runId ?? '',
      agentId: draft.record.agentId,
      prompt,
      schema,
      status: 'pending',
      answer: null,
      by: null,
      createdAt: event.ts,
      expiresAt,
      resolvedAt: null,
    }
    draft.questions.set(questionId, question)
    draft.changes.questions.set(questionId, question)
  },
  'question.answered': (draft, event) => {
    const { questionId, outcome, answer, by } = event.data
    const pending = draft.questions.get(questionId)
    if (!pending) return
    draft.questions.delete(questionId)
    draft.changes.questions.set(questionId, {
      ...pending,
      status: outcome,
      answer: answer ?? null,
      by,
      resolvedAt: event.ts,
    })
  },
  'checkpoint.saved': (draft, event) => {
    const { checkpointId, label, size, data } = event.data
    draft.record.checkpointId = checkpointId
    changed(draft)
    draft.changes.checkpoints.push({
      id: checkpointId,
      projectId: draft.record.projectId,
      sessionId: draft.record.id,
      runId: event.runId ?? null,
      label: label ?? null,
      data,
      size,
      seq: event.seq,
      createdAt: event.ts,
    })
  },
  'step.completed': (draft, event) => {
    const { key, attempt, result } = event.data
    const { projectId, id } = draft.record
    draft.changes.steps.push({ projectId, sessionId: id, runId: event.runId ?? '', key, attempt, result })
  },
  'usage.recorded': (draft, event) => {
    draft.record.usage = addUsage(draft.record.usage, event.data)
    draft.changes.usage.push(usageEntryOf(draft.record, event))
    if (draft.active && draft.active.id === event.runId) {
      putRun(draft, { ...draft.active, usage: addUsage(draft.active.usage, event.data) })
    }
  },
  log: ignore,
  error: ignore,
}

import { addUsage, noUsage } from '@sojourn/contract/usage'
import type { EventOf, EventType, SessionEvent } from '@sojourn/contract/event'
import { inputText } from '@sojourn/contract/run'
import { coreCommandOf } from '@sojourn/contract/command'
import type { PermissionRecord, QuestionRecord, RunRecord, SessionRecord, ToolCallRecord } from '../ports/records.ts'
import { activityOf, earliestDue, type RowChanges, type SessionState } from './session-state.ts'

/** Longest title taken from a first input ([S10]). */
const maxInputTitle = 120

/** Events that leave a session empty ([S11]). */
const bookkeeping = new Set<EventType>([
  'session.created',
  'session.updated',
  'session.state_changed',
  'session.status_changed',
  'session.tagged',
  'session.untagged',
  'session.archived',
  'session.unarchived',
])

/** A state under construction: mutable, seen by nobody until `finish` hands it out. */
interface Draft {
  record: SessionRecord
  queue: RunRecord[]
  active: RunRecord | null
  permissions: Map<string, PermissionRecord>
  questions: Map<string, QuestionRecord>
  toolCalls: Map<string, ToolCallRecord>
  changes: RowChanges
}

type Apply<Type extends EventType> = (draft: Draft, event: EventOf<Type>) => void

const changed = (draft: Draft): void => {
  draft.record.version += 1
}

const putRun = (draft: Draft, run: RunRecord): void => {
  draft.changes.runs.set(run.id, run)
  if (draft.active?.id === run.id) draft.active = run
  const at = draft.queue.findIndex((queued) => queued.id === run.id)
  if (at >= 0) draft.queue[at] = run
}

/** Puts a waiting run at a place counted from 0, with a sort key between its neighbours. */
const enqueue = (draft: Draft, run: RunRecord, at: number): void => {
  const before = draft.queue[at - 1]?.queueOrder
  const after = draft.queue[at]?.queueOrder
  const newest = run.queueOrder
  let queueOrder = newest
  if (before !== undefined && after !== undefined) queueOrder = (before + after) / 2
  else if (after !== undefined) queueOrder = after - 1
  else if (before !== undefined) queueOrder = Math.max(before + 1, newest)
  const placed = { ...run, queueOrder }
  draft.queue.splice(at, 0, placed)
  draft.changes.runs.set(run.id, placed)
}

const titleFrom = (text: string): string => text.trim().replace(/\s+/g, ' ').slice(0, maxInputTitle)

const queueRun: Apply<'run.queued'> = (draft, event) => {
  const { input, position, strategy, runAt, timeoutMs, metadata, by } = event.data
  const { record } = draft
  const run: RunRecord = {
    id: event.runId ?? '',
    sessionId: record.id,
    projectId: record.projectId,
    agentId: record.agentId,
    status: 'queued',
    input,
    strategy,
    attempt: 0,
    version: 1,
    timeoutMs: timeoutMs ?? null,
    runAt: runAt ?? null,
    notBefore: null,
    queueOrder: event.seq,
    metadata: metadata ?? {},
    createdBy: by ?? 'runtime',
    createdAt: event.ts,
    startedAt: null,
    settledAt: null,
    durationMs: null,
    usage: noUsage,
    doneReason: null,
    output: null,
    error: null,
    cancelledBy: null,
    cancelReason: null,
  }
  enqueue(draft, run, position - 1)
  const text = inputText(input)
  if (record.titleSource === 'none' && text.trim() !== '' && coreCommandOf(text) === null) {
    record.title = titleFrom(text)
    record.titleSource = 'input'
  }
}

const settle = (draft: Draft, event: SessionEvent, outcome: Partial<RunRecord>): void => {
  const run =
    draft.active?.id === event.runId ? draft.active : draft.queue.find((queued) => queued.id === event.runId)
  if (!run) return
  draft.changes.runs.set(run.id, { ...run, settledAt: event.ts, ...outcome })
  draft.queue = draft.queue.filter((queued) => queued.id !== run.id)
  if (draft.active?.id === run.id) draft.active = null
  draft.record.doneReason = outcome.doneReason ?? null
}

const settleTool = (draft: Draft, event: SessionEvent, toolCallId: string, outcome: Partial<ToolCallRecord>): void => {
  const call = draft.toolCalls.get(toolCallId)
  if (!call) return
  const next = { ...call, ...outcome }
  draft.changes.toolCalls.set(toolCallId, next)
  if (next.status === 'in_doubt' || next.status === 'started') draft.toolCalls.set(toolCallId, next)
  else {
    draft.toolCalls.delete(toolCallId)
    draft.changes.toolCalls.set(toolCallId, { ...next, settledAt: event.ts })
  }
}

const ignore = (): void => {}

/** What each event does to the session: the total fold, one entry a type. */
const appliers: { [Type in EventType]: Apply<Type> } = {
  'session.created': ignore,
  'session.updated': (draft, event) => {
    const { values, version } = event.data
    const { title, ...rest } = values
    Object.assign(draft.record, rest, { version })
    if (title !== undefined) {
      draft.record.title = title
      // What a runner names the session a person may still rename, and the runner too.
      draft.record.titleSource = title === null ? 'none' : event.source === 'runner' ? 'input' : 'set'
    }
  },
  'session.state_changed': (draft, event) => {
    const { to, trigger, cause, by, reason } = event.data
    draft.record.state = to
    changed(draft)
    if (trigger === 'interrupt' && cause === 'cancel' && draft.active) {
      putRun(draft, { ...draft.active, cancelledBy: by ?? 'runtime', cancelReason: reason ?? null })
    }
  },
  'session.status_changed': (draft, event) => {
    draft.record.status = event.data.to
    changed(draft)
  },
  'session.tagged': (draft, event) => {
    const { tag } = event.data
    draft.record.tags = [...draft.record.tags.filter((known) => known !== tag), tag]
    draft.changes.clearTags = draft.changes.clearTags.filter((cleared) => cleared !== tag)
    draft.changes.setTags.push(tag)
    changed(draft)
  },
  'session.untagged': (draft, event) => {
    const { tag, movedTo } = event.data
    draft.record.tags = draft.record.tags.filter((known) => known !== tag)
    draft.changes.setTags = draft.changes.setTags.filter((set) => set !== tag)
    // A tag that moved belongs to its new session already.
    if (movedTo === undefined) draft.changes.clearTags.push(tag)
    changed(draft)
  },
  'session.archived': (draft, event) => {
    draft.record.archivedAt = event.ts
    changed(draft)
  },
  'session.unarchived': (draft) => {
    draft.record.archivedAt = null
    changed(draft)
  },
  'session.forked': ignore,
  'session.compacted': (draft, event) => {
    draft.record.compactedUptoSeq = event.data.uptoSeq
  },
  'session.recovered': (draft, event) => {
    if (event.data.strategy === 'retry') draft.record.checkpointId = null
  },
  'run.queued': queueRun,
  'run.edited': (draft, event) => {
    const run = draft.queue.find((queued) => queued.id === event.runId)
    if (!run) return
    const { version, input, runAt, timeoutMs, metadata } = event.data
    putRun(draft, {
      ...run,
      version,
      input: input ?? run.input,
      runAt: runAt === undefined ? run.runAt : runAt,
      timeoutMs: timeoutMs === undefined ? run.timeoutMs : timeoutMs,
      metadata: metadata ?? run.metadata,
    })
  },
  'run.moved': (draft, event) => {
    const run = draft.queue.find((queued) => queued.id === event.runId)
    if (!run) return
    draft.queue = draft.queue.filter((queued) => queued.id !== run.id)
    enqueue(draft, { ...run, version: event.data.version }, event.data.position - 1)
  },
  'run.started': (draft, event) => {
    const run = draft.queue.find((queued) => queued.id === event.runId)
    if (!run) return
    draft.queue = draft.queue.filter((queued) => queued.id !== run.id)
    draft.active = { ...run, status: 'running', attempt: event.data.attempt, startedAt: run.startedAt ?? event.ts }
    draft.changes.runs.set(run.id, draft.active)
  },
  'run.requeued': (draft, event) => {
    const run = draft.active
    if (!run || run.id !== event.runId) return
    draft.active = null
    enqueue(draft, { ...run, status: 'queued', notBefore: event.data.notBefore ?? null }, 0)
  },
  'run.completed': (draft, event) => {
    const { durationMs, doneReason, output } = event.data
    settle(draft, event, { status: 'completed', durationMs, doneReason, output: output ?? null })
  },
  'run.failed': (draft, event) => {
    const { durationMs, doneReason, error } = event.data
    settle(draft, event, { status: 'failed', durationMs, doneReason, error })
  },
  'run.cancelled': (draft, event) => {
    const { durationMs, doneReason, by, reason } = event.data
    settle(draft, event, { status: 'cancelled', durationMs, doneReason, cancelledBy: by, cancelReason: reason ?? null })
  },
  'run.timed_out': (draft, event) => {
    const { durationMs, doneReason } = event.data
    settle(draft, event, { status: 'timed_out', durationMs, doneReason })
  },
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
    settleTool(draft, event, event.data.toolCallId, { status: 'started', toolInput })
  },
  'tool.progressed': ignore,
  'tool.completed': (draft, event) => {
    settleTool(draft, event, event.data.toolCallId, { status: 'completed', result: event.data.result })
  },
  'tool.failed': (draft, event) => {
    settleTool(draft, event, event.data.toolCallId, { status: 'failed', error: event.data.error })
  },
  'tool.in_doubt': (draft, event) => {
    settleTool(draft, event, event.data.toolCallId, { status: 'in_doubt' })
  },
  'tool.settled_by_hand': (draft, event) => {
    settleTool(draft, event, event.data.toolCallId, { status: 'settled_by_hand', happened: event.data.happened })
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
    if (draft.active && draft.active.id === event.runId) {
      putRun(draft, { ...draft.active, usage: addUsage(draft.active.usage, event.data) })
    }
  },
  log: ignore,
  error: ignore,
}

const apply = (draft: Draft, event: SessionEvent): void => {
  const { record } = draft
  record.lastSeq = event.seq
  record.updatedAt = event.ts
  if (!bookkeeping.has(event.type)) {
    record.lastActivityAt = event.ts
    record.empty = false
  }
  // A type that this version does not know (an import) changes nothing but the log ([E9]).
  const applier = appliers[event.type] as Apply<EventType> | undefined
  applier?.(draft, event as EventOf<EventType>)
}

const refreshDerived = (draft: Draft): void => {
  const { record } = draft
  record.activeRunId = draft.active?.id ?? null
  record.activeAttempt = draft.active?.attempt ?? null
  record.queueDepth = draft.queue.length
  record.nextDue = earliestDue(draft.queue)
  record.pendingPermissions = draft.permissions.size
  record.pendingQuestions = draft.questions.size
  let inDoubt = 0
  for (const call of draft.toolCalls.values()) if (call.status === 'in_doubt') inDoubt += 1
  record.inDoubtCalls = inDoubt
  record.activity = activityOf(record)
}

/** Types that touch nothing but the log's end, by far the most of a stream. */
const isPlain = (event: SessionEvent): boolean =>
  event.type === 'block.delta' || event.type === 'log' || event.type === 'tool.progressed'

/**
 * The state after `events`, whose seqs continue the log. Pure: `state` stays as it is. The rows that change are added
 * to `changes`.
 */
export const evolve = (state: SessionState, events: readonly SessionEvent[], changes: RowChanges): SessionState => {
  if (events.every(isPlain)) {
    const last = events.at(-1)
    if (!last) return state
    const record = { ...state.record, lastSeq: last.seq, updatedAt: last.ts, lastActivityAt: last.ts, empty: false }
    return { ...state, record }
  }
  const draft: Draft = {
    record: { ...state.record },
    queue: [...state.queue],
    active: state.active,
    permissions: new Map(state.permissions),
    questions: new Map(state.questions),
    toolCalls: new Map(state.toolCalls),
    changes,
  }
  for (const event of events) apply(draft, event)
  refreshDerived(draft)
  const { record, queue, active, permissions, questions, toolCalls } = draft
  return { record, queue, active, permissions, questions, toolCalls }
}

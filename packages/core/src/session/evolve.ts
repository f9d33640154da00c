import { type EventOf, type EventType, eventTypes, type SessionEvent } from '@sojourn/contract/event'
import { attachmentsOf, isStored } from './attachments-of.ts'
import { agentAppliers } from './evolve-agent.ts'
import type { Apply, Draft } from './evolve-draft.ts'
import { runAppliers } from './evolve-run.ts'
import { sessionAppliers } from './evolve-session.ts'
import { workAppliers } from './evolve-work.ts'
import { activityOf, earliestDue, type RowChanges, type SessionState } from './session-state.ts'

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
  'session.forked',
  'agent.session_opened',
  'agent.options_changed',
])

/** The total fold: one entry for every type of the catalogue. */
const appliers: { [Type in EventType]: Apply<Type> } = {
  ...sessionAppliers,
  ...runAppliers,
  ...workAppliers,
  ...agentAppliers,
}

/** [AT1] The session has every content that its log names, since the first event that does. */
const linkAttachments = ({ record, changes }: Draft, event: SessionEvent): void => {
  for (const file of attachmentsOf(event)) {
    if (!isStored(file) || changes.attachments.has(file.id)) continue
    const { id: sessionId, projectId } = record
    const link = { projectId, sessionId, attachmentId: file.id, seq: event.seq, createdAt: event.ts }
    changes.attachments.set(file.id, link)
  }
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
  linkAttachments(draft, event)
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
const isPlainType = (type: EventType): boolean => type === 'block.delta' || type === 'log' || type === 'tool.progressed'
const isPlain = ({ type }: SessionEvent): boolean => isPlainType(type)

/** Types that a fold has to see, because they change more than where the log ends. */
export const foldedTypes: readonly EventType[] = eventTypes.filter((type) => !isPlainType(type))

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

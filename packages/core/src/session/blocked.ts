import type { Blocked, BlockedFor } from '@sojourn/contract/blocked'
import type { RunRecord, SessionRecord } from '../ports/records.ts'
import { isUsedUp } from '../usage/budget.ts'
import { dueAt, type SessionState } from './session-state.ts'

/** Why the host holds a run back that the session itself would let start. */
export type HostBlock =
  | Omit<BlockedFor<'concurrency'>, 'since' | 'until' | 'runId'>
  | Omit<BlockedFor<'no_runner'>, 'since' | 'until' | 'runId'>

export interface Viewpoint {
  /** Milliseconds since the epoch. */
  now: number
  hostBlock: HostBlock | null
}

const first = <Item>(items: ReadonlyMap<string, Item>): Item | undefined => items.values().next().value

/** What a person has to say before anything goes on, the oldest of its kind. */
const awaitedPerson = (state: SessionState): Blocked | null => {
  const permission = first(state.permissions)
  if (permission) {
    const { id: permissionId, createdAt: since, expiresAt: until, runId, toolCallId, toolId, operation } = permission
    const others = state.permissions.size - 1
    return { reason: 'permission', since, until, runId, permissionId, toolCallId, toolId, operation, others }
  }
  const question = first(state.questions)
  if (question) {
    const { id: questionId, createdAt: since, expiresAt: until, runId } = question
    return { reason: 'question', since, until, runId, questionId, others: state.questions.size - 1 }
  }
  const inDoubt = [...state.toolCalls.values()].filter(({ status }) => status === 'in_doubt')
  const [call] = inDoubt
  if (!call) return null
  const { createdAt: since, runId, toolCallId, toolId, operation } = call
  return { reason: 'in_doubt', since, until: null, runId, toolCallId, toolId, operation, others: inDoubt.length - 1 }
}

const later = (one: string, other: string): string => (one > other ? one : other)

/** None of those that wait is due: when the earliest is, and whether an attempt of it has failed. */
const notDue = (run: RunRecord, stateSince: string): Blocked => {
  const until = new Date(dueAt(run)).toISOString()
  const held = { runId: run.id, until }
  if (run.notBefore !== null && Date.parse(run.notBefore) === dueAt(run)) {
    return { reason: 'retry_at', ...held, since: stateSince, attempt: run.attempt + 1 }
  }
  return { reason: 'delayed_until', ...held, since: run.createdAt }
}

/** [S9] The first reason that the next run does not move; null when nothing waits or it is moving. */
export const blockedOf = (state: SessionState, { now, hostBlock }: Viewpoint): Blocked | null => {
  const { record, queue, active } = state
  const { stateSince, statusSince, archivedAt } = record
  const awaited = awaitedPerson(state)
  if (awaited) return awaited
  if (record.status === 'crashed') return { reason: 'crashed', since: statusSince, until: null }
  const [next] = queue
  if (active || !next) return null
  const queuedSince = later(next.createdAt, stateSince)
  if (record.status === 'paused' || archivedAt !== null) {
    const since = later(queuedSince, archivedAt ?? statusSince)
    return { reason: 'paused', since, until: null, runId: next.id, archived: archivedAt !== null }
  }
  const { budget } = record.limits
  if (budget && isUsedUp(budget, record.usage)) {
    return { reason: 'budget', since: queuedSince, until: null, runId: next.id, budget }
  }
  const due = queue.find((run) => dueAt(run) <= now)
  if (!due)
    return notDue(
      queue.reduce((one, other) => (dueAt(other) < dueAt(one) ? other : one)),
      stateSince,
    )
  if (!hostBlock) return null
  const dueSince = new Date(dueAt(due)).toISOString()
  return { ...hostBlock, since: later(later(due.createdAt, stateSince), dueSince), until: null, runId: due.id }
}

/** Whether only the session's open work tells what holds it. A row alone is enough for all others. */
export const needsOpenWork = (record: SessionRecord): boolean =>
  record.pendingPermissions + record.pendingQuestions + record.inDoubtCalls + record.queueDepth > 0

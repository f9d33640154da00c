import { defaultLimits, defaultPolicy, type SessionLimits, type SessionPolicy } from '@sojourn/contract/session-policy'
import type { SessionRecord } from '@sojourn/core/ports/records'
import { isExecuting, listingOf } from '@sojourn/core/store/session-listing'
import type { Session, SessionDetail } from '../generated/sqlite/client.ts'
import { fromJson, fromJsonOrNull, type Row, toJsonOrNull } from './row.ts'

/** What an append may change in the session's row, and where a list has it. */
export type SessionStateRow = Omit<Row<Session>, 'id' | keyof SessionIdentityRow>
/** What of the session's row changes seldom or never. */
export type SessionIdentityRow = Pick<Row<Session>, 'projectId' | 'agentId' | 'sessionType' | 'parentId' | 'createdAt'>
export type SessionDetailRow = Row<SessionDetail>

export const toStateRow = (record: SessionRecord): SessionStateRow => ({
  status: record.status,
  state: record.state,
  activity: record.activity,
  doneReason: record.doneReason,
  checkpointId: record.checkpointId,
  archivedAt: record.archivedAt,
  version: record.version,
  lastSeq: record.lastSeq,
  usage: JSON.stringify(record.usage),
  updatedAt: record.updatedAt,
  lastActivityAt: record.lastActivityAt,
  empty: Number(record.empty),
  activeRunId: record.activeRunId,
  activeAttempt: record.activeAttempt,
  queueDepth: record.queueDepth,
  nextDue: toJsonOrNull(record.nextDue),
  pendingPermissions: record.pendingPermissions,
  pendingQuestions: record.pendingQuestions,
  inDoubtCalls: record.inDoubtCalls,
  openBlocks: JSON.stringify(record.openBlocks),
  compactedUptoSeq: record.compactedUptoSeq,
  stateSince: record.stateSince,
  statusSince: record.statusSince,
  listing: listingOf(record),
  unfinished: Number(isExecuting(record) || record.queueDepth > 0),
})

export const toIdentityRow = (record: SessionRecord): SessionIdentityRow => ({
  projectId: record.projectId,
  agentId: record.agentId,
  sessionType: record.sessionType,
  parentId: record.parentId,
  createdAt: record.createdAt,
})

export const toDetailRow = (record: SessionRecord): SessionDetailRow => ({
  sessionId: record.id,
  projectId: record.projectId,
  title: record.title,
  titleSource: record.titleSource,
  context: JSON.stringify(record.context),
  runtimeBackend: record.runtimeBackend,
  runtimeMetadata: JSON.stringify(record.runtimeMetadata),
  labels: JSON.stringify(record.labels),
  forkedAtSeq: record.forkedAtSeq,
  inheritedUsage: JSON.stringify(record.inheritedUsage),
  agentSessionId: record.agentSessionId,
  agentOptions: toJsonOrNull(record.agentOptions),
  policy: JSON.stringify(record.policy),
  limits: JSON.stringify(record.limits),
  createdBy: record.createdBy,
})

/** What identity and detail rows are made of: while these are the same values, the rows are. */
export const seldomChanged = (record: SessionRecord): readonly unknown[] => [
  record.agentId,
  record.sessionType,
  record.parentId,
  record.createdAt,
  record.title,
  record.titleSource,
  record.context,
  record.runtimeBackend,
  record.runtimeMetadata,
  record.labels,
  record.forkedAtSeq,
  record.inheritedUsage,
  record.agentSessionId,
  record.agentOptions,
  record.policy,
  record.limits,
  record.createdBy,
]

/** A session's two rows and its tags (a JSON list) side by side. */
export type JoinedSessionRow = Row<Session> & SessionDetailRow & { tags: string }

/** Rows hold what core wrote, so the words in them are those of the record. */
export const fromSessionRow = (row: JoinedSessionRow): SessionRecord => {
  const { listing: _listing, unfinished: _unfinished, sessionId: _sessionId, ...columns } = row
  return {
    ...columns,
    empty: Boolean(row.empty),
    usage: fromJson(row.usage),
    nextDue: fromJsonOrNull(row.nextDue),
    openBlocks: fromJson(row.openBlocks),
    context: fromJson(row.context),
    runtimeMetadata: fromJson(row.runtimeMetadata),
    labels: fromJson(row.labels),
    tags: fromJson<string[]>(row.tags).toSorted(),
    inheritedUsage: fromJson(row.inheritedUsage),
    agentOptions: fromJsonOrNull(row.agentOptions),
    policy: { ...defaultPolicy, ...fromJson<Partial<SessionPolicy>>(row.policy) },
    limits: { ...defaultLimits, ...fromJson<Partial<SessionLimits>>(row.limits) },
  } as SessionRecord
}

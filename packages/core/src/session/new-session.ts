import type { EventOf } from '@sojourn/contract/event'
import { defaultLimits, defaultPolicy } from '@sojourn/contract/session-policy'
import { noUsage } from '@sojourn/contract/usage'
import type { SessionRecord } from '../ports/records.ts'
import type { SessionState } from './session-state.ts'

/** [S1] A new session is `created` / `active`; everything it starts with is in its `session.created` event. */
export const newSessionState = (event: EventOf<'session.created'>, projectId: string): SessionState => {
  const { data, ts } = event
  const record: SessionRecord = {
    id: event.sessionId,
    projectId,
    agentId: data.agentId,
    sessionType: data.sessionType,
    title: data.title ?? null,
    titleSource: data.title === undefined ? 'none' : 'set',
    status: 'active',
    state: 'created',
    activity: 'idle',
    stateSince: ts,
    statusSince: ts,
    doneReason: null,
    context: data.context,
    checkpointId: null,
    runtimeBackend: data.runtimeBackend,
    runtimeMetadata: data.runtimeMetadata,
    labels: data.labels,
    tags: [],
    parentId: data.parentId ?? null,
    forkedAtSeq: data.forkedAtSeq ?? null,
    archivedAt: null,
    version: 1,
    lastSeq: event.seq,
    usage: noUsage,
    inheritedUsage: data.inheritedUsage ?? noUsage,
    agentSessionId: null,
    agentOptions: null,
    policy: { ...defaultPolicy, ...data.policy },
    limits: { ...defaultLimits, ...data.limits },
    createdBy: data.by,
    createdAt: ts,
    updatedAt: ts,
    lastActivityAt: ts,
    empty: true,
    activeRunId: null,
    activeAttempt: null,
    queueDepth: 0,
    nextDue: null,
    pendingPermissions: 0,
    pendingQuestions: 0,
    inDoubtCalls: 0,
    openBlocks: [],
    compactedUptoSeq: 0,
  }
  return { record, queue: [], active: null, permissions: new Map(), questions: new Map(), toolCalls: new Map() }
}

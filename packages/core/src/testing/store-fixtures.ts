import type { SessionEvent } from '@sojourn/contract/event'
import { defaultLimits, defaultPolicy } from '@sojourn/contract/session-policy'
import { noUsage } from '@sojourn/contract/usage'
import type {
  CheckpointRecord,
  PermissionRecord,
  QuestionRecord,
  RunRecord,
  SessionRecord,
  StepRecord,
  ToolCallRecord,
} from '../ports/records.ts'
import type { AgentRecord, AppendRequest, RuleRecord } from '../ports/session-store.ts'

// Whole records for store tests: name only what the test is about.

export const projectId = 'default'
export const otherProjectId = 'other'

/** 2026-01-01 and so many seconds. */
export const timeAt = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString()

export const sessionRecord = (given: Partial<SessionRecord> = {}): SessionRecord => ({
  id: 's1',
  projectId,
  agentId: 'demo',
  sessionType: 'conversation',
  title: null,
  titleSource: 'none',
  status: 'active',
  state: 'awaiting_input',
  activity: 'idle',
  doneReason: null,
  context: {},
  checkpointId: null,
  runtimeBackend: 'local',
  runtimeMetadata: {},
  labels: [],
  tags: [],
  parentId: null,
  forkedAtSeq: null,
  archivedAt: null,
  version: 1,
  lastSeq: 1,
  usage: noUsage,
  inheritedUsage: noUsage,
  agentSessionId: null,
  agentOptions: null,
  policy: defaultPolicy,
  limits: defaultLimits,
  createdBy: 'tester',
  createdAt: timeAt(0),
  updatedAt: timeAt(0),
  lastActivityAt: timeAt(0),
  empty: false,
  activeRunId: null,
  activeAttempt: null,
  queueDepth: 0,
  nextDue: null,
  pendingPermissions: 0,
  pendingQuestions: 0,
  inDoubtCalls: 0,
  openBlocks: [],
  compactedUptoSeq: 0,
  stateSince: timeAt(0),
  statusSince: timeAt(0),
  ...given,
})

/** A log line as event; its id says where it belongs. */
export const logEvent = (sessionId: string, seq: number, given: Partial<SessionEvent> = {}): SessionEvent => {
  const { runId, raw, ...rest } = given
  const { id, ts, type, v, source, data } = {
    id: `${sessionId}-e${seq}`,
    ts: timeAt(seq),
    type: 'log' as const,
    v: 1,
    source: 'runtime' as const,
    data: { level: 'info', message: `event ${seq}` },
    ...rest,
  }
  // The envelope's keys in their fixed order: stores give events back byte by byte.
  return {
    id,
    sessionId,
    seq,
    ts,
    type,
    v,
    ...(runId === undefined ? {} : { runId }),
    source,
    data,
    ...(raw === undefined ? {} : { raw }),
  } as SessionEvent
}

/** Log lines with the seqs from `first` to `last`. */
export const logEvents = (sessionId: string, first: number, last: number): SessionEvent[] =>
  Array.from({ length: last - first + 1 }, (_, index) => logEvent(sessionId, first + index))

/** A request with these events and nothing else; `record.lastSeq` is made to fit them. */
export const appendRequest = (
  record: SessionRecord,
  events: readonly SessionEvent[],
  given: Partial<AppendRequest> = {},
): AppendRequest => ({
  kind: 'continue',
  record: { ...record, lastSeq: events.at(-1)?.seq ?? record.lastSeq },
  events,
  runs: [],
  permissions: [],
  questions: [],
  toolCalls: [],
  checkpoints: [],
  steps: [],
  attachments: [],
  contents: [],
  usage: [],
  rules: [],
  setTags: [],
  clearTags: [],
  ...given,
})

/** Creates the session with `count` log lines. */
export const createRequest = (given: Partial<SessionRecord> = {}, count = 1): AppendRequest => {
  const record = sessionRecord(given)
  return appendRequest(record, logEvents(record.id, 1, count), { kind: 'create' })
}

/** Goes on where `previous` ended, with `count` log lines. */
export const nextRequest = (
  previous: AppendRequest,
  count = 1,
  given: Partial<AppendRequest> & { changes?: Partial<SessionRecord> } = {},
): AppendRequest => {
  const { changes, ...rest } = given
  const { id, lastSeq } = previous.record
  const record = { ...previous.record, ...changes }
  return appendRequest(record, logEvents(id, lastSeq + 1, lastSeq + count), rest)
}

export const runRecord = (given: Partial<RunRecord> = {}): RunRecord => ({
  id: 'r1',
  sessionId: 's1',
  projectId,
  agentId: 'demo',
  status: 'queued',
  input: { text: 'hello' },
  strategy: 'enqueue',
  attempt: 0,
  version: 1,
  timeoutMs: null,
  runAt: null,
  notBefore: null,
  queueOrder: 1,
  metadata: {},
  createdBy: 'tester',
  createdAt: timeAt(0),
  startedAt: null,
  settledAt: null,
  durationMs: null,
  usage: noUsage,
  doneReason: null,
  output: null,
  error: null,
  cancelledBy: null,
  cancelReason: null,
  failedAttempts: 0,
  writesDone: 0,
  continues: [],
  ...given,
})

export const permissionRecord = (given: Partial<PermissionRecord> = {}): PermissionRecord => ({
  id: 'p1',
  projectId,
  sessionId: 's1',
  runId: 'r1',
  agentId: 'demo',
  toolCallId: 'c1',
  toolId: 'files',
  operation: 'write',
  toolInput: { path: 'a.txt' },
  title: null,
  options: ['allow_once', 'reject_once'],
  reason: 'writes',
  status: 'pending',
  option: null,
  by: null,
  message: null,
  editedInput: null,
  createdAt: timeAt(0),
  expiresAt: null,
  resolvedAt: null,
  ...given,
})

export const questionRecord = (given: Partial<QuestionRecord> = {}): QuestionRecord => ({
  id: 'q1',
  projectId,
  sessionId: 's1',
  runId: 'r1',
  agentId: 'demo',
  prompt: 'Which one?',
  schema: { type: 'string' },
  status: 'pending',
  answer: null,
  by: null,
  createdAt: timeAt(0),
  expiresAt: null,
  resolvedAt: null,
  ...given,
})

export const toolCallRecord = (given: Partial<ToolCallRecord> = {}): ToolCallRecord => ({
  toolCallId: 'c1',
  projectId,
  sessionId: 's1',
  runId: 'r1',
  attempt: 1,
  toolId: 'files',
  operation: 'write',
  toolInput: { path: 'a.txt' },
  effect: 'write',
  title: null,
  status: 'called',
  result: null,
  error: null,
  happened: null,
  seq: 1,
  createdAt: timeAt(0),
  settledAt: null,
  ...given,
})

export const checkpointRecord = (given: Partial<CheckpointRecord> = {}): CheckpointRecord => ({
  id: 'k1',
  projectId,
  sessionId: 's1',
  runId: null,
  label: null,
  data: { step: 1 },
  size: 10,
  seq: 1,
  createdAt: timeAt(0),
  ...given,
})

export const stepRecord = (given: Partial<StepRecord> = {}): StepRecord => ({
  projectId,
  sessionId: 's1',
  runId: 'r1',
  key: 'fetch',
  result: { ok: true },
  attempt: 1,
  ...given,
})

export const ruleRecord = (given: Partial<RuleRecord> = {}): RuleRecord => ({
  id: 'rule1',
  projectId,
  toolId: '*',
  operation: '*',
  decision: 'allow',
  scope: 'everyone',
  sessionId: null,
  agentId: null,
  expiresAt: null,
  createdBy: 'tester',
  createdAt: timeAt(0),
  ...given,
})

export const agentRecord = (given: Partial<AgentRecord> = {}): AgentRecord => ({
  id: 'demo',
  projectId,
  name: 'Demo',
  runner: 'scripted',
  settings: {},
  policy: {},
  limits: {},
  createdAt: timeAt(0),
  updatedAt: timeAt(0),
  ...given,
})

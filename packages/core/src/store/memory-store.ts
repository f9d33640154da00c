import type { Page } from '@sojourn/contract/page'
import type { LoggedEvent } from '../events/logged-event.ts'
import type { BehindQuery, BehindSession, BridgeCursor } from '../ports/bridge-cursors.ts'
import type {
  CheckpointRecord,
  PermissionRecord,
  QuestionRecord,
  RunRecord,
  SessionRecord,
  StepRecord,
  ToolCallRecord,
} from '../ports/records.ts'
import type {
  AgentSessionQuery,
  AppendRequest,
  AppendResult,
  ById,
  ReadEventsQuery,
  SessionQuery,
  SessionStore,
  StoredSession,
  UnfinishedSession,
} from '../ports/session-store.ts'
import type { RunOutcomeCount } from '../ports/usage-reads.ts'
import { isContiguous } from './append-fence.ts'
import { countOutcomes } from './count-outcomes.ts'
import { countsOf } from './counts-of.ts'
import { listOrders } from './keyset-page.ts'
import { MemoryAttachments } from './memory-attachments.ts'
import { MemoryBridgeCursors } from './memory-bridge-cursors.ts'
import { pageOf } from './memory-page.ts'
import { copyOf, MemorySession, type StoredRequest, toStoredRequest } from './memory-session.ts'
import { byActivity, byAge, inQueueOrder, latestCheckpoint } from './memory-sorting.ts'
import { soughtWords } from './search-words.ts'
import { isExecuting, matchesFilter } from './session-listing.ts'

type Listed<Name extends 'listRuns' | 'listPermissions' | 'listQuestions' | 'listCheckpoints'> = Parameters<
  SessionStore[Name]
>[0]

/** The rows of one kind that a session holds. */
type RowsOf<Row> = (session: MemorySession) => ReadonlyMap<string, Row>

const everything = { limit: Number.MAX_SAFE_INTEGER }
const openCallStatuses: ReadonlySet<string> = new Set(['called', 'started', 'in_doubt'])

const newerFirst = (left: ToolCallRecord, right: ToolCallRecord): number => {
  const [leftKey, rightKey] = [left.createdAt + left.sessionId, right.createdAt + right.sessionId]
  return leftKey < rightKey ? 1 : -1
}

/** Why a request cannot be stored; `null` when it can. Foreign sessions read as unknown, though their id is taken ([X1]). */
const refusalOf = (request: AppendRequest, session: MemorySession | undefined): AppendResult | null => {
  const isNew = request.kind === 'create'
  if (!session && !isNew) return { status: 'missing' }
  if (!session) return isContiguous(request) ? null : { status: 'conflict' }
  if (session.record.projectId !== request.record.projectId) return { status: isNew ? 'exists' : 'missing' }
  if (!isNew && session.fits(request)) return null
  const events = session.repeated(request)
  if (events) return { status: 'duplicate', events }
  return { status: isNew ? 'exists' : 'conflict' }
}

/** Keeps everything in this process and loses it with it: for tests and for trying out. Copies at both doors. */
export class MemoryStore extends MemoryAttachments implements SessionStore {
  readonly name = 'memory'
  readonly #sessions = new Map<string, MemorySession>()
  readonly #bridges = new MemoryBridgeCursors()

  async append(requests: readonly AppendRequest[]): Promise<AppendResult[]> {
    const copied = requests.map((request) => ({ request, copy: toStoredRequest(request) }))
    return copied.map(({ request, copy }) => this.#appendOne(request, copy))
  }

  #appendOne(request: AppendRequest, copy: StoredRequest): AppendResult {
    const { id } = request.record
    const session = this.#sessions.get(id)
    const refusal = refusalOf(request, session)
    if (refusal) return refusal
    const target = session ?? new MemorySession(copy.record)
    if (copy.past) {
      const source = this.#sessions.get(copy.past.sessionId)
      if (!source || !target.beginWith(source, copy.past.uptoSeq)) return { status: 'missing' }
    }
    if (this.lacksContents(request)) return { status: 'conflict' }
    target.apply(copy)
    this.#sessions.set(id, target)
    this.pointTags(request)
    this.storeAttachments(request)
    for (const rule of copy.rules) this.storeRule(rule)
    this.storeUsage(copy.usage)
    return { status: 'stored' }
  }

  async readEvents(query: ReadEventsQuery): Promise<LoggedEvent[]> {
    return this.#sessions.get(query.sessionId)?.read(query) ?? []
  }

  async loadSession(query: ById): Promise<StoredSession | null> {
    const session = this.#session(query.projectId, query.id)
    if (!session) return null
    const runs = [...session.runs.values()].filter((run) => run.status === 'queued' || run.status === 'running')
    const pending = (row: { status: string }) => row.status === 'pending'
    const permissions = [...session.permissions.values()].filter(pending)
    const questions = [...session.questions.values()].filter(pending)
    const toolCalls = [...session.toolCalls.values()].filter((call) => openCallStatuses.has(call.status))
    return copyOf({
      record: this.#withTags(session.record),
      runs: pageOf(runs, everything, inQueueOrder).items,
      permissions: pageOf(permissions, everything, byAge(listOrders.permissions, false)).items,
      questions: pageOf(questions, everything, byAge(listOrders.questions, false)).items,
      toolCalls: toolCalls.toSorted((left, right) => left.seq - right.seq),
    })
  }

  async getSession(query: ById): Promise<SessionRecord | null> {
    const session = this.#session(query.projectId, query.id)
    return session ? copyOf(this.#withTags(session.record)) : null
  }

  async listSessions(query: SessionQuery): Promise<Page<SessionRecord>> {
    const { text } = query.filter
    const sought = text === undefined ? null : soughtWords(text)
    const records = this.#recordsOf(query.projectId).filter(
      (record) =>
        matchesFilter(record, query.filter) && (sought === null || this.#sessions.get(record.id)?.says(sought)),
    )
    return copyOf(pageOf(records, query, byActivity))
  }

  async listChildren(query: ById): Promise<SessionRecord[]> {
    const children = this.#recordsOf(query.projectId).filter((record) => record.parentId === query.id)
    return copyOf(pageOf(children, everything, byAge(listOrders.sessions, false)).items)
  }

  async findUnfinished(): Promise<UnfinishedSession[]> {
    return [...this.#sessions.values()]
      .map(({ record }) => ({ ...record, executing: isExecuting(record) }))
      .filter((record) => record.executing || record.queueDepth > 0)
      .map(({ projectId, id, executing }) => ({ projectId, sessionId: id, executing }))
  }

  async sessionOfTag(query: { projectId: string; tag: string }): Promise<string | null> {
    return this.tagTarget(query) ?? null
  }

  async sessionOfAgentSession({ projectId, agentId, agentSessionId }: AgentSessionQuery): Promise<string | null> {
    const owners = [...this.#sessions.values()].filter(
      ({ record }) =>
        record.agentSessionId === agentSessionId && record.agentId === agentId && record.projectId === projectId,
    )
    return owners.map(({ record }) => record.id).sort()[0] ?? null
  }

  async deleteSession(query: ById): Promise<boolean> {
    if (!this.#session(query.projectId, query.id)) return false
    this.forgetSession(query.id)
    this.forgetAttachments(query.id)
    this.#bridges.forget(query.id)
    return this.#sessions.delete(query.id)
  }

  async getRun(query: ById): Promise<RunRecord | null> {
    return this.#find(query, (session) => session.runs)
  }

  async listRuns(query: Listed<'listRuns'>): Promise<Page<RunRecord>> {
    const runs = this.#rows(query, (session) => session.runs)
    const sorting = query.status === 'queued' ? inQueueOrder : byAge<RunRecord>(listOrders.runs, true)
    return copyOf(pageOf(runs, query, sorting))
  }

  async getPermission(query: ById): Promise<PermissionRecord | null> {
    return this.#find(query, (session) => session.permissions)
  }

  async listPermissions(query: Listed<'listPermissions'>): Promise<Page<PermissionRecord>> {
    const permissions = this.#rows(query, (session) => session.permissions)
    const found = permissions.filter(({ agentId }) => query.agentId === undefined || agentId === query.agentId)
    return copyOf(pageOf(found, query, byAge(listOrders.permissions, false)))
  }

  async getQuestion(query: ById): Promise<QuestionRecord | null> {
    return this.#find(query, (session) => session.questions)
  }

  async listQuestions(query: Listed<'listQuestions'>): Promise<Page<QuestionRecord>> {
    const questions = this.#rows(query, (session) => session.questions)
    return copyOf(pageOf(questions, query, byAge(listOrders.questions, false)))
  }

  async findToolCalls(query: Parameters<SessionStore['findToolCalls']>[0]): Promise<ToolCallRecord[]> {
    const calls = this.#rows(query, (session) => session.toolCalls)
    const found = calls.filter((call) => call.toolCallId === query.toolCallId)
    return copyOf(found.toSorted(newerFirst))
  }

  async listToolCalls(query: Parameters<SessionStore['listToolCalls']>[0]): Promise<ToolCallRecord[]> {
    const calls = this.#rows(query, (session) => session.toolCalls)
    const found = calls.filter(({ runId }) => query.runId === undefined || runId === query.runId)
    return copyOf(found.toSorted((left, right) => left.seq - right.seq))
  }

  async getStep(query: { sessionId: string; runId: string; key: string }): Promise<StepRecord | null> {
    return copyOf(this.#sessions.get(query.sessionId)?.step(query) ?? null)
  }

  async getCheckpoint(query: ById): Promise<CheckpointRecord | null> {
    return this.#find(query, (session) => session.checkpoints)
  }

  async listCheckpoints(query: Listed<'listCheckpoints'>): Promise<Page<CheckpointRecord>> {
    const checkpoints = this.#rows(query, (session) => session.checkpoints)
    return copyOf(pageOf(checkpoints, query, latestCheckpoint))
  }

  async countOpenSessions(query: { projectId: string; agentId: string }): Promise<number> {
    return this.#recordsOf(query.projectId).filter(
      (record) => record.agentId === query.agentId && record.status !== 'completed' && record.archivedAt === null,
    ).length
  }

  async sessionCounts(query: Parameters<SessionStore['sessionCounts']>[0]): ReturnType<SessionStore['sessionCounts']> {
    return countsOf({
      runs: this.#rows(query, (session) => session.runs),
      toolCalls: this.#rows(query, (session) => session.toolCalls),
      permissions: this.#rows(query, (session) => session.permissions),
    })
  }

  async runOutcomes(query: Parameters<SessionStore['runOutcomes']>[0]): Promise<RunOutcomeCount[]> {
    const runs = this.#rows({ projectId: query.projectId }, (session) => session.runs)
    return countOutcomes(runs, query)
  }

  async registerBridge(bridge: string): Promise<void> {
    this.#bridges.register(bridge, this.#records())
  }

  async forgetBridge(bridge: string): Promise<void> {
    this.#bridges.forgetBridge(bridge)
  }

  async sessionsBehind(query: BehindQuery): Promise<BehindSession[]> {
    return this.#bridges.behind(query, this.#records())
  }

  async saveBridgeCursors(bridge: string, cursors: readonly BridgeCursor[]): Promise<void> {
    for (const cursor of cursors) {
      if (this.#sessions.get(cursor.sessionId)?.record.createdAt === cursor.createdAt)
        this.#bridges.save(bridge, cursor)
    }
  }

  async close(): Promise<void> {}

  protected hasSession({ projectId, id }: ById): boolean {
    return this.#session(projectId, id) !== null
  }

  #session(projectId: string, id: string): MemorySession | null {
    const session = this.#sessions.get(id)
    return session?.record.projectId === projectId ? session : null
  }

  #records(): SessionRecord[] {
    return [...this.#sessions.values()].map(({ record }) => record)
  }

  #withTags(record: SessionRecord): SessionRecord {
    return { ...record, tags: this.tagsOf(record.id) }
  }

  #recordsOf(projectId: string): SessionRecord[] {
    return [...this.#sessions.values()]
      .filter((session) => session.record.projectId === projectId)
      .map((session) => this.#withTags(session.record))
  }

  #find<Row>({ projectId, id }: ById, rowsOf: RowsOf<Row>): Row | null {
    for (const session of this.#sessions.values()) {
      const row = session.record.projectId === projectId ? rowsOf(session).get(id) : undefined
      if (row !== undefined) return copyOf(row)
    }
    return null
  }

  /** Rows of the named session, of every session of the project without a name, with the named status. */
  #rows<Row extends object>(
    query: { projectId: string; sessionId?: string; status?: string },
    rowsOf: RowsOf<Row>,
  ): Row[] {
    const named = query.sessionId === undefined ? [...this.#sessions.values()] : [this.#sessions.get(query.sessionId)]
    return named
      .filter((session) => session?.record.projectId === query.projectId)
      .flatMap((session) => (session ? [...rowsOf(session).values()] : []))
      .filter((row) => query.status === undefined || ('status' in row && row.status === query.status))
  }
}

import { describe, expect, it } from 'vitest'
import type { SessionRecord } from '../../ports/records.ts'
import {
  createRequest,
  nextRequest,
  otherProjectId,
  permissionRecord,
  projectId,
  questionRecord,
  runRecord,
  sessionRecord,
  timeAt,
  toolCallRecord,
} from '../store-fixtures.ts'
import { type OpenStore, storeAll, useStore } from './opened-store.ts'

/** Every field unlike its default. */
const fullRecord: Partial<SessionRecord> = {
  agentId: 'coder',
  sessionType: 'task',
  title: 'A title',
  titleSource: 'set',
  status: 'paused',
  state: 'running',
  activity: 'requires_action',
  doneReason: 'max_steps',
  context: { a: { b: [1, null, 'c'] } },
  checkpointId: 'k1',
  runtimeBackend: 'kubernetes',
  runtimeMetadata: { pod: 'p-1' },
  agentSessionId: 'theirs-1',
  agentOptions: {
    options: [{ id: 'fast', name: 'Fast', type: 'boolean', value: true }],
    commands: [{ name: 'plan', description: 'Plans' }],
    chosen: { fast: true },
  },
  labels: ['red', 'blue'],
  parentId: 'parent',
  forkedAtSeq: 7,
  archivedAt: timeAt(9),
  version: 42,
  usage: {
    inputTokens: 1,
    outputTokens: 2,
    cacheReadTokens: 3,
    cacheWriteTokens: 4,
    reasoningTokens: 5,
    costUsd: 0.000006,
  },
  inheritedUsage: {
    inputTokens: 9_007_199_254_740_991,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
    costUsd: 123_456.789012,
  },
  policy: {
    recovery: 'manual',
    maxAttempts: 5,
    rules: [{ toolId: 'x*', operation: '*', decision: 'deny', input: { 'a.b': 'c*' } }],
    autoCompact: false,
    alwaysAsk: ['shell', 'fs.w*'],
  },
  limits: {
    maxConcurrentRuns: 1,
    maxQueuedRuns: 3,
    runTimeoutMs: 2_592_000_000,
    permissionTimeoutMs: null,
    graceMs: 0,
    budget: { costUsd: 0.000_001, tokens: 2_000_000_000 },
  },
  createdBy: 'somebody',
  createdAt: timeAt(1),
  updatedAt: timeAt(2),
  lastActivityAt: timeAt(3),
  empty: true,
  activeRunId: 'r1',
  activeAttempt: 2,
  queueDepth: 4,
  nextDue: { at: timeAt(60), why: 'retry_at' },
  pendingPermissions: 1,
  pendingQuestions: 2,
  inDoubtCalls: 3,
  openBlocks: [
    { blockId: 'b1', kind: 'assistant_text', runId: 'r1', startedSeq: 3, parentBlockId: null, title: null },
    { blockId: 'b2', kind: 'subagent', runId: null, startedSeq: 4, parentBlockId: 'b1', title: 'Helper' },
  ],
  compactedUptoSeq: 11,
  stateSince: '2026-01-01T00:00:00.003Z',
  statusSince: '2026-01-01T00:00:00.004Z',
}

export const sessionCases = (open: OpenStore): void => {
  describe('sessions', () => {
    const opened = useStore(open)

    it('[S1] keeps every field of a session as it was written', async () => {
      const { store } = opened
      const bare = createRequest()
      const full = createRequest({ id: 's2', ...fullRecord })
      await storeAll(store, bare, full)
      expect(await store.getSession({ projectId, id: 's1' })).toEqual(bare.record)
      expect(await store.getSession({ projectId, id: 's2' })).toEqual(full.record)
    })

    it('[S7] keeps every field as a later append left it, and clears what it cleared', async () => {
      const { store } = opened
      const first = createRequest()
      await storeAll(store, first)
      const filled = nextRequest(first, 1, { changes: fullRecord })
      await storeAll(store, filled)
      expect(await store.getSession({ projectId, id: 's1' })).toEqual(filled.record)
      const cleared = nextRequest(filled, 1, { changes: sessionRecord() })
      await storeAll(store, { ...cleared, record: { ...cleared.record, lastSeq: 3 } })
      expect(await store.getSession({ projectId, id: 's1' })).toEqual(sessionRecord({ lastSeq: 3 }))
    })

    it('[S7] writes a changed context after appends that left it alone', async () => {
      const { store } = opened
      const context = { step: 1 }
      const first = createRequest({ context })
      const second = nextRequest(first)
      const third = nextRequest(second, 1, { changes: { context: { step: 2 }, labels: ['new'] } })
      const fourth = nextRequest(third, 1, { changes: { context } })
      for (const request of [first, second, third]) await storeAll(store, request)
      expect(await store.getSession({ projectId, id: 's1' })).toMatchObject({ context: { step: 2 }, labels: ['new'] })
      await storeAll(store, fourth)
      expect(await store.getSession({ projectId, id: 's1' })).toMatchObject({ context: { step: 1 }, labels: ['new'] })
    })

    it('[S7] a refused append does not hide that what it carried is not stored', async () => {
      const { store } = opened
      const first = createRequest()
      await storeAll(store, first)
      const context = { chosen: true }
      const refused = nextRequest(nextRequest(first), 1, { changes: { context } })
      expect(await store.append([refused])).toEqual([{ status: 'conflict' }])
      await storeAll(store, nextRequest(first, 1, { changes: { context } }))
      expect((await store.getSession({ projectId, id: 's1' }))?.context).toEqual(context)
    })

    it('[B12] loads a row and its open work, never what is over', async () => {
      const { store } = opened
      const first = createRequest()
      const runs = [
        runRecord({ id: 'r1', status: 'completed', queueOrder: 1 }),
        runRecord({ id: 'r2', status: 'running', queueOrder: 2 }),
        runRecord({ id: 'r4', status: 'queued', queueOrder: 3.5 }),
        runRecord({ id: 'r3', status: 'queued', queueOrder: 3.25 }),
        runRecord({ id: 'r5', status: 'failed', queueOrder: -1 }),
      ]
      const permissions = [
        permissionRecord({ id: 'p1', status: 'allowed' }),
        permissionRecord({ id: 'p3', createdAt: timeAt(3) }),
        permissionRecord({ id: 'p2', createdAt: timeAt(2) }),
      ]
      const questions = [questionRecord({ id: 'q1', status: 'expired' }), questionRecord({ id: 'q2' })]
      const toolCalls = (['called', 'started', 'in_doubt', 'completed', 'failed', 'settled_by_hand'] as const).map(
        (status, index) => toolCallRecord({ toolCallId: `c${index}`, status, seq: 10 - index }),
      )
      await storeAll(store, { ...first, runs, permissions, questions, toolCalls })
      const loaded = await store.loadSession({ projectId, id: 's1' })
      expect(loaded?.record).toEqual(first.record)
      expect(loaded?.runs.map((run) => run.id)).toEqual(['r2', 'r3', 'r4'])
      expect(loaded?.permissions.map((permission) => permission.id)).toEqual(['p2', 'p3'])
      expect(loaded?.questions).toEqual([questions[1]])
      expect(loaded?.toolCalls.map((call) => call.toolCallId)).toEqual(['c2', 'c1', 'c0'])
      expect(Object.keys(loaded ?? {}).toSorted()).toEqual(['permissions', 'questions', 'record', 'runs', 'toolCalls'])
    })

    it('[X1] a session of another project is as unknown as one that does not exist', async () => {
      const { store } = opened
      await storeAll(store, createRequest({ labels: ['a'] }))
      expect(await store.loadSession({ projectId: otherProjectId, id: 's1' })).toBeNull()
      expect(await store.getSession({ projectId: otherProjectId, id: 's1' })).toBeNull()
      expect(await store.loadSession({ projectId, id: 'nobody' })).toBeNull()
      expect(await store.getSession({ projectId, id: 'nobody' })).toBeNull()
      expect(await store.deleteSession({ projectId: otherProjectId, id: 's1' })).toBe(false)
      expect(await store.getSession({ projectId, id: 's1' })).not.toBeNull()
    })

    it('[F1] lists the children of a session, oldest first, also when the parent is gone', async () => {
      const { store } = opened
      await storeAll(
        store,
        createRequest({ id: 'parent' }),
        createRequest({ id: 'b', parentId: 'parent', createdAt: timeAt(2) }),
        createRequest({ id: 'a', parentId: 'parent', createdAt: timeAt(2), archivedAt: timeAt(3), empty: true }),
        createRequest({ id: 'c', parentId: 'parent', createdAt: timeAt(1) }),
        createRequest({ id: 'd', parentId: 'parent', projectId: otherProjectId }),
        createRequest({ id: 'e', parentId: 'c' }),
      )
      const childIds = async () => (await store.listChildren({ projectId, id: 'parent' })).map((child) => child.id)
      expect(await childIds()).toEqual(['c', 'a', 'b'])
      await store.deleteSession({ projectId, id: 'parent' })
      expect(await childIds()).toEqual(['c', 'a', 'b'])
    })

    it('[C2] finds sessions that were executing or have runs waiting, in every project', async () => {
      const { store } = opened
      const first = createRequest({ id: 'was-running', state: 'running', activeRunId: 'r1' })
      await storeAll(
        store,
        first,
        createRequest({ id: 'idle' }),
        createRequest({ id: 'running', state: 'running', activeRunId: 'r1', empty: true }),
        createRequest({ id: 'interrupting', state: 'interrupting', archivedAt: timeAt(1) }),
        createRequest({ id: 'waiting', queueDepth: 2, status: 'paused' }),
        createRequest({ id: 'elsewhere', queueDepth: 1, projectId: otherProjectId }),
      )
      await storeAll(store, nextRequest(first, 1, { changes: { state: 'awaiting_input', activeRunId: null } }))
      const found = await store.findUnfinished()
      expect(found.toSorted((left, right) => (left.sessionId < right.sessionId ? -1 : 1))).toEqual([
        { projectId: otherProjectId, sessionId: 'elsewhere', executing: false },
        { projectId, sessionId: 'interrupting', executing: true },
        { projectId, sessionId: 'running', executing: true },
        { projectId, sessionId: 'waiting', executing: false },
      ])
    })

    it('[S7] what was read or appended can be changed without changing what is stored', async () => {
      const { store } = opened
      const request = createRequest({ context: { kept: 'yes' }, labels: ['a'] })
      const expected = structuredClone(request.record)
      await storeAll(store, request)
      Object.assign(request.record.context, { kept: 'changed by the writer' })
      const read = await store.getSession({ projectId, id: 's1' })
      Object.assign(read?.context ?? {}, { kept: 'changed by the reader' })
      expect(await store.getSession({ projectId, id: 's1' })).toEqual(expected)
    })
  })
}

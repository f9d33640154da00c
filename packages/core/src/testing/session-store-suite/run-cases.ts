import { describe, expect, it } from 'vitest'
import type { RunRecord } from '../../ports/records.ts'
import {
  createRequest,
  nextRequest,
  otherProjectId,
  permissionRecord,
  projectId,
  runRecord,
  timeAt,
  toolCallRecord,
} from '../store-fixtures.ts'
import { type OpenStore, readPages, storeAll, useStore } from './opened-store.ts'

const settledRun: Partial<RunRecord> = {
  id: 'r2',
  agentId: 'coder',
  status: 'failed',
  input: {
    blocks: [
      { type: 'text', text: 'a' },
      { type: 'file', mimeType: 'text/plain', data: 'YQ==', name: 'a.txt' },
    ],
  },
  strategy: 'interrupt',
  attempt: 3,
  version: 7,
  timeoutMs: 2_592_000_000,
  runAt: timeAt(1),
  notBefore: timeAt(2),
  queueOrder: -0.125,
  metadata: { nested: { list: [] } },
  createdBy: 'somebody',
  createdAt: timeAt(3),
  startedAt: timeAt(4),
  settledAt: timeAt(5),
  durationMs: 3_000_000_000,
  usage: { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4, reasoningTokens: 5, costUsd: 0.5 },
  doneReason: 'error',
  output: { text: 'partly' },
  error: { code: 'RUNNER_FAILED', message: 'no', retryable: false },
  cancelledBy: 'me',
  cancelReason: 'enough',
  failedAttempts: 2,
  writesDone: 7,
}

export const runCases = (open: OpenStore): void => {
  describe('runs', () => {
    const opened = useStore(open)

    it('[R5] keeps every field of a run, and what a later append makes of it', async () => {
      const { store } = opened
      const first = createRequest()
      const [bare, settled] = [runRecord(), runRecord(settledRun)]
      await storeAll(store, { ...first, runs: [bare, settled] })
      expect(await store.getRun({ projectId, id: 'r1' })).toEqual(bare)
      expect(await store.getRun({ projectId, id: 'r2' })).toEqual(settled)
      const { id: _id, agentId: _agent, createdBy: _by, createdAt: _at, ...changes } = settledRun
      const changed = { ...bare, ...changes }
      await storeAll(store, nextRequest(first, 1, { runs: [changed] }))
      expect(await store.getRun({ projectId, id: 'r1' })).toEqual(changed)
    })

    it('[R9] lists a session’s runs newest first, page by page, and by status', async () => {
      const { store } = opened
      const runs = Array.from({ length: 7 }, (_, index) =>
        runRecord({
          id: `r${index}`,
          status: index % 2 === 0 ? 'completed' : 'queued',
          createdAt: timeAt(Math.floor(index / 3)),
          queueOrder: 10 - index,
        }),
      )
      const elsewhere = runRecord({ id: 'x', sessionId: 's2' })
      await storeAll(store, { ...createRequest(), runs }, { ...createRequest({ id: 's2' }), runs: [elsewhere] })
      const list = (status?: RunRecord['status']) => (page: { cursor?: string; limit: number }) =>
        store.listRuns({ projectId, sessionId: 's1', ...(status === undefined ? {} : { status }), ...page })
      for (const limit of [1, 3, 7, 10]) {
        const ids = (await readPages(list(), limit)).flat().map((run) => run.id)
        expect(ids).toEqual(['r6', 'r5', 'r4', 'r3', 'r2', 'r1', 'r0'])
      }
      expect((await readPages(list('completed'), 2)).flat().map((run) => run.id)).toEqual(['r6', 'r4', 'r2', 'r0'])
      expect((await readPages(list('running'), 2)).flat()).toEqual([])
    })

    it('[R1] lists queued runs in queue order, the next one first', async () => {
      const { store } = opened
      const orders = { a: 2, b: 0.5, c: -1, d: 2, e: 1e-9 }
      const runs = Object.entries(orders).map(([id, queueOrder]) => runRecord({ id, queueOrder }))
      await storeAll(store, { ...createRequest(), runs: [...runs, runRecord({ id: 'z', status: 'running' })] })
      for (const limit of [1, 2, 5]) {
        const pages = await readPages(
          (page) => store.listRuns({ projectId, sessionId: 's1', status: 'queued', ...page }),
          limit,
        )
        expect(pages.flat().map((run) => run.id)).toEqual(['c', 'e', 'b', 'a', 'd'])
      }
    })

    it('[R9] refuses the cursor of another list', async () => {
      const { store } = opened
      const runs = ['r1', 'r2'].map((id) => runRecord({ id }))
      await storeAll(store, { ...createRequest(), runs })
      const own = { projectId, sessionId: 's1', limit: 1 }
      const { nextCursor } = await store.listRuns({ ...own, status: 'queued' })
      const cursor = nextCursor ?? ''
      await expect(store.listRuns({ ...own, cursor })).rejects.toMatchObject({ code: 'BAD_CURSOR' })
      await expect(store.listPermissions({ ...own, cursor })).rejects.toMatchObject({ code: 'BAD_CURSOR' })
      await expect(store.listCheckpoints({ ...own, cursor })).rejects.toMatchObject({ code: 'BAD_CURSOR' })
    })

    it('[X1] runs of another project are unknown', async () => {
      const { store } = opened
      await storeAll(store, { ...createRequest(), runs: [runRecord()] })
      const theirs = { projectId: otherProjectId, sessionId: 's1' }
      expect(await store.getRun({ projectId: otherProjectId, id: 'r1' })).toBeNull()
      expect((await store.listRuns({ ...theirs, limit: 5 })).items).toEqual([])
      expect((await store.sessionCounts(theirs)).runs.queued).toBe(0)
      expect(await store.getRun({ projectId, id: 'nobody' })).toBeNull()
    })

    it('[S14] counts runs by outcome, working time, tool calls and failures, and the wait for permissions', async () => {
      const { store } = opened
      const statuses = ['queued', 'running', 'completed', 'completed', 'failed', 'cancelled', 'timed_out'] as const
      const runs = statuses.map((status, index) =>
        runRecord({ id: `r${index}`, status, durationMs: index < 2 ? null : 1_000_000_000 + index }),
      )
      const toolCalls = (['failed', 'completed', 'failed', 'called'] as const).map((status, index) =>
        toolCallRecord({ toolCallId: `c${index}`, status }),
      )
      const permissions = [
        permissionRecord({ id: 'p1', createdAt: timeAt(1), resolvedAt: timeAt(3), status: 'allowed' }),
        permissionRecord({ id: 'p2', createdAt: timeAt(1), resolvedAt: timeAt(1.001), status: 'expired' }),
        permissionRecord({ id: 'p3', createdAt: timeAt(1) }),
      ]
      await storeAll(store, { ...createRequest(), runs, toolCalls, permissions }, createRequest({ id: 's2' }))
      expect(await store.sessionCounts({ projectId, sessionId: 's1' })).toEqual({
        runs: { queued: 1, running: 1, completed: 2, failed: 1, cancelled: 1, timed_out: 1 },
        activeMs: 5_000_000_020,
        toolCalls: 4,
        toolFailures: 2,
        permissionWaitMs: 2_001,
      })
      expect(await store.sessionCounts({ projectId, sessionId: 's2' })).toEqual({
        runs: { queued: 0, running: 0, completed: 0, failed: 0, cancelled: 0, timed_out: 0 },
        activeMs: 0,
        toolCalls: 0,
        toolFailures: 0,
        permissionWaitMs: 0,
      })
    })
  })
}

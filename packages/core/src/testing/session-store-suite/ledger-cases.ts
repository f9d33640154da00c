import { describe, expect, it } from 'vitest'
import {
  checkpointRecord,
  createRequest,
  nextRequest,
  otherProjectId,
  projectId,
  stepRecord,
  timeAt,
  toolCallRecord,
} from '../store-fixtures.ts'
import { type OpenStore, readPages, storeAll, useStore } from './opened-store.ts'

export const ledgerCases = (open: OpenStore): void => {
  describe('tool calls, steps and checkpoints', () => {
    const opened = useStore(open)

    it('[C4] keeps every field of a tool call, before and after it ended', async () => {
      const { store } = opened
      const first = createRequest()
      const called = toolCallRecord()
      await storeAll(store, { ...first, toolCalls: [called] })
      expect(await store.findToolCalls({ projectId, toolCallId: 'c1' })).toEqual([called])
      const ended = toolCallRecord({
        runId: 'r2',
        attempt: 2,
        toolInput: [1, { a: null }],
        effect: 'idempotent',
        title: 'Write a.txt',
        status: 'settled_by_hand',
        result: { bytes: 12 },
        error: { code: 'X', message: 'y' },
        happened: 'no',
        seq: 5,
        createdAt: timeAt(4),
        settledAt: timeAt(5),
      })
      await storeAll(store, nextRequest(first, 1, { toolCalls: [ended] }))
      expect(await store.findToolCalls({ projectId, toolCallId: 'c1' })).toEqual([ended])
    })

    it('[C4] finds a call by id, newest first where several sessions use that id', async () => {
      const { store } = opened
      const call = (sessionId: string, at: number) => [toolCallRecord({ sessionId, createdAt: timeAt(at) })]
      await storeAll(
        store,
        { ...createRequest({ id: 's1' }), toolCalls: call('s1', 1) },
        { ...createRequest({ id: 's2' }), toolCalls: call('s2', 3) },
        { ...createRequest({ id: 's3' }), toolCalls: call('s3', 2) },
      )
      const sessions = async (query: object) =>
        (await store.findToolCalls({ projectId, toolCallId: 'c1', ...query })).map((found) => found.sessionId)
      expect(await sessions({})).toEqual(['s2', 's3', 's1'])
      expect(await sessions({ sessionId: 's3' })).toEqual(['s3'])
      expect(await sessions({ toolCallId: 'nobody' })).toEqual([])
      expect(await sessions({ projectId: otherProjectId })).toEqual([])
    })

    it('[C4] lists the ledger of a session in the order of its log, by status and by run', async () => {
      const { store } = opened
      const toolCalls = [
        toolCallRecord({ toolCallId: 'c', seq: 9, status: 'in_doubt' }),
        toolCallRecord({ toolCallId: 'a', seq: 4, status: 'completed', runId: 'r2' }),
        toolCallRecord({ toolCallId: 'b', seq: 10, status: 'completed' }),
      ]
      await storeAll(store, { ...createRequest(), toolCalls })
      const ids = async (query: object) =>
        (await store.listToolCalls({ projectId, sessionId: 's1', ...query })).map((call) => call.toolCallId)
      expect(await ids({})).toEqual(['a', 'c', 'b'])
      expect(await ids({ status: 'completed' })).toEqual(['a', 'b'])
      expect(await ids({ runId: 'r1' })).toEqual(['c', 'b'])
      expect(await ids({ runId: 'r1', status: 'completed' })).toEqual(['b'])
      expect(await ids({ projectId: otherProjectId })).toEqual([])
      expect(await ids({ sessionId: 's2' })).toEqual([])
    })

    it('[C5] keeps the result of a step, whatever its key and its result', async () => {
      const { store } = opened
      const first = createRequest()
      const keys = ['fetch', 'a/b "c" \\', '漢字', '["r1","x"]']
      const steps = keys.map((key, index) => stepRecord({ key, result: [index, { key }] }))
      const nothing = stepRecord({ key: 'nothing', result: null })
      await storeAll(store, { ...first, steps: [...steps, nothing] })
      for (const step of [...steps, nothing]) {
        expect(await store.getStep({ sessionId: 's1', runId: 'r1', key: step.key })).toEqual(step)
      }
      expect(await store.getStep({ sessionId: 's1', runId: 'r2', key: 'fetch' })).toBeNull()
      expect(await store.getStep({ sessionId: 's2', runId: 'r1', key: 'fetch' })).toBeNull()
      const again = stepRecord({ result: 'second', attempt: 2 })
      await storeAll(store, nextRequest(first, 1, { steps: [again] }))
      expect(await store.getStep({ sessionId: 's1', runId: 'r1', key: 'fetch' })).toEqual(again)
    })

    it('[C1] keeps checkpoints in history, newest first, with their data', async () => {
      const { store } = opened
      const checkpoints = [4, 9, 9, 12, 100].map((seq, index) =>
        checkpointRecord({
          id: `k${index}`,
          seq,
          runId: index === 0 ? null : 'r1',
          label: index === 1 ? 'before' : null,
          data: index === 2 ? null : { index },
          size: index,
          createdAt: timeAt(seq),
        }),
      )
      await storeAll(store, { ...createRequest(), checkpoints })
      for (const limit of [1, 2, 5]) {
        const pages = await readPages((page) => store.listCheckpoints({ projectId, sessionId: 's1', ...page }), limit)
        expect(pages.flat()).toEqual([4, 3, 2, 1, 0].map((index) => checkpoints[index]))
      }
      expect(await store.getCheckpoint({ projectId, id: 'k2' })).toEqual(checkpoints[2])
      expect(await store.getCheckpoint({ projectId, id: 'nobody' })).toBeNull()
    })

    it('[X1] checkpoints of another project are unknown', async () => {
      const { store } = opened
      await storeAll(store, { ...createRequest(), checkpoints: [checkpointRecord()] })
      expect(await store.getCheckpoint({ projectId: otherProjectId, id: 'k1' })).toBeNull()
      const theirs = await store.listCheckpoints({ projectId: otherProjectId, sessionId: 's1', limit: 5 })
      expect(theirs.items).toEqual([])
    })
  })
}

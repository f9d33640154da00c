import { describe, expect, it } from 'vitest'
import type { RunRecord } from '../../ports/records.ts'
import type { UsageGroup } from '../../ports/usage-reads.ts'
import { idempotencyRecord, usageEntry } from '../account-fixtures.ts'
import { createRequest, nextRequest, otherProjectId, projectId, runRecord, timeAt } from '../store-fixtures.ts'
import { type OpenStore, storeAll, useStore } from './opened-store.ts'

const day = 86_400
const byKey = (groups: UsageGroup[]): UsageGroup[] => groups.toSorted((left, right) => (left.key < right.key ? -1 : 1))
const brief = (groups: UsageGroup[]) => byKey(groups).map(({ key, entries, costMicros }) => [key, entries, costMicros])

export const accountCases = (open: OpenStore): void => {
  describe('usage', () => {
    const opened = useStore(open)

    it('[S14] sums every count by day, agent, model and session, between times', async () => {
      const { store } = opened
      const usage = [
        usageEntry({ eventId: 'a', at: timeAt(0) }),
        usageEntry({ eventId: 'b', at: timeAt(day - 1), model: 'large', runId: null, inputTokens: 4_000_000_000 }),
        usageEntry({ eventId: 'c', at: timeAt(day), model: '', costMicros: 9_000_000_000 }),
      ]
      await storeAll(store, { ...createRequest(), usage })
      const other = usageEntry({ eventId: 'd', sessionId: 's2', agentId: 'coder', at: timeAt(day) })
      await storeAll(store, { ...createRequest({ id: 's2', agentId: 'coder' }), usage: [other] })
      const [first] = byKey(await store.usageGroups({ projectId, groupBy: 'day' }))
      expect(first).toEqual({
        key: '2026-01-01',
        part: null,
        entries: 2,
        inputTokens: 4_000_000_001,
        outputTokens: 4,
        cacheReadTokens: 6,
        cacheWriteTokens: 8,
        reasoningTokens: 10,
        costMicros: 12,
      })
      const groups = async (query: object) =>
        brief(await store.usageGroups({ projectId, groupBy: 'session', ...query }))
      expect(await groups({ groupBy: 'model' })).toEqual([
        ['', 1, 9_000_000_000],
        ['large', 1, 6],
        ['small', 2, 12],
      ])
      expect(await groups({ groupBy: 'agent', from: timeAt(day) })).toEqual([
        ['coder', 1, 6],
        ['demo', 1, 9_000_000_000],
      ])
      expect(await groups({ to: timeAt(day) })).toEqual([['s1', 2, 12]])
      expect(await groups({ agentId: 'coder' })).toEqual([['s2', 1, 6]])
      expect(await groups({ sessionId: 's2' })).toEqual([['s2', 1, 6]])
      expect(await groups({ projectId: otherProjectId })).toEqual([])
    })

    it('[S14] divides a group further, also by what groups it', async () => {
      const { store } = opened
      const usage = [
        usageEntry({ eventId: 'a', at: timeAt(0) }),
        usageEntry({ eventId: 'b', at: timeAt(0), model: 'large' }),
        usageEntry({ eventId: 'c', at: timeAt(1), model: 'large' }),
        usageEntry({ eventId: 'd', at: timeAt(day) }),
      ]
      await storeAll(store, { ...createRequest(), usage })
      const parts = async (splitBy: 'model' | 'day') => {
        const groups = await store.usageGroups({ projectId, groupBy: 'day', splitBy })
        return groups.map(({ key, part, entries }) => `${key} ${part}: ${entries}`).toSorted()
      }
      expect(await parts('model')).toEqual(['2026-01-01 large: 2', '2026-01-01 small: 1', '2026-01-02 small: 1'])
      expect(await parts('day')).toEqual(['2026-01-01 2026-01-01: 3', '2026-01-02 2026-01-02: 1'])
    })

    it('[S14] counts how runs ended, by agent, between times', async () => {
      const { store } = opened
      const settled = (id: string, given: Partial<RunRecord>) =>
        runRecord({ id, status: 'completed', settledAt: timeAt(1), ...given })
      const runs = [
        settled('r1', {}),
        settled('r2', {}),
        settled('r3', { status: 'failed', settledAt: timeAt(2) }),
        settled('r4', { agentId: 'coder', status: 'timed_out' }),
        runRecord({ id: 'r5' }),
      ]
      await storeAll(store, { ...createRequest(), runs })
      const counts = async (query: object) => {
        const found = await store.runOutcomes({ projectId, ...query })
        return found.map(({ agentId, status, count }) => `${agentId} ${status} ${count}`).toSorted()
      }
      expect(await counts({})).toEqual(['coder timed_out 1', 'demo completed 2', 'demo failed 1'])
      expect(await counts({ from: timeAt(2) })).toEqual(['demo failed 1'])
      expect(await counts({ to: timeAt(2) })).toEqual(['coder timed_out 1', 'demo completed 2'])
      expect(await counts({ projectId: otherProjectId })).toEqual([])
    })

    it('[S14] an event that is stored once more counts once, and what was spent outlives its session', async () => {
      const { store } = opened
      const first = { ...createRequest(), usage: [usageEntry()] }
      await storeAll(store, first)
      expect(await store.deleteSession({ projectId, id: 's1' })).toBe(true)
      await storeAll(store, first, { ...createRequest({ id: 's2' }), usage: [usageEntry({ sessionId: 's2' })] })
      expect(brief(await store.usageGroups({ projectId, groupBy: 'session' }))).toEqual([['s1', 1, 6]])
    })

    it('[E1] a request that is refused leaves no usage behind', async () => {
      const { store } = opened
      const first = createRequest()
      await storeAll(store, first)
      const ahead = { ...nextRequest(nextRequest(first)), usage: [usageEntry()] }
      expect(await store.append([ahead])).toEqual([{ status: 'conflict' }])
      expect(await store.usageGroups({ projectId, groupBy: 'day' })).toEqual([])
    })
  })

  describe('idempotency keys', () => {
    const opened = useStore(open)

    it('[R11] a key belongs to whoever claims it first, in each project', async () => {
      const { store } = opened
      const record = idempotencyRecord()
      const rivals = await Promise.all([1, 2, 3].map((n) => store.claimKey({ ...record, seedId: `seed-${n}` })))
      const winner = rivals.indexOf(null)
      expect(rivals.filter((known) => known === null).length).toBe(1)
      const won = { ...record, seedId: `seed-${winner + 1}` }
      expect(await store.claimKey({ ...record, inputHash: 'other' })).toEqual(won)
      expect(await store.claimKey({ ...record, projectId: otherProjectId })).toBeNull()
      expect(await store.claimKey({ ...record, key: 'k2' })).toBeNull()
    })

    it('[R11] a claim is answered once it is done, or given back, by whoever has it', async () => {
      const { store } = opened
      const record = idempotencyRecord()
      await store.claimKey(record)
      await store.answerKey({ ...record, seedId: 'somebody' }, '1')
      await store.releaseKey({ ...record, seedId: 'somebody' })
      expect(await store.claimKey(record)).toEqual(record)
      await store.answerKey(record, '{"id":"ü"}')
      expect(await store.claimKey(record)).toEqual({ ...record, answer: '{"id":"ü"}' })
      await store.releaseKey(record)
      expect(await store.claimKey(record)).toBeNull()
    })

    it('[R11] old keys are forgotten', async () => {
      const { store } = opened
      for (const at of [1, 2, 3]) await store.claimKey(idempotencyRecord({ key: `k${at}`, createdAt: timeAt(at) }))
      expect(await store.pruneKeys(timeAt(3))).toBe(2)
      expect(await store.pruneKeys(timeAt(3))).toBe(0)
      expect(await store.claimKey(idempotencyRecord({ key: 'k1' }))).toBeNull()
      expect(await store.claimKey(idempotencyRecord({ key: 'k3' }))).not.toBeNull()
    })
  })
}

import { describe, expect, it } from 'vitest'
import type { SessionPast } from '../../ports/session-store.ts'
import { appendRequest, createRequest, logEvent, nextRequest, projectId, sessionRecord } from '../store-fixtures.ts'
import { type OpenStore, readLog, storeAll, useStore } from './opened-store.ts'

/** Creates a session that begins with this past. */
const forkOf = (past: SessionPast, id = 'fork') =>
  appendRequest(sessionRecord({ id }), [logEvent(id, past.uptoSeq + 1)], { kind: 'create', past })

export const pastCases = (open: OpenStore): void => {
  describe('append of a session with a past', () => {
    const opened = useStore(open)

    it('[F1] copies the events of the source up to the seq, with their ids, times and content', async () => {
      const { store } = opened
      const source = createRequest({ id: 'source' }, 3)
      const withRaw = appendRequest(source.record, [
        logEvent('source', 4, { runId: 'r1', raw: { a: [1] }, data: { level: 'info', message: 'It’s "said"' } }),
      ])
      await storeAll(store, source)
      await storeAll(store, withRaw)
      await storeAll(store, nextRequest(withRaw))
      const fork = forkOf({ sessionId: 'source', uptoSeq: 4 })
      await storeAll(store, fork)
      const copied = (await readLog(store, 'source')).slice(0, 4).map((event) => ({ ...event, sessionId: 'fork' }))
      expect(await readLog(store, 'fork')).toEqual([...copied, ...fork.events])
      expect(await store.getSession({ projectId, id: 'fork' })).toMatchObject({ lastSeq: 5 })
    })

    it('[F1] goes on beside its source, and outlives it', async () => {
      const { store } = opened
      await storeAll(store, createRequest({ id: 'source' }, 2))
      const fork = forkOf({ sessionId: 'source', uptoSeq: 2 })
      await storeAll(store, fork)
      await storeAll(store, nextRequest(fork))
      await store.deleteSession({ projectId, id: 'source' })
      expect((await readLog(store, 'fork')).map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    })

    it('[F1] several in one flush, beside others', async () => {
      const { store } = opened
      const source = createRequest({ id: 'source' }, 2)
      await storeAll(store, source)
      const past = { sessionId: 'source', uptoSeq: 2 }
      await storeAll(store, forkOf(past, 'one'), createRequest({ id: 'two' }), forkOf({ ...past, uptoSeq: 1 }, 'three'))
      const lengths = ['one', 'two', 'three'].map(async (id) => (await readLog(store, id)).length)
      expect(await Promise.all(lengths)).toEqual([3, 1, 2])
    })

    it.each([
      ['is gone', { sessionId: 'nobody', uptoSeq: 2 }],
      ['is not so long', { sessionId: 'source', uptoSeq: 3 }],
    ])('[F1] a source that %s leaves no trace of the fork, and the others are stored', async (_, past) => {
      const { store } = opened
      await storeAll(store, createRequest({ id: 'source' }, 2))
      const results = await store.append([forkOf(past), createRequest({ id: 'other' })])
      expect(results).toEqual([{ status: 'missing' }, { status: 'stored' }])
      expect(await store.getSession({ projectId, id: 'fork' })).toBeNull()
      expect(await readLog(store, 'fork')).toEqual([])
    })

    it('[E1] refuses events that do not follow the past', async () => {
      const { store } = opened
      await storeAll(store, createRequest({ id: 'source' }, 2))
      const past = { sessionId: 'source', uptoSeq: 1 }
      const hasHole = appendRequest(sessionRecord({ id: 'fork' }), [logEvent('fork', 3)], { kind: 'create', past })
      expect(await store.append([hasHole])).toEqual([{ status: 'conflict' }])
      expect(await readLog(store, 'fork')).toEqual([])
    })

    it('[E7] the same fork again is a duplicate, and another of that id exists', async () => {
      const { store } = opened
      await storeAll(store, createRequest({ id: 'source' }, 2))
      const fork = forkOf({ sessionId: 'source', uptoSeq: 2 })
      await storeAll(store, fork)
      expect(await store.append([fork])).toEqual([{ status: 'duplicate', events: fork.events }])
      const other = { ...fork, events: [logEvent('fork', 3, { id: 'else' })] }
      expect(await store.append([other])).toEqual([{ status: 'exists' }])
      expect((await readLog(store, 'fork')).length).toBe(3)
    })

    it('[S11] a search finds a fork by what was said before it', async () => {
      const { store } = opened
      const block = { blockId: 'b', kind: 'assistant_text', text: 'The needle.' } as const
      const said = logEvent('source', 2, { type: 'block.completed', data: { blockId: 'b', block } } as object)
      const source = createRequest({ id: 'source' })
      await storeAll(store, source)
      await storeAll(store, appendRequest(source.record, [said]))
      await storeAll(store, forkOf({ sessionId: 'source', uptoSeq: 2 }))
      const { items } = await store.listSessions({ projectId, limit: 10, filter: { text: 'needle' } })
      expect(items.map(({ id }) => id).toSorted()).toEqual(['fork', 'source'])
    })
  })
}

import type { SessionEvent } from '@sojourn/contract/event'
import { describe, expect, it } from 'vitest'
import { appendRequest, createRequest, logEvent, sessionRecord, timeAt } from '../store-fixtures.ts'
import { type OpenStore, readLog, readSeqs, storeAll, useStore } from './opened-store.ts'

const delta = (seq: number, blockId: string): SessionEvent =>
  logEvent('s1', seq, { type: 'block.delta', runId: 'r1', source: 'runner', data: { blockId, delta: `part ${seq}` } })

export const eventReadCases = (open: OpenStore): void => {
  describe('readEvents', () => {
    const opened = useStore(open)

    it('[E3] reads after a seq, exclusive, up to a seq, inclusive, at most so many, in order', async () => {
      const { store } = opened
      await storeAll(store, createRequest({}, 10))
      expect(await readSeqs(store, { sessionId: 's1', afterSeq: 7 })).toEqual([8, 9, 10])
      expect(await readSeqs(store, { sessionId: 's1', afterSeq: 2, uptoSeq: 5 })).toEqual([3, 4, 5])
      expect(await readSeqs(store, { sessionId: 's1', afterSeq: 2, limit: 2 })).toEqual([3, 4])
      expect(await readSeqs(store, { sessionId: 's1', afterSeq: 2, uptoSeq: 99, limit: 3 })).toEqual([3, 4, 5])
      expect(await readSeqs(store, { sessionId: 's1', afterSeq: 10 })).toEqual([])
      expect(await readSeqs(store, { sessionId: 's1', afterSeq: 5, uptoSeq: 4 })).toEqual([])
    })

    it('[E6] reads from the end: the last ones that match, in order', async () => {
      const { store } = opened
      const events = [logEvent('s1', 1), delta(2, 'b1'), logEvent('s1', 3), delta(4, 'b2'), logEvent('s1', 5)]
      await storeAll(store, appendRequest(sessionRecord(), events, { kind: 'create' }))
      const last = { sessionId: 's1', fromEnd: true }
      expect(await readSeqs(store, { ...last, limit: 2 })).toEqual([4, 5])
      expect(await readSeqs(store, { ...last, uptoSeq: 4, limit: 2 })).toEqual([3, 4])
      expect(await readSeqs(store, { ...last, afterSeq: 3, limit: 9 })).toEqual([4, 5])
      expect(await readSeqs(store, { ...last, types: ['log'], limit: 2 })).toEqual([3, 5])
      expect(await readSeqs(store, { ...last, withoutDeltasExcept: ['b1'], limit: 3 })).toEqual([2, 3, 5])
      expect(await readSeqs(store, { ...last, uptoSeq: 0 })).toEqual([])
    })

    it('[E3] an unknown session reads as empty', async () => {
      expect(await readLog(opened.store, 'nobody')).toEqual([])
    })

    it('[E6] reads after a time, exclusive: events of that very time are left out', async () => {
      const { store } = opened
      const times = [0, 5, 5, 6, 7].map((seconds, index) => logEvent('s1', index + 1, { ts: timeAt(seconds) }))
      await storeAll(store, appendRequest(sessionRecord(), times, { kind: 'create' }))
      expect(await readSeqs(store, { sessionId: 's1', afterTime: timeAt(5) })).toEqual([4, 5])
      expect(await readSeqs(store, { sessionId: 's1', afterTime: timeAt(4) })).toEqual([2, 3, 4, 5])
      expect(await readSeqs(store, { sessionId: 's1', afterTime: timeAt(0), afterSeq: 2, limit: 1 })).toEqual([3])
      expect(await readSeqs(store, { sessionId: 's1', afterTime: timeAt(7) })).toEqual([])
    })

    it('[E6] filters by type and by run', async () => {
      const { store } = opened
      const events = [
        logEvent('s1', 1),
        delta(2, 'b1'),
        logEvent('s1', 3, { runId: 'r1' }),
        logEvent('s1', 4, { runId: 'r2' }),
        logEvent('s1', 5, { type: 'error', data: { code: 'X', message: 'x' } }),
      ]
      await storeAll(store, appendRequest(sessionRecord(), events, { kind: 'create' }))
      expect(await readSeqs(store, { sessionId: 's1', types: ['log'] })).toEqual([1, 3, 4])
      expect(await readSeqs(store, { sessionId: 's1', types: ['log', 'error'] })).toEqual([1, 3, 4, 5])
      expect(await readSeqs(store, { sessionId: 's1', types: [] })).toEqual([])
      expect(await readSeqs(store, { sessionId: 's1', runId: 'r1' })).toEqual([2, 3])
      expect(await readSeqs(store, { sessionId: 's1', runId: 'r1', types: ['log'], afterSeq: 1 })).toEqual([3])
    })

    it('[E5] leaves out deltas, except those of the blocks that are named', async () => {
      const { store } = opened
      const events = [logEvent('s1', 1), delta(2, 'b1'), delta(3, 'b2'), logEvent('s1', 4), delta(5, 'b1')]
      await storeAll(store, appendRequest(sessionRecord(), events, { kind: 'create' }))
      expect(await readSeqs(store, { sessionId: 's1', withoutDeltasExcept: [] })).toEqual([1, 4])
      expect(await readSeqs(store, { sessionId: 's1', withoutDeltasExcept: ['b1'] })).toEqual([1, 2, 4, 5])
      expect(await readSeqs(store, { sessionId: 's1', withoutDeltasExcept: ['b2', 'b9'], limit: 2 })).toEqual([1, 3])
      expect(await readSeqs(store, { sessionId: 's1' })).toEqual([1, 2, 3, 4, 5])
    })

    it('[E3] reads nothing beyond the end, and up to the end with a bound beyond any log', async () => {
      const { store } = opened
      await storeAll(store, createRequest({}, 3))
      for (const beyond of [3, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
        expect(await readSeqs(store, { sessionId: 's1', afterSeq: beyond })).toEqual([])
        expect(await readSeqs(store, { sessionId: 's1', uptoSeq: beyond, limit: beyond })).toEqual([1, 2, 3])
      }
    })

    it('[E2] hands out the very text that went in, and the same event from it', async () => {
      const { store } = opened
      const events = [
        logEvent('s1', 1),
        logEvent('s1', 2, {
          runId: 'r "1"\\',
          data: { level: 'info', message: 'line\n"quoted" \u2028 ü 漢 🚀 \\u0041' },
        }),
        logEvent('s1', 3, { raw: { kept: [1, 2.5, 1e21, -0.000001, true, null, ''] } }),
        logEvent('s1', 4, { raw: null, data: { level: 'warn', message: '' } }),
        // A type that this version does not know ([E9]).
        logEvent('s1', 5, { type: 'future.happened', data: { 10: 'a', 2: 'b', nested: {} } } as never),
      ]
      await storeAll(store, appendRequest(sessionRecord(), events, { kind: 'create' }))
      const read = await store.readEvents({ sessionId: 's1', afterSeq: 0, limit: 10 })
      expect(read.map((logged) => logged.json)).toEqual(events.map((event) => JSON.stringify(event)))
      expect(read.map((logged) => logged.event)).toEqual(events)
      expect(read.map((logged) => [logged.seq, logged.type])).toEqual(events.map((event) => [event.seq, event.type]))
    })

    it('[E2] what was read or appended can be changed without changing the log', async () => {
      const { store } = opened
      const request = createRequest()
      const expected = structuredClone(request.events)
      await storeAll(store, request)
      const appended = request.events[0]
      if (appended) Object.assign(appended.data, { message: 'changed by the writer' })
      const [read] = await readLog(store, 's1')
      if (read) Object.assign(read.data, { message: 'changed by the reader' })
      expect(await readLog(store, 's1')).toEqual(expected)
    })
  })
}

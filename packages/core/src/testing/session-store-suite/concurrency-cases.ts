import { describe, expect, it } from 'vitest'
import { appendRequest, createRequest, logEvent, nextRequest, projectId } from '../store-fixtures.ts'
import { type OpenStore, readLog, readSeqs, storeAll, useStore } from './opened-store.ts'

export const concurrencyCases = (open: OpenStore): void => {
  describe('at the same time', () => {
    const opened = useStore(open)

    it('[S3] fifty sessions append in one flush and in flushes of their own', async () => {
      const { store } = opened
      let last = Array.from({ length: 50 }, (_, index) => createRequest({ id: `s${index}` }))
      await storeAll(store, ...last)
      for (const apart of [true, false, true]) {
        const next = last.map((request) => nextRequest(request, 4))
        if (apart) await Promise.all(next.map((request) => storeAll(store, request)))
        else await storeAll(store, ...next)
        last = next
      }
      const contiguous = Array.from({ length: 13 }, (_, index) => index + 1)
      for (const { record } of last) {
        expect(await readSeqs(store, { sessionId: record.id })).toEqual(contiguous)
        expect((await store.getSession({ projectId, id: record.id }))?.lastSeq).toBe(13)
      }
    })

    it('[E1] of appends that race on one session exactly one wins each round, and the log has no hole', async () => {
      const { store } = opened
      let last = createRequest()
      await storeAll(store, last)
      for (let round = 0; round < 10; round += 1) {
        const rivals = Array.from({ length: 5 }, (_, rival) => {
          const seq = last.record.lastSeq + 1
          return appendRequest(last.record, [logEvent('s1', seq, { id: `round${round}-rival${rival}` })])
        })
        const results = (await Promise.all(rivals.map((request) => store.append([request])))).flat()
        const winners = rivals.filter((_, index) => results[index]?.status === 'stored')
        expect(results.filter((result) => result.status === 'conflict').length).toBe(4)
        expect(winners.length).toBe(1)
        last = winners[0] ?? last
        expect((await readLog(store, 's1')).at(-1)).toEqual(last.events[0])
      }
      expect(await readSeqs(store, { sessionId: 's1' })).toEqual(Array.from({ length: 11 }, (_, index) => index + 1))
    })

    it('[S1] of creations that race for one id exactly one wins', async () => {
      const { store } = opened
      const rivals = Array.from({ length: 8 }, (_, rival) => ({
        ...createRequest({ context: { rival } }),
        events: [logEvent('s1', 1, { id: `rival${rival}` })],
      }))
      const results = (await Promise.all(rivals.map((request) => store.append([request])))).flat()
      expect(results.map((result) => result.status).toSorted()).toEqual([...Array(7).fill('exists'), 'stored'])
      const winner = rivals[results.findIndex((result) => result.status === 'stored')]
      expect(await store.getSession({ projectId, id: 's1' })).toEqual(winner?.record)
      expect(await readLog(store, 's1')).toEqual(winner?.events)
    })

    it('[S12] a delete among appends takes all or comes before: nothing of the session is left over', async () => {
      const { store } = opened
      let last = createRequest()
      await storeAll(store, last)
      const writes: Promise<unknown>[] = []
      for (let round = 0; round < 20; round += 1) {
        last = nextRequest(last)
        writes.push(store.append([last]))
        if (round === 10) writes.push(store.deleteSession({ projectId, id: 's1' }))
      }
      await Promise.all(writes)
      expect(await store.getSession({ projectId, id: 's1' })).toBeNull()
      expect(await readLog(store, 's1')).toEqual([])
    })
  })
}

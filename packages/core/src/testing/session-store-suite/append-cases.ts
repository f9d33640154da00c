import { describe, expect, it } from 'vitest'
import {
  appendRequest,
  createRequest,
  logEvent,
  logEvents,
  nextRequest,
  otherProjectId,
  projectId,
  runRecord,
  sessionRecord,
} from '../store-fixtures.ts'
import { type OpenStore, readLog, storeAll, useStore } from './opened-store.ts'

export const appendCases = (open: OpenStore): void => {
  describe('append', () => {
    const opened = useStore(open)

    it('[E1] numbers a log from 1 without holes, append after append', async () => {
      const { store } = opened
      const first = createRequest({}, 3)
      const second = nextRequest(first, 2)
      await storeAll(store, first)
      await storeAll(store, second)
      await storeAll(store, nextRequest(second))
      expect((await readLog(store, 's1')).map((event) => event.seq)).toEqual([1, 2, 3, 4, 5, 6])
      expect((await store.getSession({ projectId, id: 's1' }))?.lastSeq).toBe(6)
    })

    it('[E1] refuses seqs that are taken, and leaves no trace of the request', async () => {
      const { store } = opened
      const first = createRequest({}, 2)
      await storeAll(store, first, createRequest({ id: 's2' }))
      const winner = nextRequest(first)
      await storeAll(store, winner)
      const late = nextRequest(first, 1, {
        changes: { title: 'late', labels: ['late'], context: { late: true } },
        events: [logEvent('s1', 3, { id: 'another' })],
        runs: [runRecord()],
        setTags: ['late'],
      })
      expect(await store.append([late])).toEqual([{ status: 'conflict' }])
      expect(await readLog(store, 's1')).toEqual([...first.events, ...winner.events])
      expect(await store.loadSession({ projectId, id: 's1' })).toMatchObject({ record: { title: null }, runs: [] })
      expect(await store.sessionOfTag({ projectId, tag: 'late' })).toBeNull()
      expect((await store.listSessions({ projectId, limit: 10, filter: { label: 'late' } })).items).toEqual([])
    })

    it('[E1] refuses seqs that would leave a hole, at the start and later', async () => {
      const { store } = opened
      const beginsLate = appendRequest(sessionRecord({ id: 's2' }), logEvents('s2', 2, 3), { kind: 'create' })
      expect(await store.append([beginsLate])).toEqual([{ status: 'conflict' }])
      const first = createRequest()
      await storeAll(store, first)
      const skips = appendRequest(first.record, logEvents('s1', 3, 4))
      expect(await store.append([skips])).toEqual([{ status: 'conflict' }])
      const hasHole = appendRequest(first.record, [logEvent('s1', 2), logEvent('s1', 4)])
      expect(await store.append([hasHole])).toEqual([{ status: 'conflict' }])
      expect(await store.getSession({ projectId, id: 's2' })).toBeNull()
      expect((await readLog(store, 's1')).length).toBe(1)
    })

    it('[E1] a request that cannot be stored does not keep the others of its flush', async () => {
      const { store } = opened
      const [first, second] = [createRequest({ id: 's1' }), createRequest({ id: 's2' })]
      await storeAll(store, first, second)
      const results = await store.append([
        nextRequest(first, 2),
        appendRequest(second.record, logEvents('s2', 9, 9)),
        createRequest({ id: 's3' }),
        nextRequest(createRequest({ id: 'unknown' })),
        appendRequest(sessionRecord({ id: 's2' }), [logEvent('s2', 1, { id: 'other' })], { kind: 'create' }),
      ])
      expect(results.map((result) => result.status)).toEqual(['stored', 'conflict', 'stored', 'missing', 'exists'])
      expect((await readLog(store, 's1')).length).toBe(3)
      expect((await readLog(store, 's2')).length).toBe(1)
      expect((await readLog(store, 's3')).length).toBe(1)
      expect(await readLog(store, 'unknown')).toEqual([])
    })

    it('[E7] answers a repeated append with what is stored, also after others have gone on', async () => {
      const { store } = opened
      const first = createRequest({}, 2)
      const second = nextRequest(first, 2)
      await storeAll(store, first)
      await storeAll(store, second)
      await storeAll(store, nextRequest(second))
      expect(await store.append([first])).toEqual([{ status: 'duplicate', events: first.events }])
      expect(await store.append([second])).toEqual([{ status: 'duplicate', events: second.events }])
      expect((await readLog(store, 's1')).length).toBe(5)
      expect((await store.getSession({ projectId, id: 's1' }))?.lastSeq).toBe(5)
    })

    it('[E7] a repetition must be of the same events: some of them is a conflict', async () => {
      const { store } = opened
      const first = createRequest()
      const second = nextRequest(first, 2)
      await storeAll(store, first)
      await storeAll(store, second)
      const longer = appendRequest(first.record, [...second.events, logEvent('s1', 4)])
      const [ours, theirs] = second.events
      const partly = appendRequest(first.record, [ours ?? logEvent('s1', 2), logEvent('s1', 3, { id: 'else' })])
      expect(theirs?.seq).toBe(3)
      expect(await store.append([longer])).toEqual([{ status: 'conflict' }])
      expect(await store.append([partly])).toEqual([{ status: 'conflict' }])
    })

    it('[S1] creates a session once: its id is taken, also for other projects', async () => {
      const { store } = opened
      await storeAll(store, createRequest())
      const again = appendRequest(sessionRecord(), [logEvent('s1', 1, { id: 'new' })], { kind: 'create' })
      const elsewhere = createRequest({ projectId: otherProjectId })
      expect(await store.append([again])).toEqual([{ status: 'exists' }])
      expect(await store.append([elsewhere])).toEqual([{ status: 'exists' }])
      expect(await store.getSession({ projectId: otherProjectId, id: 's1' })).toBeNull()
    })

    it('[X1] a session of another project is missing for an append', async () => {
      const { store } = opened
      const first = createRequest()
      await storeAll(store, first)
      const foreign = nextRequest(first, 1, { changes: { projectId: otherProjectId } })
      expect(await store.append([foreign])).toEqual([{ status: 'missing' }])
      expect((await readLog(store, 's1')).length).toBe(1)
    })

    it('[S12] an append that comes after the delete is missing, and brings nothing back', async () => {
      const { store } = opened
      const first = createRequest()
      await storeAll(store, first)
      await store.deleteSession({ projectId, id: 's1' })
      expect(await store.append([nextRequest(first)])).toEqual([{ status: 'missing' }])
      expect(await readLog(store, 's1')).toEqual([])
      await storeAll(store, createRequest())
      expect(await store.append([nextRequest(nextRequest(first))])).toEqual([{ status: 'conflict' }])
    })

    it('[S7] stores a changed row without events under the same fence', async () => {
      const { store } = opened
      const first = createRequest({}, 2)
      await storeAll(store, first)
      await storeAll(store, nextRequest(first, 0, { changes: { title: 'renamed' } }))
      expect(await store.getSession({ projectId, id: 's1' })).toMatchObject({ title: 'renamed', lastSeq: 2 })
      const stale = appendRequest({ ...first.record, lastSeq: 1, title: 'stale' }, [])
      expect(await store.append([stale])).toEqual([{ status: 'conflict' }])
    })

    it('[E2] an empty flush is nothing', async () => {
      expect(await opened.store.append([])).toEqual([])
    })
  })
}

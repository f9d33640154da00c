import type { SessionFilter } from '@sojourn/contract/session'
import { describe, expect, it } from 'vitest'
import type { SessionRecord } from '../../ports/records.ts'
import { encodeCursor, listOrders } from '../../store/keyset-page.ts'
import { createRequest, nextRequest, otherProjectId, projectId, timeAt } from '../store-fixtures.ts'
import { type OpenStore, readPages, storeAll, useStore } from './opened-store.ts'

export const sessionListCases = (open: OpenStore): void => {
  describe('listSessions', () => {
    const opened = useStore(open)

    const idsFor = async (filter: SessionFilter, limit = 200): Promise<string[]> =>
      (await opened.store.listSessions({ projectId, limit, filter })).items.map((record) => record.id)

    const create = (...given: Partial<SessionRecord>[]): Promise<void> =>
      storeAll(opened.store, ...given.map((record) => createRequest(record)))

    it('[S11] lists newest activity first, and in one stable order under equal times', async () => {
      await create(
        { id: 'a', lastActivityAt: timeAt(1) },
        { id: 'c', lastActivityAt: timeAt(5) },
        { id: 'b', lastActivityAt: timeAt(5) },
        { id: 'd', lastActivityAt: timeAt(3) },
      )
      expect(await idsFor({})).toEqual(['c', 'b', 'd', 'a'])
    })

    it('[S11] pages by key: each session once, whatever the page size and however many times are equal', async () => {
      const ids = Array.from({ length: 23 }, (_, index) => `s${String(index).padStart(2, '0')}`)
      await create(...ids.map((id, index) => ({ id, lastActivityAt: timeAt(Math.floor(index / 6)) })))
      for (const limit of [1, 2, 5, 22, 23, 50]) {
        const pages = await readPages((page) => opened.store.listSessions({ projectId, filter: {}, ...page }), limit)
        expect(pages.flat().map((record) => record.id)).toEqual(ids.toReversed())
        expect(pages.length).toBe(Math.ceil(ids.length / limit))
      }
    })

    it('[S11] a page goes on where the last one ended although sessions have moved up meanwhile', async () => {
      await create(...['a', 'b', 'c', 'd'].map((id, index) => ({ id, lastActivityAt: timeAt(index) })))
      const { store } = opened
      const first = await store.listSessions({ projectId, limit: 2, filter: {} })
      expect(first.items.map((record) => record.id)).toEqual(['d', 'c'])
      await storeAll(store, nextRequest(createRequest({ id: 'a' }), 1, { changes: { lastActivityAt: timeAt(9) } }))
      await storeAll(store, createRequest({ id: 'e', lastActivityAt: timeAt(10) }))
      const rest = await store.listSessions({ projectId, limit: 2, filter: {}, cursor: first.nextCursor ?? '' })
      expect(rest).toMatchObject({ items: [{ id: 'b' }], nextCursor: null })
    })

    it('[S11] refuses a cursor that no answer gave', async () => {
      const { store } = opened
      const foreign = [
        encodeCursor(listOrders.runs, [timeAt(0), 's1']),
        encodeCursor({ name: 'sessions', types: [] }, [timeAt(0)]),
        encodeCursor({ name: 'sessions', types: [] }, [1, 's1']),
        Buffer.from('{}').toString('base64url'),
        Buffer.from('null').toString('base64url'),
        'no cursor',
        '',
      ]
      for (const cursor of foreign) {
        const asked = store.listSessions({ projectId, limit: 5, filter: {}, cursor })
        await expect(asked).rejects.toMatchObject({ code: 'BAD_CURSOR' })
      }
    })

    it('[S11] hides archived and empty sessions unless asked; a running one always shows', async () => {
      await create(
        { id: 'plain' },
        { id: 'archived', archivedAt: timeAt(1) },
        { id: 'empty', empty: true },
        { id: 'both', archivedAt: timeAt(1), empty: true },
        { id: 'runs', archivedAt: timeAt(1), empty: true, state: 'running', activeRunId: 'r1' },
      )
      expect(await idsFor({})).toEqual(['runs', 'plain'])
      expect(await idsFor({ archived: true })).toEqual(['runs', 'plain', 'archived'])
      expect(await idsFor({ empty: true })).toEqual(['runs', 'plain', 'empty'])
      expect(await idsFor({ archived: true, empty: true })).toEqual(['runs', 'plain', 'empty', 'both', 'archived'])
      expect(await idsFor({ archived: false, empty: false })).toEqual(['runs', 'plain'])
    })

    it('[S11] a session shows as soon as it is not empty any more, and hides when it is archived', async () => {
      const { store } = opened
      const first = createRequest({ empty: true })
      await storeAll(store, first)
      expect(await idsFor({})).toEqual([])
      const used = nextRequest(first, 1, { changes: { empty: false } })
      await storeAll(store, used)
      expect(await idsFor({})).toEqual(['s1'])
      await storeAll(store, nextRequest(used, 1, { changes: { archivedAt: timeAt(1) } }))
      expect(await idsFor({})).toEqual([])
    })

    it.each<[field: string, filter: SessionFilter, match: Partial<SessionRecord>]>([
      ['agentId', { agentId: 'coder' }, { agentId: 'coder' }],
      ['status', { status: 'paused' }, { status: 'paused' }],
      ['state', { state: 'error' }, { state: 'error' }],
      ['activity', { activity: 'requires_action' }, { activity: 'requires_action' }],
      ['type', { type: 'batch' }, { sessionType: 'batch' }],
      ['label', { label: 'red' }, { labels: ['blue', 'red'] }],
      ['parentId', { parentId: 'p' }, { parentId: 'p' }],
      ['text', { text: 'deploy' }, { title: 'To Deploy it' }],
      ['createdAfter', { createdAfter: timeAt(10) }, { createdAt: timeAt(11) }],
      ['activeAfter', { activeAfter: timeAt(10) }, { lastActivityAt: timeAt(11) }],
    ])('[S11] filters by %s', async (_field, filter, match) => {
      await create({ id: 'yes', ...match }, { id: 'no', title: 'other', labels: ['reddish'] })
      expect(await idsFor(filter)).toEqual(['yes'])
      expect(await idsFor({ ...filter, archived: true, empty: true })).toEqual(['yes'])
      expect((await opened.store.listSessions({ projectId: otherProjectId, limit: 5, filter })).items).toEqual([])
    })

    it('[S11] time ranges leave out both ends', async () => {
      const at = (seconds: number) => ({ createdAt: timeAt(seconds), lastActivityAt: timeAt(100 + seconds) })
      await create({ id: 'a', ...at(1) }, { id: 'b', ...at(2) }, { id: 'c', ...at(3) }, { id: 'd', ...at(4) })
      expect(await idsFor({ createdAfter: timeAt(1), createdBefore: timeAt(4) })).toEqual(['c', 'b'])
      expect(await idsFor({ activeAfter: timeAt(101), activeBefore: timeAt(104) })).toEqual(['c', 'b'])
      expect(await idsFor({ createdBefore: timeAt(3), activeAfter: timeAt(101) })).toEqual(['b'])
      expect(await idsFor({ activeBefore: timeAt(101) })).toEqual([])
    })

    it('[S11] filters hold together, page by page', async () => {
      const given = Array.from({ length: 24 }, (_, index) => ({
        id: `s${String(index).padStart(2, '0')}`,
        agentId: index % 2 === 0 ? 'even' : 'odd',
        labels: index % 3 === 0 ? ['third'] : [],
        title: `Number ${index}`,
        lastActivityAt: timeAt(index),
      }))
      await create(...given)
      const filter = { agentId: 'even', label: 'third', text: 'NUMBER', activeBefore: timeAt(20) }
      const pages = await readPages((page) => opened.store.listSessions({ projectId, filter, ...page }), 2)
      expect(pages.map((page) => page.map((record) => record.id))).toEqual([
        ['s18', 's12'],
        ['s06', 's00'],
      ])
      expect(await idsFor({ ...filter, tag: 'none' })).toEqual([])
    })

    it('[S11] searches titles: upper and lower case, with and without accents are the same in every script', async () => {
      await create(
        { id: 'a', title: '100% SURE', lastActivityAt: timeAt(9) },
        { id: 'b', title: 'ÄRGER mit Ünïcode', lastActivityAt: timeAt(8) },
        { id: 'c', title: 'snake_case', lastActivityAt: timeAt(7) },
        { id: 'd', title: 'Привет, ΜΊΡ', lastActivityAt: timeAt(6) },
        { id: 'e', title: null, lastActivityAt: timeAt(5) },
        { id: 'f', title: '漢字 🚀', lastActivityAt: timeAt(4) },
      )
      const cases: [text: string, ids: string[]][] = [
        ['100 s', ['a']],
        ['case', ['c']],
        ['ärger', ['b']],
        ['arg ÜNÏ', ['b']],
        ['ПРИ μιρ', ['d']],
        ['字 🚀', ['f']],
        ['漢', ['f']],
        ['null', []],
      ]
      for (const [text, ids] of cases) expect(await idsFor({ text }), text).toEqual(ids)
    })

    it('[S11] finds a title by what it is now', async () => {
      const { store } = opened
      const first = createRequest({ title: 'before' })
      await storeAll(store, first)
      await storeAll(store, nextRequest(first, 1, { changes: { title: 'After', labels: ['late'] } }))
      expect(await idsFor({ text: 'before' })).toEqual([])
      expect(await idsFor({ text: 'after' })).toEqual(['s1'])
      expect(await idsFor({ label: 'late' })).toEqual(['s1'])
    })

    it('[S11] finds the same whether few or many sessions pass a filter', async () => {
      const given = Array.from({ length: 1_300 }, (_, index) => ({
        id: `s${String(index).padStart(4, '0')}`,
        parentId: 'parent',
        labels: ['common', ...(index % 100 === 0 ? ['rare'] : [])],
        title: index % 100 === 0 ? 'rare word' : 'common word',
        lastActivityAt: timeAt(index),
      }))
      await create(...given)
      const newest = given.toReversed().map((record) => record.id)
      const rare = newest.filter((id) => Number(id.slice(1)) % 100 === 0)
      expect(await idsFor({ label: 'common' }, 5)).toEqual(newest.slice(0, 5))
      expect(await idsFor({ text: 'word' }, 5)).toEqual(newest.slice(0, 5))
      expect(await idsFor({ parentId: 'parent' }, 5)).toEqual(newest.slice(0, 5))
      expect(await idsFor({ label: 'rare' })).toEqual(rare)
      expect(await idsFor({ text: 'rare' })).toEqual(rare)
      expect(await idsFor({ label: 'common', text: 'rare', parentId: 'parent' })).toEqual(rare)
      expect(await idsFor({ label: 'common', text: 'common', activeBefore: timeAt(2) })).toEqual(['s0001'])
    })

    it('[X1] lists the sessions of the project that asks, only', async () => {
      await create({ id: 'mine', labels: ['x'] }, { id: 'theirs', labels: ['x'], projectId: otherProjectId })
      expect(await idsFor({})).toEqual(['mine'])
      expect(await idsFor({ label: 'x' })).toEqual(['mine'])
      const theirs = await opened.store.listSessions({ projectId: otherProjectId, limit: 5, filter: { label: 'x' } })
      expect(theirs.items.map((record) => record.id)).toEqual(['theirs'])
    })
  })
}

import { describe, expect, it } from 'vitest'
import { createRequest, nextRequest, otherProjectId, projectId } from '../store-fixtures.ts'
import { type OpenStore, storeAll, useStore } from './opened-store.ts'

export const tagCases = (open: OpenStore): void => {
  describe('tags', () => {
    const opened = useStore(open)

    const tagsOf = async (id: string) => (await opened.store.getSession({ projectId, id }))?.tags
    const target = (tag: string, project = projectId) => opened.store.sessionOfTag({ projectId: project, tag })

    it('[S8] points a tag at a session, and shows it wherever the session is read', async () => {
      const { store } = opened
      await storeAll(store, { ...createRequest(), setTags: ['main', 'a b'] }, createRequest({ id: 's2' }))
      expect(await target('main')).toBe('s1')
      expect(await target('nothing')).toBeNull()
      expect(await tagsOf('s1')).toEqual(['a b', 'main'])
      expect(await tagsOf('s2')).toEqual([])
      expect((await store.loadSession({ projectId, id: 's1' }))?.record.tags).toEqual(['a b', 'main'])
      const listed = await store.listSessions({ projectId, limit: 5, filter: { tag: 'main' } })
      expect(listed.items).toMatchObject([{ id: 's1', tags: ['a b', 'main'] }])
    })

    it('[AG1] finds the session for which an agent keeps one of its own', async () => {
      const { store } = opened
      const of = (agentSessionId: string, agentId = 'demo', project = projectId) =>
        store.sessionOfAgentSession({ projectId: project, agentId, agentSessionId })
      await storeAll(store, createRequest({ agentSessionId: 'theirs' }), createRequest({ id: 's2' }))
      expect(await of('theirs')).toBe('s1')
      expect([await of('none'), await of('theirs', 'other'), await of('theirs', 'demo', otherProjectId)]).toEqual([
        null,
        null,
        null,
      ])
    })

    it('[S8] moves a tag that is set elsewhere: the old session loses it without an append of its own', async () => {
      const { store } = opened
      const [first, second] = [createRequest({ id: 's1' }), createRequest({ id: 's2' })]
      await storeAll(store, { ...first, setTags: ['main'] }, second)
      await storeAll(store, nextRequest(second, 1, { setTags: ['main'] }))
      expect(await target('main')).toBe('s2')
      expect(await tagsOf('s1')).toEqual([])
      expect(await tagsOf('s2')).toEqual(['main'])
    })

    it('[S8] clears its own tags only, and ignores what the record says of tags', async () => {
      const { store } = opened
      const [first, second] = [createRequest({ id: 's1' }), createRequest({ id: 's2' })]
      await storeAll(store, { ...first, setTags: ['one', 'two'] }, second)
      await storeAll(store, nextRequest(second, 1, { clearTags: ['one'], changes: { tags: ['two'] } }))
      expect(await tagsOf('s1')).toEqual(['one', 'two'])
      expect(await tagsOf('s2')).toEqual([])
      await storeAll(store, nextRequest(first, 1, { clearTags: ['one', 'unknown'] }))
      expect(await tagsOf('s1')).toEqual(['two'])
      expect(await target('one')).toBeNull()
    })

    it('[X1] each project has tags of its own', async () => {
      const { store } = opened
      const mine = { ...createRequest({ id: 's1' }), setTags: ['main'] }
      const theirs = { ...createRequest({ id: 's2', projectId: otherProjectId }), setTags: ['main'] }
      await storeAll(store, mine, theirs)
      expect(await target('main')).toBe('s1')
      expect(await target('main', otherProjectId)).toBe('s2')
    })

    it('[S8] a tag goes with its session and can be used again', async () => {
      const { store } = opened
      await storeAll(store, { ...createRequest(), setTags: ['main'] })
      await store.deleteSession({ projectId, id: 's1' })
      expect(await target('main')).toBeNull()
      await storeAll(store, { ...createRequest({ id: 's2' }), setTags: ['main'] })
      expect(await target('main')).toBe('s2')
    })
  })
}

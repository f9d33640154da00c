import { describe, expect, it } from 'vitest'
import type { BridgeCursor } from '../../ports/bridge-cursors.ts'
import { createRequest, nextRequest, otherProjectId, projectId, timeAt } from '../store-fixtures.ts'
import { type OpenDurableStore, type OpenStore, storeAll, useStore } from './opened-store.ts'

const cursor = (sessionId: string, seq: number, createdAt = timeAt(0)): BridgeCursor => ({ sessionId, createdAt, seq })

export const bridgeCases = (open: OpenStore): void => {
  describe('bridges', () => {
    const opened = useStore(open)

    /** `session: cursor → end of its log` of all that are behind. */
    const behind = async (bridge: string, query: object = {}): Promise<string[]> => {
      const sessions = await opened.store.sessionsBehind({ bridge, limit: 100, ...query })
      return sessions.map(({ sessionId, afterSeq, lastSeq }) => `${sessionId}: ${afterSeq} → ${lastSeq}`)
    }

    it('[BR2] a bridge starts at the present when its name is new, and stays where it is when it is known', async () => {
      const { store } = opened
      const first = createRequest({ id: 'a' }, 2)
      await storeAll(store, first)
      await store.registerBridge('redis')
      expect(await behind('redis')).toEqual([])
      await storeAll(store, nextRequest(first), createRequest({ id: 'b', projectId: otherProjectId }))
      await store.registerBridge('redis')
      expect(await behind('redis')).toEqual(['a: 2 → 3', 'b: 0 → 1'])
      await store.registerBridge('webhooks')
      expect(await behind('webhooks')).toEqual([])
    })

    it('[BR2] each bridge has a cursor in each session, and cursors never go back', async () => {
      const { store } = opened
      for (const bridge of ['redis', 'webhooks']) await store.registerBridge(bridge)
      await storeAll(store, createRequest({ id: 'a' }, 5), createRequest({ id: 'b' }, 3))
      await store.saveBridgeCursors('redis', [cursor('a', 4), cursor('b', 3)])
      await store.saveBridgeCursors('redis', [cursor('a', 2)])
      await store.saveBridgeCursors('redis', [])
      expect(await behind('redis')).toEqual(['a: 4 → 5'])
      expect(await behind('webhooks')).toEqual(['a: 0 → 5', 'b: 0 → 3'])
    })

    it('[BR2] says what a bridge needs to know of a session that is behind', async () => {
      const { store } = opened
      await store.registerBridge('redis')
      const changes = { projectId: otherProjectId, agentId: 'coder', status: 'paused', forkedAtSeq: 2 } as const
      await storeAll(store, createRequest({ id: 'a', createdAt: timeAt(7), ...changes }, 4))
      expect(await store.sessionsBehind({ bridge: 'redis', limit: 10 })).toEqual([
        { sessionId: 'a', ...changes, createdAt: timeAt(7), afterSeq: 0, lastSeq: 4 },
      ])
    })

    it('[BR2] pages by id, and can be asked about some sessions only', async () => {
      const { store } = opened
      await store.registerBridge('redis')
      await storeAll(store, ...['c', 'a', 'd', 'b'].map((id) => createRequest({ id })))
      expect(await behind('redis', { limit: 2 })).toEqual(['a: 0 → 1', 'b: 0 → 1'])
      expect(await behind('redis', { limit: 2, afterSessionId: 'b' })).toEqual(['c: 0 → 1', 'd: 0 → 1'])
      expect(await behind('redis', { sessionIds: ['d', 'b', 'unknown'] })).toEqual(['b: 0 → 1', 'd: 0 → 1'])
      expect(await behind('redis', { sessionIds: [] })).toEqual([])
    })

    it('[BR2] a cursor goes with its session, and is not that of a later one with the same id', async () => {
      const { store } = opened
      await store.registerBridge('redis')
      await storeAll(store, createRequest({ id: 'a' }, 3))
      await store.saveBridgeCursors('redis', [cursor('a', 3), cursor('unknown', 3)])
      await store.deleteSession({ projectId, id: 'a' })
      await store.saveBridgeCursors('redis', [cursor('a', 3)])
      await storeAll(store, createRequest({ id: 'a', createdAt: timeAt(9) }, 2))
      await store.saveBridgeCursors('redis', [cursor('a', 1)])
      expect(await behind('redis')).toEqual(['a: 0 → 2'])
    })

    it('[BR2] keeps many cursors at once', async () => {
      const { store } = opened
      await store.registerBridge('redis')
      const ids = Array.from({ length: 600 }, (_, index) => `s${1000 + index}`)
      await storeAll(store, ...ids.map((id) => createRequest({ id })))
      await store.saveBridgeCursors(
        'redis',
        ids.slice(1).map((id) => cursor(id, 1)),
      )
      expect(await behind('redis')).toEqual(['s1000: 0 → 1'])
    })
  })
}

export const durableBridgeCases = (open: OpenDurableStore): void => {
  describe('bridges', () => {
    it('[BR2] cursors outlive the process', async () => {
      const { store, reopen, close } = await open()
      try {
        await store.registerBridge('redis')
        await storeAll(store, createRequest({ id: 'a' }, 3))
        await store.saveBridgeCursors('redis', [cursor('a', 2)])
        const again = await reopen()
        await again.registerBridge('redis')
        const [behind] = await again.sessionsBehind({ bridge: 'redis', limit: 10 })
        expect(behind).toMatchObject({ sessionId: 'a', afterSeq: 2, lastSeq: 3 })
      } finally {
        await close()
      }
    })
  })
}

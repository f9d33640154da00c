import { describe, expect, it } from 'vitest'
import { LocalClientHub } from '../events/local-client-hub.ts'
import type { SessionHost } from '../host/session-host.ts'
import type { Command } from '../session/command.ts'
import { createRequest, otherProjectId, projectId } from './store-fixtures.ts'
import type { StoreLink } from './store-link.ts'

/** A host on an empty store, with the agent `demo` registered. */
export interface OpenSessionHost {
  host: SessionHost
  link: StoreLink
}

const actor = { by: 'tester', source: 'user' } as const
const rename = (title: string): Command => ({ type: 'update', change: { title }, checkpointId: 'none', actor })

/** What every host does, wherever its sessions are. */
export const sessionHostSuite = (name: string, open: () => Promise<OpenSessionHost>): void => {
  describe(`${name} as SessionHost`, () => {
    it('[S1] a session that was created is loaded, and stored with its events', async () => {
      const { host, link } = await open()
      const session = await host.createSession(createRequest({ id: 's1' }))
      expect(host.getSession('s1')).toBe(session)
      expect(host.isSessionLoaded('s1')).toBe(true)
      expect(host.getLoadedSessionIds()).toEqual(['s1'])
      expect(await link.store.getSession({ projectId, id: 's1' })).toMatchObject({ id: 's1', lastSeq: 1 })
    })

    it('[S1] an id that is taken is refused, in any project, and what has it stays', async () => {
      const { host } = await open()
      const session = await host.createSession(createRequest({ id: 's1' }))
      for (const project of [projectId, otherProjectId]) {
        const again = { ...createRequest({ id: 's1', projectId: project }) }
        again.events = again.events.map((event) => ({ ...event, id: `${project}-again` }))
        await expect(host.createSession(again)).rejects.toMatchObject({ code: 'SESSION_EXISTS' })
      }
      expect(await host.loadSession(projectId, 's1')).toBe(session)
    })

    it('[S1] a creation that the store does not take leaves nothing behind', async () => {
      const { host, link } = await open()
      link.fail('append')
      await expect(host.createSession(createRequest({ id: 's1' }))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
      expect(host.getLoadedSessionIds()).toEqual([])
      await expect(host.loadSession(projectId, 's1')).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
      await expect(host.createSession(createRequest({ id: 's1' }))).resolves.toMatchObject({ id: 's1' })
    })

    it('[Trap 14] any number of loads at once builds one session and reads once', async () => {
      const { host, link } = await open()
      await host.createSession(createRequest({ id: 's1' }))
      await host.unloadSession('s1')
      const release = link.hold('loadSession')
      const loads = Array.from({ length: 20 }, () => host.loadSession(projectId, 's1'))
      release()
      expect(new Set(await Promise.all(loads)).size).toBe(1)
      expect(link.calls('loadSession')).toBe(1)
    })

    it('[Trap 14] who loads a session while it is being created gets the very same', async () => {
      const { host, link } = await open()
      const hear = link.delayNextAnswer('append')
      const creating = host.createSession(createRequest({ id: 's1' }))
      await link.untilCalled('append')
      const loading = host.loadSession(projectId, 's1')
      hear()
      const [created, loaded] = await Promise.all([creating, loading])
      expect(loaded).toBe(created)
      expect(host.getSession('s1')).toBe(created)
    })

    it('[Trap 14] of creations at once one wins, and everybody meets the winner', async () => {
      const { host } = await open()
      const requests = ['a', 'b', 'c'].map((prefix) => {
        const request = createRequest({ id: 's1', title: prefix })
        return { ...request, events: request.events.map((event) => ({ ...event, id: `${prefix}-${event.id}` })) }
      })
      const results = await Promise.allSettled(requests.map((request) => host.createSession(request)))
      const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
      expect(won).toHaveLength(1)
      expect(host.getSession('s1')).toBe(won[0])
      expect(await host.loadSession(projectId, 's1')).toBe(won[0])
    })

    it('[Trap 14] a load that fails fails for all who asked, and the next one tries again', async () => {
      const { host, link } = await open()
      await host.createSession(createRequest({ id: 's1' }))
      await host.unloadSession('s1')
      link.fail('loadSession')
      const loads = await Promise.allSettled([host.loadSession(projectId, 's1'), host.loadSession(projectId, 's1')])
      expect(loads[0]?.status).toBe('rejected')
      await expect(host.loadSession(projectId, 's1')).resolves.toMatchObject({ id: 's1' })
    })

    it('[X1] a session of another project is unknown, loaded or not, also while it loads', async () => {
      const { host, link } = await open()
      const unknown = { code: 'SESSION_NOT_FOUND' }
      await host.createSession(createRequest({ id: 's1' }))
      await expect(host.loadSession(otherProjectId, 's1')).rejects.toMatchObject(unknown)
      await host.unloadSession('s1')
      await expect(host.loadSession(otherProjectId, 's1')).rejects.toMatchObject(unknown)
      await expect(host.loadSession(projectId, 'unknown')).rejects.toMatchObject(unknown)
      const release = link.hold('loadSession')
      const foreignFirst = host.loadSession(otherProjectId, 's1')
      const own = host.loadSession(projectId, 's1')
      const foreignLater = host.loadSession(otherProjectId, 's1')
      release()
      const [first, mine, later] = await Promise.allSettled([foreignFirst, own, foreignLater])
      expect([first?.status, mine?.status, later?.status]).toEqual(['rejected', 'fulfilled', 'rejected'])
    })

    it('[B12] loading reads the row and its open work and never the log', async () => {
      const { host, link } = await open()
      await host.createSession(createRequest({ id: 's1' }, 5_000))
      await host.unloadSession('s1')
      await host.loadSession(projectId, 's1')
      expect(link.calls('loadSession')).toBe(1)
      expect(link.calls('readEvents')).toBe(0)
    })

    it('[Trap 13] unloading and loading again keeps everything, and the reloaded one decides on what is stored', async () => {
      const { host } = await open()
      const before = await host.createSession(createRequest({ id: 's1' }))
      await before.execute(rename('first'))
      expect(await host.unloadSession('s1')).toBe(true)
      expect([host.isSessionLoaded('s1'), host.whereis('s1')]).toEqual([false, null])
      const after = await host.loadSession(projectId, 's1')
      expect(after).not.toBe(before)
      expect(after.state).toEqual(before.state)
      await after.execute(rename('second'))
      // The copy that is out of memory can write nothing over it.
      await expect(before.execute(rename('old'))).rejects.toThrow()
      expect((await host.loadSession(projectId, 's1')).state.record).toMatchObject({ title: 'second', lastSeq: 3 })
    })

    it('[Trap 13] a session with a command under way stays; what is not loaded counts as unloaded', async () => {
      const { host } = await open()
      const session = await host.createSession(createRequest({ id: 's1' }))
      const renaming = session.execute(rename('busy'))
      expect(await host.unloadSession('s1')).toBe(false)
      await renaming
      expect(await host.unloadSession('s1')).toBe(true)
      expect(await host.unloadSession('s1')).toBe(true)
      expect(await host.unloadSession('unknown')).toBe(true)
    })

    it('[S11] all sessions of a project are found, loaded or not, over any number of pages', async () => {
      const { host } = await open()
      for (let at = 0; at < 450; at += 1) await host.createSession(createRequest({ id: `s${at}` }))
      await host.createSession(createRequest({ id: 'empty', empty: true, archivedAt: '2026-01-01T00:00:00.000Z' }))
      await host.createSession(createRequest({ id: 'foreign', projectId: otherProjectId }))
      for (let at = 0; at < 450; at += 2) await host.unloadSession(`s${at}`)
      const all = await host.getAllSessions(projectId)
      expect(all).toHaveLength(451)
      expect(new Set(all.map(({ id }) => id)).size).toBe(451)
    })

    it('[S3] whereis names the host of what is loaded', async () => {
      const { host } = await open()
      await host.createSession(createRequest({ id: 's1' }))
      expect(host.whereis('s1')).toEqual({ hostId: host.hostId, loaded: true })
      expect(host.whereis('unknown')).toBeNull()
    })

    it('[E2] another hub gets the news from then on, and the followers of the former one end', async () => {
      const { host } = await open()
      const session = await host.createSession(createRequest({ id: 's1' }))
      const [former, next] = [new LocalClientHub(), new LocalClientHub()]
      const heard: string[] = []
      const listen = (hub: string) => ({
        onEvents: () => void heard.push(`${hub} events`),
        onEnd: () => void heard.push(`${hub} end`),
      })
      host.setClientHub(former)
      former.subscribe('s1', listen('former'))
      await session.execute(rename('one'))
      host.setClientHub(next)
      next.subscribe('s1', listen('next'))
      await session.execute(rename('two'))
      expect(heard).toEqual(['former events', 'former end', 'next events'])
      expect(next.recent('s1', 2)).toHaveLength(1)
    })

    it('[C6] a host that has stopped is not healthy, holds no session and takes no command', async () => {
      const { host } = await open()
      const session = await host.createSession(createRequest({ id: 's1' }))
      expect(host.isHealthy()).toBe(true)
      await host.shutdown()
      const stopping = { code: 'SHUTTING_DOWN' }
      expect([host.isHealthy(), host.getLoadedSessionIds()]).toEqual([false, []])
      await expect(session.execute(rename('late'))).rejects.toMatchObject(stopping)
      await expect(host.loadSession(projectId, 's1')).rejects.toMatchObject(stopping)
      await expect(host.createSession(createRequest({ id: 's2' }))).rejects.toMatchObject(stopping)
    })

    it('[C6] what was under way when the host stops is finished first', async () => {
      const { host, link } = await open()
      const session = await host.createSession(createRequest({ id: 's1' }))
      const hear = link.delayNextAnswer('append')
      const renaming = session.execute(rename('last'))
      await link.untilCalled('append', 2)
      const stopped = host.shutdown()
      hear()
      await stopped
      await expect(renaming).resolves.toMatchObject({ seq: 2 })
    })
  })
}

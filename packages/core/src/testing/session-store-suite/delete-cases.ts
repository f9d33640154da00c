import { describe, expect, it } from 'vitest'
import type { AppendRequest } from '../../ports/session-store.ts'
import {
  checkpointRecord,
  createRequest,
  otherProjectId,
  permissionRecord,
  projectId,
  questionRecord,
  ruleRecord,
  runRecord,
  stepRecord,
  toolCallRecord,
} from '../store-fixtures.ts'
import { type OpenStore, readLog, storeAll, useStore } from './opened-store.ts'

/** A session with one of everything. */
const everything = (sessionId: string): AppendRequest => ({
  ...createRequest({ id: sessionId, labels: ['x'], title: 'to find', queueDepth: 1 }, 5),
  runs: [runRecord({ sessionId, id: `${sessionId}-r` })],
  permissions: [permissionRecord({ sessionId, id: `${sessionId}-p` })],
  questions: [questionRecord({ sessionId, id: `${sessionId}-q` })],
  toolCalls: [toolCallRecord({ sessionId })],
  checkpoints: [checkpointRecord({ sessionId, id: `${sessionId}-k` })],
  steps: [stepRecord({ sessionId })],
  rules: [
    ruleRecord({ id: `${sessionId}-own`, scope: 'session', sessionId }),
    ruleRecord({ id: `${sessionId}-all`, scope: 'everyone' }),
  ],
  setTags: [`tag-${sessionId}`],
})

export const deleteCases = (open: OpenStore): void => {
  describe('deleteSession', () => {
    const opened = useStore(open)

    /** Whatever can be found of a session, by any way of asking. */
    const tracesOf = async (id: string) => {
      const { store } = opened
      const own = { projectId, sessionId: id, limit: 10 }
      const filter = { archived: true, empty: true }
      const lists = await Promise.all([
        readLog(store, id),
        store.listRuns(own).then((page) => page.items),
        store.listPermissions(own).then((page) => page.items),
        store.listQuestions(own).then((page) => page.items),
        store.listCheckpoints(own).then((page) => page.items),
        store.listToolCalls(own),
        store.findToolCalls({ projectId, sessionId: id, toolCallId: 'c1' }),
        store.findUnfinished().then((found) => found.filter((session) => session.sessionId === id)),
        ...[{}, { label: 'x' }, { text: 'find' }, { tag: `tag-${id}` }].map(async (named) => {
          const page = await store.listSessions({ projectId, limit: 10, filter: { ...filter, ...named } })
          return page.items.filter((session) => session.id === id)
        }),
        store.listRules({ projectId, sessionId: id }).then((rules) => rules.filter((rule) => rule.sessionId === id)),
      ])
      const single = await Promise.all([
        store.getSession({ projectId, id }),
        store.loadSession({ projectId, id }),
        store.getRun({ projectId, id: `${id}-r` }),
        store.getPermission({ projectId, id: `${id}-p` }),
        store.getQuestion({ projectId, id: `${id}-q` }),
        store.getCheckpoint({ projectId, id: `${id}-k` }),
        store.getStep({ sessionId: id, runId: 'r1', key: 'fetch' }),
        store.sessionOfTag({ projectId, tag: `tag-${id}` }),
      ])
      return lists.filter((list) => list.length > 0).length + single.filter((found) => found !== null).length
    }

    it('[S12] leaves nothing behind: neither log nor rows nor tags nor rules of its own', async () => {
      const { store } = opened
      await storeAll(store, everything('s1'), everything('s2'))
      const traces = await tracesOf('s1')
      expect(traces).toBe(21)
      expect(await store.deleteSession({ projectId, id: 's1' })).toBe(true)
      expect(await tracesOf('s1')).toBe(0)
      expect(await tracesOf('s2')).toBe(traces)
      const counts = await store.sessionCounts({ projectId, sessionId: 's1' })
      expect(counts).toMatchObject({ runs: { queued: 0 }, toolCalls: 0, permissionWaitMs: 0 })
      expect((await store.listRules({ projectId, all: true })).map((rule) => rule.id).toSorted()).toEqual([
        's1-all',
        's2-all',
        's2-own',
      ])
    })

    it('[S12] says whether there was something to delete', async () => {
      const { store } = opened
      await storeAll(store, createRequest())
      expect(await store.deleteSession({ projectId: otherProjectId, id: 's1' })).toBe(false)
      expect(await store.deleteSession({ projectId, id: 's1' })).toBe(true)
      expect(await store.deleteSession({ projectId, id: 's1' })).toBe(false)
    })

    it('[S12] the id is free again, and the new log begins with 1', async () => {
      const { store } = opened
      await storeAll(store, everything('s1'))
      await store.deleteSession({ projectId, id: 's1' })
      const again = createRequest({ context: { second: true } })
      await storeAll(store, again)
      expect(await readLog(store, 's1')).toEqual(again.events)
      expect(await store.getSession({ projectId, id: 's1' })).toEqual(again.record)
    })
  })
}

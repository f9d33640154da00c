import { describe, expect, it } from 'vitest'
import {
  agentRecord,
  checkpointRecord,
  createRequest,
  nextRequest,
  permissionRecord,
  projectId,
  ruleRecord,
  runRecord,
} from '../store-fixtures.ts'
import { type OpenDurableStore, readLog, storeAll } from './opened-store.ts'

export const reopenCases = (open: OpenDurableStore): void => {
  describe('closing and opening again', () => {
    it('[P2] everything is there again, and the log goes on', async () => {
      const opened = await open()
      try {
        const { reopen, store } = opened
        const first = createRequest({ context: { a: 1 }, queueDepth: 1 }, 3)
        const permissions = [permissionRecord()]
        const checkpoints = [checkpointRecord()]
        await storeAll(store, { ...first, runs: [runRecord()], permissions, checkpoints, setTags: ['main'] })
        await store.insertAgent(agentRecord())
        await store.putRule(ruleRecord())
        const before = await store.loadSession({ projectId, id: 's1' })

        const again = await reopen()
        expect(await again.loadSession({ projectId, id: 's1' })).toEqual(before)
        expect(await readLog(again, 's1')).toEqual(first.events)
        expect(await again.findUnfinished()).toEqual([{ projectId, sessionId: 's1', executing: false }])
        expect(await again.sessionOfTag({ projectId, tag: 'main' })).toBe('s1')
        expect(await again.getAgent({ projectId, id: 'demo' })).toEqual(agentRecord())
        expect(await again.listRules({ projectId, all: true })).toEqual([ruleRecord()])
        expect((await again.listPermissions({ projectId, status: 'pending', limit: 5 })).items).toEqual(permissions)
        await storeAll(again, nextRequest(first))
        expect((await readLog(again, 's1')).length).toBe(4)
      } finally {
        await opened.close()
      }
    })
  })
}

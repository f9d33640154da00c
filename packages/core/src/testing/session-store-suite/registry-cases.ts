import { describe, expect, it } from 'vitest'
import {
  agentRecord,
  createRequest,
  nextRequest,
  otherProjectId,
  projectId,
  ruleRecord,
  timeAt,
} from '../store-fixtures.ts'
import { type OpenStore, readPages, storeAll, useStore } from './opened-store.ts'

export const registryCases = (open: OpenStore): void => {
  describe('rules', () => {
    const opened = useStore(open)

    it('[P5] keeps every field of a rule; putting it again replaces it', async () => {
      const { store } = opened
      const bare = ruleRecord()
      const full = ruleRecord({
        id: 'rule2',
        toolId: 'files*',
        operation: 'wr?te',
        decision: 'deny',
        input: { 'a.b': '/tmp/*' },
        scope: 'agent',
        agentId: 'coder',
        expiresAt: timeAt(9),
        createdBy: 'me',
      })
      await store.putRule(bare)
      await store.putRule(full)
      expect(await store.listRules({ projectId, agentId: 'coder' })).toEqual([full, bare])
      const { input: _input, ...without } = full
      const changed = { ...without, decision: 'ask' as const }
      await store.putRule(changed)
      expect(await store.listRules({ projectId, agentId: 'coder' })).toEqual([changed, bare])
    })

    it('[P1] lists the rules that may apply: the session’s, then the agent’s, then everyone’s, newest first', async () => {
      const { store } = opened
      await storeAll(store, createRequest({ id: 's1' }), createRequest({ id: 's2' }))
      const rules = [
        ruleRecord({ id: 'e1', createdAt: timeAt(1) }),
        ruleRecord({ id: 'e2', createdAt: timeAt(2), expiresAt: timeAt(0) }),
        ruleRecord({ id: 'a1', scope: 'agent', agentId: 'demo' }),
        ruleRecord({ id: 'a2', scope: 'agent', agentId: 'other' }),
        ruleRecord({ id: 'd1', scope: 'session', sessionId: 's1', createdAt: timeAt(1) }),
        ruleRecord({ id: 'd2', scope: 'session', sessionId: 's1', createdAt: timeAt(1) }),
        ruleRecord({ id: 'd3', scope: 'session', sessionId: 's2', createdAt: timeAt(3) }),
      ]
      for (const rule of rules) await store.putRule(rule)
      const ids = async (query: object) => (await store.listRules({ projectId, ...query })).map((rule) => rule.id)
      expect(await ids({ agentId: 'demo', sessionId: 's1' })).toEqual(['d2', 'd1', 'a1', 'e2', 'e1'])
      expect(await ids({ agentId: 'demo' })).toEqual(['a1', 'e2', 'e1'])
      expect(await ids({ sessionId: 's2' })).toEqual(['d3', 'e2', 'e1'])
      expect(await ids({})).toEqual(['e2', 'e1'])
      expect(await ids({ all: true })).toEqual(['d3', 'd2', 'd1', 'a2', 'a1', 'e2', 'e1'])
    })

    it('[P5] stores the rule of an answer together with the answer', async () => {
      const { store } = opened
      const first = createRequest()
      const rule = ruleRecord({ scope: 'session', sessionId: 's1' })
      await storeAll(store, { ...first, rules: [rule] })
      expect(await store.listRules({ projectId, sessionId: 's1' })).toEqual([rule])
      const refused = nextRequest(nextRequest(first), 1, { rules: [ruleRecord({ id: 'never' })] })
      expect(await store.append([refused])).toEqual([{ status: 'conflict' }])
      expect(await store.listRules({ projectId, sessionId: 's1' })).toEqual([rule])
    })

    it('[P5] revokes a rule, once, and only within its project [X1]', async () => {
      const { store } = opened
      await store.putRule(ruleRecord())
      expect(await store.listRules({ projectId: otherProjectId, all: true })).toEqual([])
      expect(await store.deleteRule({ projectId: otherProjectId, id: 'rule1' })).toBe(false)
      expect(await store.deleteRule({ projectId, id: 'rule1' })).toBe(true)
      expect(await store.deleteRule({ projectId, id: 'rule1' })).toBe(false)
      expect(await store.listRules({ projectId, all: true })).toEqual([])
    })
  })

  describe('agents', () => {
    const opened = useStore(open)

    it('[X1] keeps agents by project: each may have one of that id', async () => {
      const { store } = opened
      const full = agentRecord({
        name: 'Ä "coder"',
        settings: { key: '•••', nested: { list: [1, 'two'] } },
        policy: { recovery: 'manual', rules: [{ toolId: '*', operation: 'get', decision: 'allow' }] },
        limits: { maxActiveRuns: 3, runTimeoutMs: null },
        updatedAt: timeAt(4),
      })
      const theirs = agentRecord({ projectId: otherProjectId })
      expect(await store.insertAgent(full)).toBe(true)
      expect(await store.insertAgent(theirs)).toBe(true)
      expect(await store.insertAgent(agentRecord({ name: 'second' }))).toBe(false)
      expect(await store.getAgent({ projectId, id: 'demo' })).toEqual(full)
      expect(await store.getAgent({ projectId: otherProjectId, id: 'demo' })).toEqual(theirs)
      expect(await store.getAgent({ projectId, id: 'nobody' })).toBeNull()
    })

    it('[X1] updates and removes an agent within its project only', async () => {
      const { store } = opened
      await store.insertAgent(agentRecord())
      await store.insertAgent(agentRecord({ projectId: otherProjectId }))
      await store.updateAgent(agentRecord({ name: 'Renamed', runner: 'shell', settings: { a: 1 } }))
      await store.updateAgent(agentRecord({ id: 'nobody' }))
      expect(await store.getAgent({ projectId, id: 'demo' })).toMatchObject({ name: 'Renamed', runner: 'shell' })
      expect(await store.getAgent({ projectId: otherProjectId, id: 'demo' })).toMatchObject({ name: 'Demo' })
      expect(await store.getAgent({ projectId, id: 'nobody' })).toBeNull()
      expect(await store.deleteAgent({ projectId, id: 'demo' })).toBe(true)
      expect(await store.deleteAgent({ projectId, id: 'demo' })).toBe(false)
      expect(await store.getAgent({ projectId: otherProjectId, id: 'demo' })).not.toBeNull()
    })

    it('[X1] lists the agents of a project by id, page by page', async () => {
      const { store } = opened
      for (const id of ['c', 'a', 'B', 'e', 'd']) await store.insertAgent(agentRecord({ id }))
      await store.insertAgent(agentRecord({ id: 'theirs', projectId: otherProjectId }))
      for (const limit of [1, 2, 5, 9]) {
        const pages = await readPages((page) => store.listAgents({ projectId, ...page }), limit)
        expect(pages.flat().map((agent) => agent.id)).toEqual(['B', 'a', 'c', 'd', 'e'])
      }
    })

    it('[X1] counts the sessions of an agent that are neither completed nor archived', async () => {
      const { store } = opened
      await storeAll(
        store,
        createRequest({ id: 'a' }),
        createRequest({ id: 'b', status: 'paused', empty: true }),
        createRequest({ id: 'c', status: 'completed' }),
        createRequest({ id: 'd', archivedAt: timeAt(1) }),
        createRequest({ id: 'e', agentId: 'other' }),
        createRequest({ id: 'f', projectId: otherProjectId }),
      )
      expect(await store.countOpenSessions({ projectId, agentId: 'demo' })).toBe(2)
      expect(await store.countOpenSessions({ projectId, agentId: 'nobody' })).toBe(0)
    })
  })
}

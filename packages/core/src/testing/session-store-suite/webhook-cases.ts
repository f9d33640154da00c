import { describe, expect, it } from 'vitest'
import { otherProjectId, projectId, timeAt } from '../store-fixtures.ts'
import { deliveryRecord, webhookRecord } from '../webhook-fixtures.ts'
import { type OpenStore, readPages, useStore } from './opened-store.ts'

export const webhookCases = (open: OpenStore): void => {
  describe('webhooks', () => {
    const opened = useStore(open)

    const pendingIds = async (limit = 100) =>
      (await opened.store.nextDeliveries({ webhookId: 'w1', limit })).map(({ id }) => id)

    it('[WH1] keeps every field of a webhook, replaces it, and removes it within its project only [X1]', async () => {
      const { store } = opened
      const full = webhookRecord({
        id: 'w2',
        description: 'Ä "hook"',
        types: ['run.*', 'session.created'],
        sessionId: 's1',
        agentId: 'coder',
        enabled: false,
        disabledReason: 'gone',
        previousSecret: 'whsec_BBBB',
        previousSecretUntil: timeAt(9),
        createdAt: timeAt(1),
      })
      const theirs = webhookRecord({ id: 'w3', projectId: otherProjectId, createdAt: timeAt(2) })
      for (const webhook of [full, webhookRecord(), theirs]) await store.putWebhook(webhook)
      expect(await store.listWebhooks({})).toEqual([webhookRecord(), full, theirs])
      expect(await store.listWebhooks({ projectId })).toEqual([webhookRecord(), full])
      expect(await store.getWebhook({ projectId, id: 'w3' })).toBeNull()
      await store.putWebhook({ ...full, enabled: true, disabledReason: null })
      expect(await store.getWebhook({ projectId, id: 'w2' })).toEqual({ ...full, enabled: true, disabledReason: null })
      expect(await store.deleteWebhook({ projectId, id: 'w3' })).toBe(false)
      expect(await store.deleteWebhook({ projectId, id: 'w2' })).toBe(true)
      expect(await store.deleteWebhook({ projectId, id: 'w2' })).toBe(false)
    })

    it('[WH2] a delivery that is known stays as it is, and goes with its webhook', async () => {
      const { store } = opened
      await store.putWebhook(webhookRecord())
      await store.addDeliveries([deliveryRecord()])
      const ended = deliveryRecord({
        status: 'delivered',
        attempts: 2,
        nextAttemptAt: null,
        lastStatus: 204,
        lastError: 'once',
        finishedAt: timeAt(5),
      })
      await store.updateDelivery(ended)
      await store.addDeliveries([deliveryRecord(), deliveryRecord({ id: 'd2' })])
      await store.addDeliveries([])
      expect(await store.getDelivery({ projectId, id: 'd1' })).toEqual(ended)
      expect(await store.getDelivery({ projectId: otherProjectId, id: 'd1' })).toBeNull()
      expect(await pendingIds()).toEqual(['d2'])
      await store.deleteWebhook({ projectId, id: 'w1' })
      expect(await store.getDelivery({ projectId, id: 'd1' })).toBeNull()
      await store.updateDelivery(ended)
      expect(await store.getDelivery({ projectId, id: 'd1' })).toBeNull()
    })

    it('[WH3] answers with the pending ones of a webhook, the first that is due first', async () => {
      const { store } = opened
      for (const id of ['w1', 'w2']) await store.putWebhook(webhookRecord({ id }))
      await store.addDeliveries([
        deliveryRecord({ id: 'late', nextAttemptAt: timeAt(9) }),
        deliveryRecord({ id: 'second', seq: 2 }),
        deliveryRecord({ id: 'first' }),
        deliveryRecord({ id: 'dead', status: 'dead', nextAttemptAt: null }),
        deliveryRecord({ id: 'theirs', webhookId: 'w2' }),
      ])
      expect(await pendingIds()).toEqual(['first', 'second', 'late'])
      expect(await pendingIds(1)).toEqual(['first'])
    })

    it('[WH5] lists deliveries newest first, counts them, and revives the dead', async () => {
      const { store } = opened
      await store.putWebhook(webhookRecord())
      await store.putWebhook(webhookRecord({ id: 'w2', projectId: otherProjectId }))
      const ids = ['a', 'b', 'c', 'd', 'e']
      await store.addDeliveries(
        ids.map((id, at) =>
          deliveryRecord({ id, createdAt: timeAt(Math.floor(at / 2)), status: at < 2 ? 'dead' : 'pending' }),
        ),
      )
      await store.addDeliveries([deliveryRecord({ id: 'theirs', projectId: otherProjectId, webhookId: 'w2' })])
      for (const limit of [1, 2, 9]) {
        const pages = await readPages((page) => store.listDeliveries({ projectId, webhookId: 'w1', ...page }), limit)
        expect(pages.flat().map(({ id }) => id)).toEqual(['e', 'd', 'c', 'b', 'a'])
      }
      const dead = { projectId, webhookId: 'w1', status: 'dead', limit: 9 } as const
      expect((await store.listDeliveries(dead)).items.map(({ id }) => id)).toEqual(['b', 'a'])
      expect((await store.listDeliveries({ ...dead, projectId: otherProjectId })).items).toEqual([])
      const counted = await store.countDeliveries({ projectId })
      expect(counted.toSorted((left, right) => left.count - right.count)).toEqual([
        { webhookId: 'w1', status: 'dead', count: 2 },
        { webhookId: 'w1', status: 'pending', count: 3 },
      ])
      const again = { projectId, webhookId: 'w1', now: timeAt(50), retryUntil: timeAt(99) }
      expect(await store.reviveDeliveries({ ...again, projectId: otherProjectId })).toBe(0)
      expect(await store.reviveDeliveries(again)).toBe(2)
      expect(await store.getDelivery({ projectId, id: 'a' })).toMatchObject({
        status: 'pending',
        attempts: 0,
        nextAttemptAt: timeAt(50),
        retryUntil: timeAt(99),
        finishedAt: null,
      })
    })

    it('[WH5] forgets old deliveries by how they ended', async () => {
      const { store } = opened
      await store.putWebhook(webhookRecord())
      const ended = { nextAttemptAt: null, status: 'delivered' } as const
      await store.addDeliveries([
        deliveryRecord({ id: 'old', ...ended, finishedAt: timeAt(1) }),
        deliveryRecord({ id: 'new', ...ended, finishedAt: timeAt(5) }),
        deliveryRecord({ id: 'dead', ...ended, status: 'dead', finishedAt: timeAt(1) }),
        deliveryRecord({ id: 'pending' }),
      ])
      expect(await store.pruneDeliveries({ status: 'delivered', before: timeAt(5) })).toBe(1)
      const page = await store.listDeliveries({ projectId, webhookId: 'w1', limit: 9 })
      expect(page.items.map(({ id }) => id).toSorted()).toEqual(['dead', 'new', 'pending'])
    })

    it('[BR2] a bridge that was forgotten starts at the present again', async () => {
      const { store } = opened
      await store.registerBridge('webhooks')
      await store.forgetBridge('webhooks')
      await store.forgetBridge('webhooks')
      await store.putWebhook(webhookRecord())
      await store.registerBridge('webhooks')
      expect(await store.sessionsBehind({ bridge: 'webhooks', limit: 9 })).toEqual([])
    })
  })
}

import { openThrowAwayRedis } from '@sojourn/cluster/testing/throw-away-redis'
import { describe, expect, it } from 'vitest'
import { createLogger } from '../src/logging/create-logger.ts'
import { script, startTestServer } from './support/test-server.ts'

describe('Redis', () => {
  it('[RE1] with REDIS_URL the lifecycle of sessions is on events:session', async () => {
    await using redis = await openThrowAwayRedis()
    await using listener = await redis.listen('events:session')
    await using server = await startTestServer({ REDIS_URL: redis.url })
    const { id, agentId } = await server.createSession({ sessionType: 'development' })
    await server.post(`/sessions/${id}/pause`)
    await listener.until((heard) => heard.length >= 2)
    const wrapper = { aggregate_type: 'session', aggregate_id: id }
    expect(listener.heard).toEqual([
      {
        ...wrapper,
        event_type: 'session.created',
        payload: { agent_id: agentId, session_type: 'development', runtime_backend: 'local' },
      },
      {
        ...wrapper,
        event_type: 'session.updated',
        payload: { agent_id: agentId, status: 'paused', updates: ['status'] },
      },
    ])
  })

  it('[RE3] [BR4] a server whose Redis is away works, and says so', async () => {
    const redis = await openThrowAwayRedis()
    await redis.stop()
    const log: string[] = []
    const logger = createLogger('info', { write: (line) => void log.push(line) })
    await using server = await startTestServer({ REDIS_URL: redis.url, SOJOURN_REDIS_EVENTS: 'all' }, { logger })
    const { id } = await server.createSession()
    const { status } = await server.post(`/sessions/${id}/runs/execute?timeoutMs=5000`, {
      input: script({ text: 'hello' }),
    })
    expect(status).toBe(200)
    const info = await server.get<{ bridges: object[] }>('/info')
    expect(info.body.bridges).toMatchObject([{ name: 'redis-all', deliveredEvents: 0, lastDeliveredAt: null }])
    const metrics = await server.call<string>('/metrics')
    expect(metrics.body).toContain('sojourn_bridge_lag_seconds{bridge="redis-all"}')
    const said = log.find((line) => line.includes('Redis does not answer'))
    expect(JSON.parse(said ?? '{}')).toMatchObject({ level: 40, error: { code: 'ECONNREFUSED' } })
    await redis[Symbol.asyncDispose]()
  })
})

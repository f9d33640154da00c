import type { FastifyInstance } from 'fastify'
import type { ServerParts } from '../server-parts.ts'

/** Adds what supervisors ask: does the process live, and can it do its work? */
export const registerHealth = (app: FastifyInstance, { runtime }: ServerParts): void => {
  const open = { config: { open: true } } as const
  app.get('/health/live', open, async () => ({ status: 'ok' }))
  app.get('/health/ready', open, async (_, reply) => {
    const ready = await runtime.system.isHealthy()
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable' })
  })
}

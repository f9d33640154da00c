import { SojournError } from '@sojourn/contract/error'
import type { Actor } from '@sojourn/core/runtime/agent-runtime'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AccessControl } from './access-control.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers everybody. Absent: the caller must be known. */
    open?: true
    /** Answers for as long as the caller wants: its time says nothing about the server. */
    lasting?: true
  }
  interface FastifyRequest {
    actor: Actor | null
  }
}

/** The actor of a request that has passed the hook. */
export const actorOf = (request: FastifyRequest): Actor => {
  if (!request.actor) throw new SojournError('UNAUTHORIZED', 'Send a token')
  return request.actor
}

/** Refuses every request whose caller is unknown, unless its route is marked as open: new routes are closed by default. */
export const requireAccess = (app: FastifyInstance, access: AccessControl): void => {
  app.decorateRequest('actor', null)
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.open) return
    const who = access.identify(request.raw)
    if (who.kind === 'foreign') throw new SojournError('FORBIDDEN', who.detail)
    if (who.kind === 'unknown')
      throw new SojournError('UNAUTHORIZED', 'This needs a token, or a browser that has logged in')
    request.actor = who.actor
  })
}

import { SojournError } from '@sojourn/contract/error'
import type { Actor } from '@sojourn/core/runtime/agent-runtime'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AccessControl } from './access-control.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers everybody. Absent: the caller must be known. */
    open?: true
    /** For people: a browser that is not known is sent to the log-in and comes back. */
    page?: true
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
  app.addHook('onRequest', async (request, reply) => {
    const { config, url } = request.routeOptions
    if (config.open) return
    const who = access.identify(request.raw)
    if (who.kind === 'foreign') throw new SojournError('FORBIDDEN', who.detail)
    if (who.kind === 'known') {
      request.actor = who.actor
      return
    }
    if (config.page && request.headers.accept?.includes('text/html')) return reply.redirect(`/login?next=${url}`, 303)
    throw new SojournError('UNAUTHORIZED', 'This needs a token, or a browser that has logged in')
  })
}

import { SojournError } from '@sojourn/contract/error'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actorOf } from '../access/require-access.ts'
import { parseJsonBody } from '../json/parse-json-body.ts'
import { logUnexpected } from '../logging/log-unexpected.ts'
import { toSojournError } from '../request-error.ts'
import type { ServerParts } from '../server-parts.ts'
import { runtimePort } from './runtime-port.ts'

/** The request as the web's own `Request`, whose signal aborts when the client is gone. Its body has been read. */
const webRequest = (request: FastifyRequest, reply: FastifyReply): Request => {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  return new Request(new URL(request.url, 'http://localhost'), { method: request.method, headers, signal: gone.signal })
}

/** Adds the Model Context Protocol: sessions as tools of other agents. It loads with the first request. */
export const registerMcp = (app: FastifyInstance, { runtime, config, access }: ServerParts): void => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_: FastifyRequest, body: string | Buffer) => parseJsonBody(body.toString()),
  )
  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: '/mcp',
    exposeHeadRoute: false,
    config: { lasting: true },
    bodyLimit: config.maxInputBytes,
    handler: async (request, reply) => {
      // Only browsers send an origin, and a page of another site has no business here, whatever it sends along.
      const foreign = request.headers.origin === undefined ? undefined : access.foreignOrigin(request.raw)
      if (foreign !== undefined) throw new SojournError('FORBIDDEN', foreign)
      const { serveHttp } = await import('@sojourn/mcp/serve-http')
      const response = await serveHttp(webRequest(request, reply), request.body, {
        port: runtimePort(runtime, actorOf(request)),
        report: (error) => logUnexpected(toSojournError(error, request.id), request.id, request.log),
      })
      return reply.send(response)
    },
  })
}

import { fastifyRequestHandler } from '@trpc/server/adapters/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuseUnsafeJson } from '../json/parse-json-body.ts'
import { logUnexpected } from '../logging/log-unexpected.ts'
import { contextOf } from '../request-context.ts'
import { problemOf } from '../rest/problem-reply.ts'
import type { ServerParts } from '../server-parts.ts'
import { errorShape, maxBatchSize } from './procedure.ts'
import { appRouter } from './router.ts'

/** Adds tRPC over HTTP, subscriptions as server-sent events included. */
export const registerTrpc = (app: FastifyInstance, { config, runtime }: ServerParts): void => {
  app.removeAllContentTypeParsers()
  // tRPC parses by itself and wants the text.
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_: FastifyRequest, body: string | Buffer) => {
      const json = body.toString()
      refuseUnsafeJson(json)
      return json
    },
  )
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error, request)
    return reply.code(problem.status).send({ error: errorShape(problem) })
  })
  app.route({
    method: ['GET', 'POST'],
    url: '/trpc/:path',
    exposeHeadRoute: false,
    bodyLimit: config.maxInputBytes,
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const { path } = request.params as { path: string }
      await fastifyRequestHandler({
        router: appRouter,
        req: request,
        res: reply,
        path,
        maxBatchSize,
        createContext: () => contextOf(runtime, request),
        onError: ({ error }) => logUnexpected(error, request.id, request.log),
      })
      return reply
    },
  })
}

import { randomUUID } from 'node:crypto'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { fastify, LogController } from 'fastify'
import { registerLogin } from './access/register-login.ts'
import { requireAccess } from './access/require-access.ts'
import { registerAttachments } from './attachments/register-attachments.ts'
import { registerConsole } from './console/register-console.ts'
import { registerDocs } from './docs/register-docs.ts'
import { registerHealth } from './health/register-health.ts'
import { registerMetrics } from './health/register-metrics.ts'
import { registerMcp } from './mcp/register-mcp.ts'
import { answerWithProblems, problemOf, sendProblem } from './rest/problem-reply.ts'
import { registerRest } from './rest/register-rest.ts'
import type { ServerParts } from './server-parts.ts'
import { registerSnakeCaseSessions } from './snake-case/register-snake-case-sessions.ts'
import { registerTransfer } from './transfer/register-transfer.ts'
import { attachWebSocket } from './trpc/attach-web-socket.ts'
import { registerTrpc } from './trpc/register-trpc.ts'

const SECOND = 1000

const secureHeaders = (app: FastifyInstance): void => {
  app.addHook('onRequest', async (_, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer')
  })
}

/** Requests, from `debug` on, by their route: addresses may carry what people typed. */
const logRequests = (app: FastifyInstance): void => {
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request
    const fields = {
      requestId: request.id,
      method,
      route: routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    }
    request.log.debug(fields, 'request')
  })
}

/** Procedures check what comes and goes: Fastify need not load its own compilers, which cost 4 MB and 15 ms. */
const noSchemas = (): never => {
  throw new Error('A route with a JSON schema: describe its input and output in a procedure instead')
}

/** The whole server on one port, not yet listening. Closing it ends every connection, streams included. */
export const createServer = async (parts: ServerParts): Promise<FastifyInstance> => {
  const { config, logger } = parts
  const app: FastifyInstance = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // What is logged of a request names it: a logger for each would be made for nothing.
    childLoggerFactory: (logger) => logger,
    genReqId: () => randomUUID(),
    bodyLimit: config.maxBodyBytes,
    // Time to receive a whole request; answers may take as long as they like.
    requestTimeout: 60 * SECOND,
    keepAliveTimeout: 65 * SECOND,
    forceCloseConnections: true,
    exposeHeadRoutes: true,
    frameworkErrors: (error, request, reply) => void sendProblem(reply, problemOf(error, request)),
    routerOptions: { maxParamLength: 5000 },
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  })
  app.server.headersTimeout = 15 * SECOND
  answerWithProblems(app)
  secureHeaders(app)
  requireAccess(app, parts.access)
  logRequests(app)
  registerMetrics(app, parts)
  registerHealth(app, parts)
  registerDocs(app)
  for (const register of [
    registerLogin,
    registerTrpc,
    registerTransfer,
    registerAttachments,
    registerMcp,
    registerRest,
    registerSnakeCaseSessions,
    registerConsole,
  ]) {
    // Each in a scope of its own: they parse bodies and report errors in different ways.
    await app.register((scope, _, done) => {
      register(scope, parts)
      done()
    })
  }
  app.addHook('preClose', attachWebSocket(app.server, parts))
  return app
}

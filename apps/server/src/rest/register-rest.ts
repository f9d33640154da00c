import { SojournError } from '@sojourn/contract/error'
import { callTRPCProcedure } from '@trpc/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { contextOf } from '../request-context.ts'
import type { ServerParts } from '../server-parts.ts'
import { EventStreams } from '../stream/event-streams.ts'
import { appRouter, procedureAt } from '../trpc/router.ts'
import { acceptJson } from './accept-json.ts'
import type { Query } from './query-reader.ts'
import { fieldsOf, queryReader } from './query-reader.ts'
import type { Method, RestRoute } from './routes.ts'
import { pathParameters, restRoutes } from './routes.ts'

export const restPrefix = '/api/v1'
const methods: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const bodyFields = (body: unknown): Record<string, unknown> => {
  if (body === undefined || body === null) return {}
  if (isRecord(body)) return body
  throw new SojournError('VALIDATION_FAILED', 'The body must be a JSON object')
}

const ifMatch = (header: string | undefined): Record<string, unknown> => {
  if (header === undefined || header === '*') return {}
  const version = /^"?(\d{1,15})"?$/.exec(header)?.[1]
  if (version === undefined) {
    throw new SojournError('VALIDATION_FAILED', 'If-Match must be the ETag of an earlier answer, for example "3"')
  }
  return { ifVersion: Number(version) }
}

/** Aborts when the client goes away before it has its answer. */
const abandoned = (reply: FastifyReply): AbortSignal => {
  const controller = new AbortController()
  // Every answer closes in the end; an abort costs an exception with its stack.
  reply.raw.once('close', () => reply.raw.writableFinished || controller.abort())
  return controller.signal
}

type ReadInput = (request: FastifyRequest) => Record<string, unknown>

/** Gathers a procedure's input: the body's fields, then the query's, then the path's, which nothing overrides. */
export const inputReader = (route: RestRoute): ReadInput => {
  const schema = procedureAt(route.procedure)._def.inputs[0]
  const parameters = pathParameters(route.path)
  const whole = route.method === 'GET' || route.method === 'DELETE'
  const fields = Object.keys(fieldsOf(schema)).filter((field) => !parameters.includes(field))
  const names = route.query ?? (whole ? Object.fromEntries(fields.map((field) => [field, field])) : {})
  const readQuery = queryReader(schema, names)
  return (request) => ({
    ...bodyFields(request.body),
    ...(route.ifMatch ? ifMatch(request.headers['if-match']) : {}),
    ...readQuery(request.query as Query),
    ...(request.params as Record<string, string>),
  })
}

const handler = (route: RestRoute, { runtime }: ServerParts) => {
  const readInput = inputReader(route)
  const { type } = procedureAt(route.procedure)._def
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const input = readInput(request)
    const output: unknown = await callTRPCProcedure({
      router: appRouter,
      path: route.procedure,
      getRawInput: async () => input,
      ctx: contextOf(runtime, request),
      type,
      signal: route.waits ? abandoned(reply) : undefined,
      batchIndex: 0,
    })
    if (route.etag && isRecord(output)) reply.header('etag', `"${String(output.version)}"`)
    return reply
      .code(route.status)
      .header('content-type', 'application/json; charset=utf-8')
      .send(JSON.stringify(output))
  }
}

/** A path that exists answers 405 to methods it does not offer, and says which it does. */
const refuseOtherMethods = (app: FastifyInstance): void => {
  for (const path of new Set(restRoutes.map((route) => route.path))) {
    const offered = restRoutes.filter((route) => route.path === path).map((route) => route.method)
    app.route({
      method: methods.filter((method) => !offered.includes(method)),
      url: `${restPrefix}${path}`,
      handler: (request, reply) => {
        reply.header('allow', offered.join(', '))
        throw new SojournError(
          'METHOD_NOT_ALLOWED',
          `${request.method} is not offered here; use ${offered.join(' or ')}`,
        )
      },
    })
  }
}

/** Adds the REST interface: every row of the route table, but for those that carry lines or files. */
export const registerRest = (app: FastifyInstance, parts: ServerParts): void => {
  const { config } = parts
  const streams = new EventStreams(parts)
  app.addHook('onClose', () => streams.close())
  acceptJson(app)
  for (const route of restRoutes) {
    if (route.lines || route.bytes) continue
    app.route({
      method: route.method,
      url: `${restPrefix}${route.path}`,
      exposeHeadRoute: route.method === 'GET' && !route.stream,
      config: route.stream || route.waits ? { lasting: true } : {},
      bodyLimit: route.large ? config.maxInputBytes : config.maxBodyBytes,
      handler: route.stream ? streams.handler(inputReader(route)) : handler(route, parts),
    })
  }
  refuseOtherMethods(app)
}

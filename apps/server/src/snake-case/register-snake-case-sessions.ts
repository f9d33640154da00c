import { sessionId } from '@sojourn/contract/ids'
import type { Actor } from '@sojourn/core/runtime/agent-runtime'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { contextOf } from '../request-context.ts'
import { acceptJson } from '../rest/accept-json.ts'
import type { Method } from '../rest/routes.ts'
import type { ServerParts } from '../server-parts.ts'
import {
  cleanupSnakeCase,
  createSnakeCase,
  getSnakeCase,
  listSnakeCase,
  metricsSnakeCase,
  updateSnakeCase,
} from './snake-case-procedures.ts'
import {
  cleanupBody,
  createBody,
  deleteQuery,
  listQuery,
  recoverBody,
  updateBody,
  updateQuery,
} from './snake-case-session.ts'

interface Call {
  actor: Actor
  /** Of the path; '' where the route has none. */
  id: string
  query: unknown
  body: unknown
}

type Answer = (call: Call) => Promise<unknown>

interface Route {
  method: Method
  path: string
  status?: 201
  answer: Answer
}

const routesOf = ({ runtime }: ServerParts): Route[] => [
  {
    method: 'POST',
    path: '/',
    status: 201,
    answer: ({ actor, body }) => createSnakeCase({ runtime, actor }, createBody.parse(body)),
  },
  {
    method: 'GET',
    path: '/',
    answer: ({ actor, query }) => listSnakeCase({ runtime, actor }, listQuery.parse(query)),
  },
  {
    method: 'POST',
    path: '/cleanup',
    answer: ({ actor, body }) => cleanupSnakeCase({ runtime, actor }, cleanupBody.parse(body)),
  },
  { method: 'GET', path: '/:id', answer: ({ actor, id }) => getSnakeCase({ runtime, actor }, id) },
  {
    method: 'PATCH',
    path: '/:id',
    answer: ({ actor, id, query, body }) => {
      const { merge = false } = updateQuery.parse(query)
      return updateSnakeCase({ runtime, actor }, id, { ...updateBody.parse(body), merge })
    },
  },
  {
    method: 'DELETE',
    path: '/:id',
    answer: async ({ actor, id, query }) => {
      const { force = false } = deleteQuery.parse(query)
      await runtime.sessions.delete(actor, { sessionId: id, force })
      return { id, deleted: true }
    },
  },
  {
    method: 'POST',
    path: '/:id/recover',
    answer: async ({ actor, id, body }) => {
      await runtime.sessions.recover(actor, { sessionId: id, ...recoverBody.parse(body) })
      return getSnakeCase({ runtime, actor }, id)
    },
  },
  { method: 'GET', path: '/:id/metrics', answer: ({ actor, id }) => metricsSnakeCase({ runtime, actor }, id) },
]

const pathParameters = z.object({ id: sessionId.optional() })

const handler =
  ({ method, path, status, answer }: Route, { runtime }: ServerParts) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { actor, idempotencyKey: key } = contextOf(runtime, request)
    const { id = '' } = pathParameters.parse(request.params)
    const { query } = request
    const body: unknown = request.body ?? {}
    const work = (by: Actor): Promise<unknown> => answer({ actor: by, id, query, body })
    const call = { operation: `${method} /sessions${path}`, input: { id, query, body } }
    const isRepeatable = key !== undefined && method !== 'GET'
    const output = isRepeatable ? await runtime.once(actor, { key, ...call }, work) : await work(actor)
    return reply
      .code(status ?? 200)
      .header('content-type', 'application/json; charset=utf-8')
      .send(JSON.stringify(output))
  }

/** Adds sessions with snake_case names at `/sessions/`: for programs that speak to a session service of that form. */
export const registerSnakeCaseSessions = (app: FastifyInstance, parts: ServerParts): void => {
  acceptJson(app)
  for (const route of routesOf(parts)) {
    const options = {
      method: route.method,
      exposeHeadRoute: false,
      bodyLimit: parts.config.maxInputBytes,
      handler: handler(route, parts),
    }
    app.route({ ...options, url: `/sessions${route.path}` })
    if (route.path === '/') app.route({ ...options, url: '/sessions' })
  }
}

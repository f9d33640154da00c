import { Readable } from 'node:stream'
import { SojournError } from '@sojourn/contract/error'
import { sessionId } from '@sojourn/contract/ids'
import { exportSessionInput } from '@sojourn/contract/session-transfer'
import type { LoggedEvent } from '@sojourn/core/events/logged-event'
import { exportLines } from '@sojourn/core/runtime/export-session'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { actorOf } from '../access/require-access.ts'
import { inputReader, restPrefix } from '../rest/register-rest.ts'
import { lineRoutes, type RestRoute } from '../rest/routes.ts'
import type { ServerParts } from '../server-parts.ts'
import { linesOfBody } from './import-body.ts'

/** JSON Lines under its usual names, and what programs send when nobody has told them what it is. */
const acceptedTypes =
  /^((application|text)\/(x-)?(ndjson|jsonl|jsonlines)|text\/plain|application\/(octet-stream|x-www-form-urlencoded))?\s*(;.*)?$/i

const importQuery = z.object({ id: sessionId.optional() })

async function* textOf(
  first: IteratorResult<readonly LoggedEvent[]>,
  pages: AsyncGenerator<readonly LoggedEvent[]>,
): AsyncGenerator<string> {
  for (let next = first; !next.done; next = await pages.next()) yield exportLines(next.value)
}

/** One page is read when the one before it has left: a slow reader costs one page of memory. */
const sendExport = (route: RestRoute, { runtime }: ServerParts) => {
  const readInput = inputReader(route)
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const input = exportSessionInput.parse(readInput(request))
    const pages = runtime.sessions.export(actorOf(request), input)
    // An unknown session is refused here, while a status can still be sent.
    const first = await pages.next()
    const lines = Readable.from(textOf(first, pages), { highWaterMark: 1 })
    return reply
      .code(route.status)
      .header('content-type', 'application/x-ndjson; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="${input.sessionId.replaceAll(':', '_')}.jsonl"`)
      .send(lines)
  }
}

const takeImport =
  (route: RestRoute, { runtime, config }: ServerParts) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { id } = importQuery.parse(request.query)
    const body = request.body instanceof Readable ? request.body : Readable.from([])
    const lines = linesOfBody(body, config.maxImportBytes)
    const imported = await runtime.sessions.import(actorOf(request), { id, lines })
    return reply
      .code(route.status)
      .header('etag', `"${imported.version}"`)
      .header('content-type', 'application/json; charset=utf-8')
      .send(JSON.stringify(imported))
  }

/** [E10] Adds what travels as JSON Lines instead of JSON, streamed both ways. */
export const registerTransfer = (app: FastifyInstance, parts: ServerParts): void => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', async (request: FastifyRequest, body: Readable) => {
    if (acceptedTypes.test(request.headers['content-type'] ?? '')) return body
    throw new SojournError('UNSUPPORTED_MEDIA_TYPE', 'Send the lines with `Content-Type: application/x-ndjson`')
  })
  for (const route of lineRoutes) {
    app.route({
      method: route.method,
      url: `${restPrefix}${route.path}`,
      exposeHeadRoute: false,
      config: { lasting: true },
      bodyLimit: parts.config.maxImportBytes,
      handler: route.method === 'GET' ? sendExport(route, parts) : takeImport(route, parts),
    })
  }
}

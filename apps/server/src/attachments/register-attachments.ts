import { attachmentRef, uploadAttachmentInput } from '@sojourn/contract/attachment'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actorOf } from '../access/require-access.ts'
import { restPrefix } from '../rest/register-rest.ts'
import { byteRoutes, type RestRoute } from '../rest/routes.ts'
import type { ServerParts } from '../server-parts.ts'
import { servedType } from './served-type.ts'

const uploadFields = uploadAttachmentInput.omit({ data: true })
/** What programs call a file when nobody has told them what it is. */
const unknownType = /^application\/x-www-form-urlencoded\b|^$/

const typeOf = ({ headers }: FastifyRequest): string => {
  const type = headers['content-type'] ?? ''
  return unknownType.test(type) ? 'application/octet-stream' : type
}

const takeFile =
  (route: RestRoute, { runtime }: ServerParts) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { name } = request.query as { name?: unknown }
    const fields = uploadFields.parse({ ...(request.params as object), mimeType: typeOf(request), name })
    const data = request.body instanceof Uint8Array ? request.body : new Uint8Array()
    const stored = await runtime.attachments.upload(actorOf(request), { ...fields, data })
    return reply
      .code(route.status)
      .header('content-type', 'application/json; charset=utf-8')
      .send(JSON.stringify(stored))
  }

/** A file never changes, so it may be kept for ever; nothing in it may run, nor be used by other sites. */
const handOut =
  (route: RestRoute, { runtime }: ServerParts) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const named = attachmentRef.parse(request.params)
    const data = await runtime.attachments.read(actorOf(request), named)
    const etag = `"${named.attachmentId}"`
    reply
      .header('etag', etag)
      .header('cache-control', 'private, max-age=31536000, immutable')
      .header('content-disposition', 'attachment')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cross-origin-resource-policy', 'same-origin')
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    return reply
      .code(route.status)
      .header('content-type', servedType(data))
      .send(Buffer.from(data.buffer, data.byteOffset, data.length))
  }

/** [AT3] Files of sessions, as they are: a client may bring one before it names it in an input, and take any away again. */
export const registerAttachments = (app: FastifyInstance, parts: ServerParts): void => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_: FastifyRequest, body: Buffer) => body)
  for (const route of byteRoutes) {
    app.route({
      method: route.method,
      url: `${restPrefix}${route.path}`,
      exposeHeadRoute: route.method === 'GET',
      bodyLimit: parts.config.maxInputBytes,
      handler: route.method === 'GET' ? handOut(route, parts) : takeFile(route, parts),
    })
  }
}

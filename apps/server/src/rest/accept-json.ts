import { SojournError } from '@sojourn/contract/error'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseJsonBody } from '../json/parse-json-body.ts'

/** Unless they are told otherwise, curl calls JSON a form, fetch calls it plain text, and many programs do not call it anything. */
const acceptedTypes = /^(text\/plain|application\/(json|x-www-form-urlencoded|[\w.-]+\+json))?\s*(;.*)?$/i

/** Reads the bodies of this scope as JSON, whatever programs call it; an empty one is undefined. */
export const acceptJson = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, async (request: FastifyRequest, body: string | Buffer) => {
    if (!acceptedTypes.test(request.headers['content-type'] ?? '')) {
      throw new SojournError('UNSUPPORTED_MEDIA_TYPE', `The body is ${request.headers['content-type']}, not JSON`)
    }
    return body.length === 0 ? undefined : parseJsonBody(body.toString())
  })
}

import type { FastifyInstance } from 'fastify'

/** Adds /openapi.json. The document is made when somebody first asks for it. */
export const registerOpenApi = (app: FastifyInstance): void => {
  let document: string | undefined
  app.get('/openapi.json', async (_, reply) => {
    if (document === undefined) {
      const { buildDocument } = await import('./build-document.ts')
      document = JSON.stringify(buildDocument())
    }
    return reply.header('content-type', 'application/json; charset=utf-8').send(document)
  })
}

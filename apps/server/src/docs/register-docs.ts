import type { FastifyInstance } from 'fastify'
import type { ApiDocument } from './render-docs.ts'

const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

interface Texts {
  json: string
  html: string
}

const makeTexts = async (): Promise<Texts> => {
  const [{ buildDocument }, { renderDocs }] = await Promise.all([
    import('../openapi/build-document.ts'),
    import('./render-docs.ts'),
  ])
  const json = JSON.stringify(buildDocument())
  return { json, html: renderDocs(JSON.parse(json) as ApiDocument) }
}

/** Adds /openapi.json and /docs, the same for people. Both are made when somebody first asks for one. */
export const registerDocs = (app: FastifyInstance): void => {
  let texts: Texts | undefined
  const get = async (): Promise<Texts> => {
    texts ??= await makeTexts()
    return texts
  }
  app.get('/openapi.json', async (_, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send((await get()).json),
  )
  app.get('/docs', { config: { page: true } }, async (_, reply) =>
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', PAGE_POLICY)
      .send((await get()).html),
  )
}

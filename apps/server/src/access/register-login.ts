import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SojournError } from '@sojourn/contract/error'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { parseJsonBody } from '../json/parse-json-body.ts'
import type { ServerParts } from '../server-parts.ts'
import { loginPage, loginScript, loginStyle } from './login-page.ts'

const credentials = z.union([
  z.strictObject({ code: z.string().max(512) }),
  z.strictObject({ token: z.string().max(512) }),
])
type Credentials = z.infer<typeof credentials>

const open = { config: { open: true } } as const
const MAX_BODY = 4096
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const isForm = (request: FastifyRequest): boolean =>
  (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')

const sendText = (reply: FastifyReply, type: string, text: string): FastifyReply =>
  reply.header('content-type', `${type}; charset=utf-8`).header('cache-control', 'no-cache').send(text)

/** The page for a server without its console, which has one of its own that does the same. */
const addPage = (app: FastifyInstance): void => {
  app.get('/login', open, (_, reply) =>
    sendText(reply.header('content-security-policy', PAGE_POLICY), 'text/html', loginPage),
  )
  app.get('/login/script.js', open, (_, reply) => sendText(reply, 'text/javascript', loginScript))
  app.get('/login/style.css', open, (_, reply) => sendText(reply, 'text/css', loginStyle))
}

/** Adds the log-in page, and what exchanges a one-time code or the token for the cookie. */
export const registerLogin = (app: FastifyInstance, { access, consoleDirectory }: ServerParts): void => {
  const isValid = (given: Credentials): boolean =>
    'code' in given ? access.codes.redeem(given.code) : access.isToken(given.token)

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, async (request: FastifyRequest, body: string | Buffer) =>
    isForm(request)
      ? Object.fromEntries(new URLSearchParams(body.toString()))
      : parseJsonBody(body.toString() || 'null'),
  )

  if (!existsSync(join(consoleDirectory, 'login.html'))) addPage(app)

  app.post('/login', { ...open, bodyLimit: MAX_BODY }, (request, reply) => {
    const foreign = access.foreignOrigin(request.raw)
    if (foreign !== undefined) throw new SojournError('FORBIDDEN', foreign)
    if (!isValid(credentials.parse(request.body))) {
      throw new SojournError(
        'UNAUTHORIZED',
        'This token is wrong, or the link was used before or is too old; the server’s token always works',
      )
    }
    reply.header('set-cookie', access.cookie.issue())
    return isForm(request) ? reply.redirect('/', 303) : reply.code(204).send()
  })

  app.post('/logout', { bodyLimit: MAX_BODY }, (_, reply) =>
    reply.header('set-cookie', access.cookie.clear()).code(204).send(),
  )

  // For the command line: a fresh link for somebody who has the token.
  app.post('/login/links', { bodyLimit: MAX_BODY }, (_, reply) => {
    const { code, expiresAt } = access.codes.issue()
    return reply
      .code(201)
      .header('cache-control', 'no-store')
      .send({ path: `/login#code=${code}`, expiresAt: new Date(expiresAt).toISOString() })
  })
}

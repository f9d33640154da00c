import { hash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Actor } from '@sojourn/core/runtime/agent-runtime'
import type { OriginPolicy } from './browser-origin.ts'
import { foreignOrigin } from './browser-origin.ts'
import { LoginCodes } from './login-codes.ts'
import { LoginCookie } from './login-cookie.ts'

/** `foreign`: there are credentials, but a page of another site may have made the browser send them. */
export type Identification = { kind: 'known'; actor: Actor } | { kind: 'unknown' } | { kind: 'foreign'; detail: string }

export interface AccessOptions extends OriginPolicy {
  auth: 'on' | 'off'
  token: string
}

const projectId = 'default'
const actorOf = (by: string): Actor => ({ projectId, by, source: 'user' })
/** What is recorded as `by`: which kind of credential acted. */
const actors = { token: actorOf('token'), cookie: actorOf('console'), open: actorOf('local') }

const digest = (text: string): Buffer => hash('sha256', text, 'buffer')

/** Who a request comes from: a bearer token, the log-in cookie, or anybody on this machine when access control is off. */
export class AccessControl {
  readonly codes = new LoginCodes()
  readonly cookie: LoginCookie
  readonly #options: AccessOptions
  readonly #tokenDigest: Buffer

  constructor(options: AccessOptions) {
    this.#options = options
    this.#tokenDigest = digest(options.token)
    const secure = options.allowedOrigins.some((origin) => origin.startsWith('https:'))
    this.cookie = new LoginCookie(options.token, secure)
  }

  /** Compares in constant time. */
  isToken(candidate: string): boolean {
    return timingSafeEqual(digest(candidate), this.#tokenDigest)
  }

  /** The actor of a token that did not come in a header. */
  actorOfToken(candidate: string | undefined): Actor | null {
    return candidate !== undefined && this.isToken(candidate) ? actors.token : null
  }

  identify(request: IncomingMessage): Identification {
    const bearer = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
    // Whoever sends a token means it: a wrong one is not made good by a cookie.
    if (bearer !== undefined) return this.isToken(bearer) ? { kind: 'known', actor: actors.token } : { kind: 'unknown' }
    const actor = this.#ambientActor(request)
    if (!actor) return { kind: 'unknown' }
    const detail = this.foreignOrigin(request)
    return detail === undefined ? { kind: 'known', actor } : { kind: 'foreign', detail }
  }

  /** Why the request may come from another site's page; undefined when it does not. */
  foreignOrigin(request: IncomingMessage): string | undefined {
    return foreignOrigin(request, this.#options)
  }

  #ambientActor(request: IncomingMessage): Actor | null {
    if (this.#options.auth === 'off') return actors.open
    return this.cookie.isIn(request.headers.cookie) ? actors.cookie : null
  }
}

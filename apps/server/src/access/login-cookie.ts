import { createHmac, timingSafeEqual } from 'node:crypto'

const LIFETIME_SECONDS = 30 * 24 * 3600

const sign = (token: string, text: string): string => createHmac('sha256', token).update(text).digest('base64url')

const equal = (left: string, right: string): boolean =>
  left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right))

/**
 * The cookie of a browser that has logged in. Its value is an expiry signed with the token: it says nothing about the
 * token, survives restarts, and a new token makes every cookie worthless.
 */
export class LoginCookie {
  /** Differs per token, because browsers share cookies between the ports of one host. */
  readonly name: string
  readonly #token: string
  readonly #attributes: string

  constructor(token: string, secure: boolean) {
    this.#token = token
    this.name = `sojourn_${sign(token, 'cookie name').slice(0, 8).replaceAll(/[-_]/g, '0')}`
    this.#attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
  }

  /** The `Set-Cookie` header that logs in. */
  issue(now: number = Date.now()): string {
    const expiresAt = String(Math.floor(now / 1000) + LIFETIME_SECONDS)
    return `${this.name}=${expiresAt}.${sign(this.#token, `login ${expiresAt}`)}; Max-Age=${LIFETIME_SECONDS}; ${this.#attributes}`
  }

  /** The `Set-Cookie` header that logs out. */
  clear(): string {
    return `${this.name}=; Max-Age=0; ${this.#attributes}`
  }

  /** Whether a `Cookie` header holds a valid one. */
  isIn(header: string | undefined, now: number = Date.now()): boolean {
    const prefix = `${this.name}=`
    const value = header
      ?.split(';')
      .map((part) => part.trim())
      .find((part) => part.startsWith(prefix))
      ?.slice(prefix.length)
    const [expiresAt = '', signature = ''] = value?.split('.') ?? []
    return equal(signature, sign(this.#token, `login ${expiresAt}`)) && Number(expiresAt) * 1000 > now
  }
}

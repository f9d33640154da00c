import { createHash, randomBytes } from 'node:crypto'

const LIFETIME_MS = 15 * 60_000
const MOST_AT_ONCE = 100

const hash = (code: string): string => createHash('sha256').update(code).digest('base64')

/**
 * One-time codes that a browser exchanges for a cookie. A code works once and for 15 minutes, so a link that ended up in a
 * history or a log is worth nothing. Kept as hashes, in memory only: a restart makes the old ones worthless.
 */
export class LoginCodes {
  readonly #expiry = new Map<string, number>()

  issue(now: number = Date.now()): { code: string; expiresAt: number } {
    for (const [key, expiresAt] of this.#expiry) if (expiresAt <= now) this.#expiry.delete(key)
    const [oldest] = this.#expiry.keys()
    if (oldest !== undefined && this.#expiry.size >= MOST_AT_ONCE) this.#expiry.delete(oldest)
    const code = randomBytes(24).toString('base64url')
    const expiresAt = now + LIFETIME_MS
    this.#expiry.set(hash(code), expiresAt)
    return { code, expiresAt }
  }

  /** True once per code. */
  redeem(code: string, now: number = Date.now()): boolean {
    const key = hash(code)
    const expiresAt = this.#expiry.get(key)
    this.#expiry.delete(key)
    return expiresAt !== undefined && expiresAt > now
  }
}

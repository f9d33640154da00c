import type { SojournError } from '@sojourn/contract/error'
import type { Contact } from '../nouns/call.ts'
import { type Backoff, backoffMs, wait } from './backoff.ts'
import { isPassing } from './retry.ts'

/**
 * Where a stream stands. `live`: everything up to `seq` has been delivered and the stream waits for what comes next.
 * `waiting`: the connection broke off (or never came about); the next try is in `retryInMs`.
 */
export type ConnectionState =
  | { state: 'connecting' }
  | { state: 'open' }
  | { state: 'live'; seq: number }
  | { state: 'waiting'; retryInMs: number; error: SojournError | null }
  | { state: 'closed' }

export interface FollowOptions {
  /** Ends the stream. */
  signal?: AbortSignal | undefined
  /** Hears how the connection is doing. */
  onConnection?: ((state: ConnectionState) => void) | undefined
}

export interface Reconnecting<Frame> {
  /** Opens one connection, from where the caller's cursor is. */
  connect: (signal: AbortSignal) => AsyncIterable<Frame>
  backoff: Backoff
  contact: Contact
  /** Tries to reach a server that has never answered; one that has is tried for as long as the stream is wanted. */
  retries: number
  options: FollowOptions
}

/**
 * One stream out of many connections: what ends or breaks off is opened again, with growing waits, until the signal
 * aborts (which ends it quietly) or the server refuses (which throws: no such session, no access).
 */
export async function* follow<Frame>(stream: Reconnecting<Frame>): AsyncGenerator<Frame, void> {
  const { options, backoff } = stream
  const tell = options.onConnection ?? (() => undefined)
  const owner = new AbortController()
  const end = () => owner.abort(options.signal?.reason)
  if (options.signal?.aborted) end()
  else options.signal?.addEventListener('abort', end, { once: true })
  const attempts = new Attempts(stream)
  try {
    while (!owner.signal.aborted) {
      tell({ state: 'connecting' })
      const error = yield* connection(stream, { signal: owner.signal, tell, attempts })
      if (owner.signal.aborted) return
      if (error && (!isPassing(error) || attempts.hopeless)) throw error
      const retryInMs = backoffMs(backoff, attempts.failed())
      tell({ state: 'waiting', retryInMs, error: isPassing(error) ? error : null })
      await wait(retryInMs, owner.signal).catch(() => undefined)
    }
  } finally {
    options.signal?.removeEventListener('abort', end)
    owner.abort()
    tell({ state: 'closed' })
  }
}

interface Connection {
  signal: AbortSignal
  tell: (state: ConnectionState) => void
  attempts: Attempts
}

/** The frames of one connection. Returns why it broke off, or null when the server ended it. */
async function* connection<Frame>(
  { connect }: Reconnecting<Frame>,
  { signal, tell, attempts }: Connection,
): AsyncGenerator<Frame, unknown> {
  try {
    let open = false
    for await (const frame of connect(signal)) {
      if (!open) tell({ state: 'open' })
      open = true
      attempts.succeeded()
      yield frame
    }
    return null
  } catch (error) {
    return error
  }
}

class Attempts {
  #failures = 0
  readonly #contact: Contact
  readonly #retries: number

  constructor({ contact, retries }: { contact: Contact; retries: number }) {
    this.#contact = contact
    this.#retries = retries
  }

  succeeded(): void {
    this.#failures = 0
    this.#contact.made = true
  }

  /** Number of failures in a row, this one included. */
  failed(): number {
    this.#failures += 1
    return this.#failures
  }

  get hopeless(): boolean {
    return !this.#contact.made && this.#failures >= this.#retries
  }
}

import type { SojournError } from '@sojourn/contract/error'
import type { Backoff } from '../stream/backoff.ts'
import { isPassing, retry } from '../stream/retry.ts'
import type { Transport } from '../transport/transport.ts'

/** What every call takes beside its input. */
export interface CallOptions {
  /** Gives up waiting for the answer; what the server has begun goes on. */
  signal?: AbortSignal | undefined
  /**
   * Makes a mutation safe to repeat for 24 hours: the same key and input give the first answer again, so with a key
   * the client repeats by itself what the network lost.
   */
  idempotencyKey?: string | undefined
}

/** What a mutation answers with: the value, and the seq in the log from which its effects can be read. */
export type Committed<Value> = Value & { seq: number }

/** A method of a noun. */
export type Method<Input, Output> = (input: Input, options?: CallOptions) => Promise<Output>

export type MethodKind = 'query' | 'mutation'

/** Whether the server has ever answered: one that has is waited for, one that never was there is an error. */
export interface Contact {
  made: boolean
}

export interface Caller {
  transport: Transport
  backoff: Backoff
  retries: number
  contact: Contact
}

/**
 * Calls one procedure, again where that is safe: a query, a mutation with a key, and whatever has surely not happened.
 * A mutation whose answer got lost is not repeated without a key: it may have happened.
 */
export const call = async (
  { transport, backoff, retries, contact }: Caller,
  request: { procedure: string; kind: MethodKind; input: unknown },
  { signal, idempotencyKey }: CallOptions = {},
): Promise<unknown> => {
  signal?.throwIfAborted()
  const repeatable = request.kind === 'query' || idempotencyKey !== undefined
  const answer = await retry(() => transport.call({ ...request, idempotencyKey, signal }), {
    retries,
    backoff,
    signal,
    when: (error) => isPassing(error) && (repeatable || hasNotHappened(error)),
  })
  contact.made = true
  return answer
}

const hasNotHappened = ({ code, meta }: SojournError): boolean =>
  code === 'SHUTTING_DOWN' || code === 'STORE_UNAVAILABLE' || meta?.sent === false

/**
 * The methods of a noun, one procedure each. The cast trusts the server: that interface and procedures agree is proven
 * against the server's router by a type test.
 */
export const bindNoun = <Api extends object>(
  caller: Caller,
  noun: string,
  kinds: Readonly<Record<keyof Api, MethodKind>>,
): Api =>
  Object.fromEntries(
    Object.entries<MethodKind>(kinds).map(([name, kind]) => [
      name,
      (input: unknown, options?: CallOptions) => call(caller, { procedure: `${noun}.${name}`, kind, input }, options),
    ]),
  ) as Api

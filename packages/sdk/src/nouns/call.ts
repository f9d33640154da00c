import type { Backoff } from '../stream/backoff.ts'
import { retry } from '../stream/retry.ts'
import type { ProcedureCall, Transport } from '../transport/transport.ts'

/** What every call takes beside its input. */
export interface CallOptions {
  /** Gives up waiting for the answer; what the server has begun goes on. */
  signal?: AbortSignal | undefined
  /**
   * Makes a mutation safe to repeat for 24 hours: the same key and input give the first answer again. With a key the
   * client also repeats by itself what the network lost. Calls that create something get one when you give none.
   */
  idempotencyKey?: string | undefined
}

/** What a mutation answers with: the value, and the seq in the log from which its effects can be read. */
export type Committed<Value> = Value & { seq: number }

/** A method of a noun. */
export type Method<Input, Output> = (input: Input, options?: CallOptions) => Promise<Output>

/** `creation` is a mutation that must not happen twice, whatever the network does to the answer. */
export type MethodKind = 'query' | 'mutation' | 'creation'

export interface Caller {
  transport: Transport
  backoff: Backoff
  retries: number
}

const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Calls one procedure, again where that is safe and the failure is one of the network's. */
export const call = async (
  { transport, backoff, retries }: Caller,
  request: { procedure: string; kind: MethodKind; input: unknown },
  { signal, idempotencyKey = request.kind === 'creation' ? newKey() : undefined }: CallOptions = {},
): Promise<unknown> => {
  signal?.throwIfAborted()
  const kind = request.kind === 'query' ? 'query' : 'mutation'
  const once: ProcedureCall = { procedure: request.procedure, kind, input: request.input, idempotencyKey, signal }
  const repeatable = kind === 'query' || idempotencyKey !== undefined
  return retry(() => transport.call(once), { retries: repeatable ? retries : 0, backoff, signal })
}

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

import { createHash } from 'node:crypto'
import { type ErrorCode, SojournError } from '@sojourn/contract/error'
import { isoTime } from '../ports/clock.ts'
import type { IdempotencyRecord } from '../ports/records.ts'
import type { Actor } from './agent-runtime.ts'
import type { RuntimeContext } from './runtime-context.ts'

/** How long a key is remembered, milliseconds. */
export const rememberedMs = 24 * 3_600_000
/** How often old keys are forgotten, milliseconds. */
const pruneEveryMs = 3_600_000

/** A mutation that its caller may repeat. */
export interface RepeatableCall {
  key: string
  /** Name of the procedure. */
  operation: string
  /** As parsed: what means the same is the same. */
  input: unknown
}

/** After these nobody knows what has happened, or something has: the claim stays, and a repetition goes on from it. */
const uncertain: ReadonlySet<ErrorCode> = new Set(['STORE_UNAVAILABLE', 'SHUTTING_DOWN', 'INTERNAL', 'AWAIT_TIMEOUT'])
const hasDoneNothing = (error: unknown): boolean => error instanceof SojournError && !uncertain.has(error.code)

/** Object keys in one order, so that two ways to write an input are one. */
const sorted = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)))
    : value

const hashOf = (input: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(input ?? null, sorted))
    .digest('hex')

/** The claim of this call, and whether an earlier execution may have done its work already. */
const claim = async (
  { store, ids, clock }: RuntimeContext,
  actor: Actor,
  { key, operation, input }: RepeatableCall,
): Promise<{ record: IdempotencyRecord; again: boolean }> => {
  const now = clock.now()
  const oldest = isoTime(now - rememberedMs)
  const { projectId } = actor
  const record = {
    projectId,
    key,
    operation,
    inputHash: hashOf(input),
    seedId: ids.next(),
    createdAt: isoTime(now),
    answer: null,
  }
  let known = await store.claimKey(record)
  if (known && known.createdAt < oldest) {
    await store.releaseKey(known)
    known = await store.claimKey(record)
  }
  if (!known) return { record, again: false }
  if (known.operation !== operation || known.inputHash !== record.inputHash) {
    throw new SojournError('IDEMPOTENCY_MISMATCH', `The key was used for another ${known.operation}.`)
  }
  return { record: known, again: true }
}

/** Executes mutations under a key: any number of times asked, done once ([R11]). */
export class CallOnce {
  readonly #context: RuntimeContext
  #prunedAt = Number.NEGATIVE_INFINITY

  constructor(context: RuntimeContext) {
    this.#context = context
  }

  /**
   * The first answer of `work` for this key, within 24 hours; repetitions that arrive at the same time wait for it. The
   * key is claimed before the work, together with the id of what the work makes: when the process dies before it has
   * answered, the next execution finds what the first has made. A refusal is not remembered, because it has changed nothing.
   */
  run<Output>(actor: Actor, call: RepeatableCall, work: (actor: Actor) => Promise<Output>): Promise<Output> {
    return this.#context.keyedCalls.run(`${actor.projectId}\n${call.key}`, () => this.#run(actor, call, work))
  }

  async #run<Output>(actor: Actor, call: RepeatableCall, work: (actor: Actor) => Promise<Output>): Promise<Output> {
    const { store } = this.#context
    await this.#prune()
    const { record, again } = await claim(this.#context, actor, call)
    if (record.answer !== null) return JSON.parse(record.answer) as Output
    const once = { id: record.seedId, since: record.createdAt, again, marked: new Set<string>() }
    try {
      const output = await work({ ...actor, once })
      await store.answerKey(record, JSON.stringify(output))
      return output
    } catch (error) {
      if (hasDoneNothing(error)) await store.releaseKey(record)
      throw error
    }
  }

  async #prune(): Promise<void> {
    const now = this.#context.clock.now()
    if (now - this.#prunedAt < pruneEveryMs) return
    this.#prunedAt = now
    await this.#context.store.pruneKeys(isoTime(now - rememberedMs))
  }
}

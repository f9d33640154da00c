import { SojournError } from '@sojourn/contract/error'
import type { SessionStore } from '../ports/session-store.ts'

type Method = { [Key in keyof SessionStore]: SessionStore[Key] extends string ? never : Key }[keyof SessionStore]

const never = new Promise<never>(() => {})

/**
 * A runtime's way to its store, in the hands of a test: calls are counted, can fail or wait, and the whole line can be
 * cut as by the death of the process: nothing that is called from then on reaches the store or is ever answered.
 */
export class StoreLink {
  readonly store: SessionStore
  readonly #calls = new Map<string, number>()
  readonly #failures = new Map<string, unknown[]>()
  readonly #held = new Map<string, Promise<void>>()
  readonly #delayed = new Map<string, Promise<void>>()
  readonly #arrivals = new Set<() => void>()
  readonly #underWay = new Set<Promise<unknown>>()
  #lostAnswers = 0
  #isCut = false
  #cutsAfterAppend = false

  constructor(target: SessionStore) {
    this.store = new Proxy(target, {
      get: (object, key) => {
        const value: unknown = Reflect.get(object, key, object)
        if (typeof value !== 'function') return value
        return (...given: unknown[]) => this.#call(String(key), () => this.#track(Reflect.apply(value, object, given)))
      },
    })
  }

  /** How often the method was called. */
  calls(method: Method): number {
    return this.#calls.get(method) ?? 0
  }

  /** The next `times` calls of the method fail and have no effect. */
  fail(method: Method, { times = 1, error = unavailable() }: { times?: number; error?: unknown } = {}): void {
    this.#failures.set(method, [...(this.#failures.get(method) ?? []), ...Array.from({ length: times }, () => error)])
  }

  /** The method works again. */
  mend(method: Method): void {
    this.#failures.delete(method)
    if (method === 'append') this.#lostAnswers = 0
  }

  /** The next append is stored, but its answer gets lost: nobody who waits for it knows. */
  loseAnswerOfAppend(): void {
    this.#lostAnswers += 1
  }

  /** The next call of the method does its work at once but is answered only when the test says so, by calling what this answers. */
  delayNextAnswer(method: Method): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#delayed.set(method, promise)
    return resolve
  }

  /** Resolves once the method has been called `count` times since the start. */
  async untilCalled(method: Method, count = 1): Promise<void> {
    while (this.calls(method) < count) {
      await new Promise<void>((resolve) => this.#arrivals.add(resolve))
    }
  }

  /** Calls of the method wait from now on; the answer lets them all go. */
  hold(method: Method): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#held.set(method, promise)
    return () => {
      this.#held.delete(method)
      resolve()
    }
  }

  /** Lets everything that is ready happen, however long the store takes: `turns` of the event loop in which it is asked nothing. */
  async quiet(turns = 12): Promise<void> {
    for (let turn = 0; turn < turns; turn += 1) {
      await new Promise<void>((resolve) => setImmediate(resolve))
      if (this.#underWay.size === 0) continue
      await Promise.race(this.#underWay)
      turn = 0
    }
  }

  #track(answering: unknown): unknown {
    if (!(answering instanceof Promise)) return answering
    const settled = Promise.allSettled([answering])
    this.#underWay.add(settled)
    void settled.then(() => this.#underWay.delete(settled))
    return answering
  }

  cut(): void {
    this.#isCut = true
  }

  /** Cuts the line right after the next append, which is stored and answered. */
  cutAfterAppend(): void {
    this.#cutsAfterAppend = true
  }

  async #call(method: string, call: () => unknown): Promise<unknown> {
    if (this.#isCut) return never
    this.#calls.set(method, (this.#calls.get(method) ?? 0) + 1)
    for (const arrived of this.#arrivals) arrived()
    this.#arrivals.clear()
    await this.#held.get(method)
    if (this.#isCut) return never
    const failures = this.#failures.get(method) ?? []
    if (failures.length > 0) throw failures.shift()
    const delayed = this.#delayed.get(method)
    this.#delayed.delete(method)
    const answer = await call()
    await delayed
    // A process that has died in the meantime does not learn of it.
    if (this.#isCut) return never
    if (method === 'append' && this.#cutsAfterAppend) this.#isCut = true
    if (method === 'append' && this.#lostAnswers > 0) {
      this.#lostAnswers -= 1
      throw unavailable()
    }
    return answer
  }
}

const unavailable = () => new SojournError('STORE_UNAVAILABLE', 'The test took the store away.')

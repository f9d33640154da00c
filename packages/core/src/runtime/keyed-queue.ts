/** Does the work under one key one after the other; different keys do not wait for each other. */
export class KeyedQueue {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Resolves or rejects as `work` does, which starts when all earlier work under `key` has ended. */
  async run<Value>(key: string, work: () => Promise<Value>): Promise<Value> {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    const earlier = this.#last.get(key)
    this.#last.set(key, ended)
    try {
      await earlier
      return await work()
    } finally {
      if (this.#last.get(key) === ended) this.#last.delete(key)
      end()
    }
  }
}

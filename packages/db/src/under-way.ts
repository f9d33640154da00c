/** What a store has begun and not finished, so that closing it can wait. */
export class UnderWay {
  readonly #promises = new Set<Promise<unknown>>()

  /** Answers with what `promise` answers. */
  async track<Result>(promise: Promise<Result>): Promise<Result> {
    this.#promises.add(promise)
    try {
      return await promise
    } finally {
      this.#promises.delete(promise)
    }
  }

  /** Resolves when everything that is under way now has ended, well or not. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#promises)
  }
}

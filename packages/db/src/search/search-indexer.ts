/** Entries of the backlog that one slice takes: a few milliseconds of work, and one transaction. */
export const sliceSize = 200

/** How long news wait, so that one transaction takes much of it and no run waits for it, milliseconds. */
const patienceMs = 1_000

/** Between slices it rests this many times as long as the last one took, unless somebody waits. */
const restShare = 9

/** Takes up to `sliceSize` entries off the backlog into the index, in one transaction; answers how many. */
export type IndexSlice = () => number | Promise<number>

/**
 * Brings what appends leave in the backlog into the search index (docs/decisions/0012): a while later, in slices, and at
 * once when somebody searches. The backlog is in the database, so what a process leaves undone the next one finds.
 */
export class SearchIndexer {
  readonly #indexSlice: IndexSlice
  /** One slice at a time, in the order of asking. Never rejects. */
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0
  #timer: NodeJS.Timeout | undefined
  #endRest: (() => void) | undefined
  #closed = false

  constructor(indexSlice: IndexSlice) {
    this.#indexSlice = indexSlice
  }

  /** To be called after an append, and after opening. */
  noteNews(): void {
    if (this.#timer !== undefined || this.#closed) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      // Should the store be out of reach, the next append or search tries again.
      this.#enqueue().catch(() => {})
    }, patienceMs)
    this.#timer.unref()
  }

  /** Everything that was committed before the call can be found afterwards. Throws what the store throws. */
  async catchUp(): Promise<void> {
    this.#waiting += 1
    this.#endRest?.()
    try {
      await this.#enqueue()
    } finally {
      this.#waiting -= 1
    }
  }

  /** Finishes the slice that is under way; the rest stays in the backlog. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#endRest?.()
    await this.#last
  }

  #enqueue(): Promise<void> {
    const pass = this.#last.then(() => this.#work())
    this.#last = pass.catch(() => {})
    return pass
  }

  async #work(): Promise<void> {
    while (!this.#closed) {
      const begun = performance.now()
      // One that is not full has seen the end of the backlog.
      if ((await this.#indexSlice()) < sliceSize) return
      await this.#rest(this.#waiting > 0 ? 0 : restShare * (performance.now() - begun))
    }
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#endRest = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

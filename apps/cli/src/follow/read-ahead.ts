interface Watcher<Item> {
  matches: (item: Item) => boolean
  then: () => void
}

/**
 * Reads an iterable to its end as fast as it comes, so that what lies ahead can be seen before it is its turn. Made for
 * prompts: while somebody thinks about an answer, somebody else may give one.
 */
export class ReadAhead<Item> {
  readonly #waiting: Item[] = []
  readonly #watchers = new Set<Watcher<Item>>()
  #failure: { error: unknown } | null = null
  #ended = false
  #wake: () => void = () => undefined

  constructor(items: AsyncIterable<Item>) {
    void this.#read(items)
  }

  /** The items in order. Throws what the iterable threw. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void> {
    for (;;) {
      const [item] = this.#waiting.splice(0, 1)
      if (item !== undefined) yield item
      else if (this.#failure) throw this.#failure.error
      else if (this.#ended) return
      else await this.#news()
    }
  }

  /** Calls back when an item that matches is ahead, or the end. What it gives ends the watch. */
  whenAhead(matches: (item: Item) => boolean, then: () => void): () => void {
    if (this.#ended || this.#waiting.some(matches)) then()
    const watcher: Watcher<Item> = { matches, then }
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  async #read(items: AsyncIterable<Item>): Promise<void> {
    try {
      for await (const item of items) {
        this.#waiting.push(item)
        for (const { matches, then } of this.#watchers) if (matches(item)) then()
        this.#wake()
      }
    } catch (error) {
      this.#failure = { error }
    }
    this.#ended = true
    for (const { then } of this.#watchers) then()
    this.#wake()
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}

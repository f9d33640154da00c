interface Entry<Item> {
  time: string
  make: () => Item
}

const byTime = (left: Entry<unknown>, right: Entry<unknown>): number =>
  left.time < right.time ? -1 : left.time > right.time ? 1 : 0

/** The `limit` earliest of any number of things: only these are made, and no more than twice as many are kept. */
export class Earliest<Item> {
  readonly #limit: number
  #kept: Entry<Item>[] = []
  /** What is later than this is not among the earliest. */
  #latest: string | null = null
  #total = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** `time`: ISO-8601. */
  add(time: string, make: () => Item): void {
    this.#total += 1
    if (this.#latest !== null && time >= this.#latest) return
    this.#kept.push({ time, make })
    if (this.#kept.length === 2 * this.#limit) this.#cut()
  }

  get list(): { total: number; items: Item[] } {
    this.#cut()
    return { total: this.#total, items: this.#kept.map(({ make }) => make()) }
  }

  #cut(): void {
    this.#kept = this.#kept.sort(byTime).slice(0, this.#limit)
    if (this.#kept.length === this.#limit) this.#latest = this.#kept.at(-1)?.time ?? null
  }
}

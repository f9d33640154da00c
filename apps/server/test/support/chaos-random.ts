/** Numbers that look random and follow from their seed alone (mulberry32), so that what failed can be played again. */
export class ChaosRandom {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** At least 0, less than 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  oneOf<Item>(items: readonly Item[]): Item {
    const item = items[this.between(0, items.length - 1)]
    if (item === undefined) throw new Error('Nothing to choose from')
    return item
  }
}

/** Given with SOJOURN_CHAOS_SEED, else new every time; test titles name it. */
export const chaosSeed = (): number => Number(process.env.SOJOURN_CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 31))

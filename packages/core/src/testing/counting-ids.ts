import type { IdSource } from '../ports/id-source.ts'

/** Ids that a person can read: `prefix-1`, `prefix-2`, … */
export class CountingIds implements IdSource {
  #count = 0
  readonly #prefix: string

  constructor(prefix = 'id') {
    this.#prefix = prefix
  }

  next(): string {
    this.#count += 1
    return `${this.#prefix}-${this.#count}`
  }
}

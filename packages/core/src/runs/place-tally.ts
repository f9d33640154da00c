/** Places that are taken, by host and by agent: real ones, or as they would be when those who wait had taken theirs. */
export class PlaceTally {
  total: number
  readonly #byAgent: Map<string, number>

  constructor(total = 0, byAgent: ReadonlyMap<string, number> = new Map()) {
    this.total = total
    this.#byAgent = new Map(byAgent)
  }

  of(agentKey: string): number {
    return this.#byAgent.get(agentKey) ?? 0
  }

  change(agentKey: string, by: 1 | -1): void {
    this.total += by
    const left = this.of(agentKey) + by
    if (left === 0) this.#byAgent.delete(agentKey)
    else this.#byAgent.set(agentKey, left)
  }

  copy(): PlaceTally {
    return new PlaceTally(this.total, this.#byAgent)
  }
}

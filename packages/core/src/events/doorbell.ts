/**
 * Wakes one waiter. Rings while nobody waits are remembered once, so none is lost between looking and waiting. Armed
 * once per follower: the signal gets one listener, however long the follower lives.
 */
export class Doorbell {
  #rung = false
  #wake: (() => void) | null = null

  readonly ring = (): void => {
    this.#rung = true
    this.#wake?.()
  }

  /** Resolves at the next ring, at once when it rang since the last wait. */
  async wait(): Promise<void> {
    if (!this.#rung) await new Promise<void>((resolve) => (this.#wake = resolve))
    this.#wake = null
    this.#rung = false
  }
}

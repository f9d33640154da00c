/** Work that waits before whoever fills the queue has to wait too. */
const maxWaiting = 2_000

/**
 * What an agent said, worked off one after the other: handlers of the SDK run side by side, and the log is written in
 * the order in which things were said.
 */
export class UpdateQueue {
  #last: Promise<void> = Promise.resolve()
  #waiting = 0

  /** Resolves, or rejects, as the work does; the next piece is done in any case. */
  add<Value>(work: () => Promise<Value> | Value): Promise<Value> {
    this.#waiting++
    const done = this.#last.then(work).finally(() => {
      this.#waiting--
    })
    this.#last = done.then(
      () => {},
      () => {},
    )
    return done
  }

  /** Resolves when everything that was added before is done. */
  idle(): Promise<void> {
    return this.#last
  }

  /** Resolves when there is room again. */
  async room(): Promise<void> {
    if (this.#waiting >= maxWaiting) await this.idle()
  }
}

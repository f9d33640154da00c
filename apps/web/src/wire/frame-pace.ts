/** Animation frames stop in a hidden tab; a timer of so many milliseconds stands in for them. */
const hiddenFrameMs = 250

/** Does work in an animation frame, and no sooner than a given time after it was done last. */
export class FramePace {
  #cancel: (() => void) | null = null
  #doneAt = Number.NEGATIVE_INFINITY

  /** Nothing happens when it is scheduled already. */
  schedule(work: () => void, { restMs }: { restMs: number }): void {
    if (this.#cancel) return
    const run = () => {
      this.cancel()
      this.#doneAt = performance.now()
      work()
    }
    let timer: ReturnType<typeof setTimeout> | undefined
    let frame = 0
    const inFrame = () => {
      timer = setTimeout(run, hiddenFrameMs)
      frame = requestAnimationFrame(run)
    }
    this.#cancel = () => {
      clearTimeout(timer)
      cancelAnimationFrame(frame)
    }
    const waitMs = this.#doneAt + restMs - performance.now()
    if (waitMs > 0) timer = setTimeout(inFrame, waitMs)
    else inFrame()
  }

  cancel(): void {
    this.#cancel?.()
    this.#cancel = null
  }
}

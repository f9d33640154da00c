import { SojournError } from '@sojourn/contract/error'

/** How often the clock is looked at, milliseconds. */
const lookMs = 200

export interface PromptWatchOptions {
  promptTimeoutMs: number | undefined
  silenceTimeoutMs: number
  /** When the agent last sent something, milliseconds of `performance.now()`. */
  lastLife: () => number
  /** Called once, when the agent has used up its time. */
  onLate: (error: SojournError) => void
}

/** Bounds how long an agent works on a prompt, and how long it may say nothing. Time in which people are asked is theirs. */
export class PromptWatch {
  readonly #options: PromptWatchOptions
  readonly #timer: NodeJS.Timeout
  #asked = 0
  #worked = 0
  #looked = performance.now()
  #peopleUntil = performance.now()

  constructor(options: PromptWatchOptions) {
    this.#options = options
    const { promptTimeoutMs, silenceTimeoutMs } = options
    const every = Math.min(lookMs, silenceTimeoutMs, promptTimeoutMs ?? lookMs)
    this.#timer = setInterval(() => this.#look(), every)
  }

  /** People are asked, or have answered. */
  waits(isWaiting: boolean): void {
    this.#look()
    this.#asked += isWaiting ? 1 : -1
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const now = performance.now()
    if (this.#asked > 0) this.#peopleUntil = now
    else this.#worked += now - this.#looked
    this.#looked = now
    const { promptTimeoutMs, silenceTimeoutMs, lastLife, onLate } = this.#options
    const silentMs = now - Math.max(lastLife(), this.#peopleUntil)
    const words =
      promptTimeoutMs !== undefined && this.#worked > promptTimeoutMs
        ? `The agent did not finish within ${promptTimeoutMs / 1000} s (promptTimeoutMs).`
        : silentMs > silenceTimeoutMs
          ? `The agent said nothing for ${silenceTimeoutMs / 1000} s (silenceTimeoutMs).`
          : null
    if (words === null) return
    this.close()
    onLate(new SojournError('RUNNER_FAILED', words))
  }
}

import type { StoreStatus } from '@sojourn/contract/operations'
import { type Clock, isoTime } from '../ports/clock.ts'
import type { EventLog } from '../ports/session-store.ts'

interface Sample {
  at: number
  tookMs: number
}

/** How far back it looks, milliseconds. */
const windowMs = 5 * 60_000
/** Transactions it remembers; under load they reach back less far. */
const capacity = 1_024

/** How long the store's latest appends took: a ring of the newest. One that failed counts with the time that it took. */
export class AppendTimes {
  readonly #clock: Clock
  readonly #ring: Sample[] = []
  #next = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The same log, measured. */
  measure(log: Pick<EventLog, 'append'>): Pick<EventLog, 'append'> {
    return {
      append: async (requests) => {
        const start = this.#clock.elapsed()
        try {
          return await log.append(requests)
        } finally {
          this.#note(this.#clock.elapsed() - start)
        }
      },
    }
  }

  get status(): StoreStatus['appends'] {
    const oldest = this.#clock.now() - windowMs
    const samples = this.#ring.filter(({ at }) => at >= oldest)
    if (samples.length === 0) return null
    const times = samples.map(({ tookMs }) => tookMs).sort((a, b) => a - b)
    const at = (share: number): number => rounded(times[Math.ceil(share * times.length) - 1] ?? 0)
    const since = isoTime(samples.reduce((first, sample) => Math.min(first, sample.at), Number.POSITIVE_INFINITY))
    return { count: times.length, since, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) }
  }

  #note(tookMs: number): void {
    this.#ring[this.#next] = { at: this.#clock.now(), tookMs }
    this.#next = (this.#next + 1) % capacity
  }
}

/** Microseconds are as fine as anybody needs. */
const rounded = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000

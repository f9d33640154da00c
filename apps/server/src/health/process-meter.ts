import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { HostProcess } from '@sojourn/contract/operations'

type Delay = HostProcess['eventLoopDelay']

/** How often a timer looks whether it comes late, milliseconds. */
const RESOLUTION_MS = 20
/** Two windows of this length tell of the last 30 to 60 seconds, as long as somebody keeps asking. */
const HALF_MS = 30_000

const spreadOf = (histogram: ReturnType<typeof monitorEventLoopDelay>): Delay => {
  // It measures from timer to timer: the time that the timer was asked to wait is no delay.
  const late = (nanoseconds: number): number =>
    histogram.count === 0 ? 0 : Math.max(0, Math.round(nanoseconds / 1e3) / 1e3 - RESOLUTION_MS)
  return { p50Ms: late(histogram.percentile(50)), p99Ms: late(histogram.percentile(99)), maxMs: late(histogram.max) }
}

const worse = (one: Delay, other: Delay): Delay => ({
  p50Ms: Math.max(one.p50Ms, other.p50Ms),
  p99Ms: Math.max(one.p99Ms, other.p99Ms),
  maxMs: Math.max(one.maxMs, other.maxMs),
})

/** Measures this process: its memory, and by how much its timers come late. Its own timer ends with `close`. */
export class ProcessMeter {
  readonly #delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  #windowStart = performance.now()
  /** Of the window before: one that has just begun knows little. */
  #before: Delay | undefined

  constructor() {
    this.#delays.enable()
  }

  readonly measure = (): HostProcess => {
    const { rss, heapUsed } = process.memoryUsage()
    return { residentBytes: rss, heapUsedBytes: heapUsed, eventLoopDelay: this.#delay() }
  }

  close(): void {
    this.#delays.disable()
  }

  #delay(): Delay {
    const current = spreadOf(this.#delays)
    const delay = this.#before ? worse(this.#before, current) : current
    const age = performance.now() - this.#windowStart
    if (age >= HALF_MS) {
      // What nobody asked about for longer is past.
      this.#before = age < 2 * HALF_MS ? current : undefined
      this.#windowStart = performance.now()
      this.#delays.reset()
    }
    return delay
  }
}

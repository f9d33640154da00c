import type { Clock } from '../ports/clock.ts'

interface Alarm {
  at: number
  ring: () => void
}

/**
 * All waiting of a host on one timer: expiries, timeouts, due runs. Keyed, so that setting an alarm again moves it. The
 * number of alarms is small (what is pending, not what exists), so the next one is found by looking.
 */
export class Alarms {
  readonly #clock: Clock
  readonly #alarms = new Map<string, Alarm>()
  #cancelTimer: (() => void) | null = null
  #timerAt = Number.POSITIVE_INFINITY

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Calls `ring` once at `at` (milliseconds since the epoch), soon when that is past. */
  set(key: string, at: number, ring: () => void): void {
    this.#alarms.set(key, { at, ring })
    if (at < this.#timerAt) this.#arm(at)
  }

  clear(key: string): void {
    this.#alarms.delete(key)
  }

  has(key: string): boolean {
    return this.#alarms.has(key)
  }

  close(): void {
    this.#alarms.clear()
    this.#cancelTimer?.()
    this.#cancelTimer = null
  }

  #arm(at: number): void {
    this.#cancelTimer?.()
    this.#timerAt = at
    this.#cancelTimer = this.#clock.schedule(Math.max(0, at - this.#clock.now()), () => this.#fire())
  }

  #fire(): void {
    this.#cancelTimer = null
    this.#timerAt = Number.POSITIVE_INFINITY
    const now = this.#clock.now()
    for (const [key, alarm] of [...this.#alarms]) {
      if (alarm.at > now || this.#alarms.get(key) !== alarm) continue
      this.#alarms.delete(key)
      alarm.ring()
    }
    let next = Number.POSITIVE_INFINITY
    for (const { at } of this.#alarms.values()) next = Math.min(next, at)
    if (next < this.#timerAt) this.#arm(next)
  }
}

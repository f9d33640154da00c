'use client'

import { useSyncExternalStore } from 'react'
import { onServerClock, serverNow } from './server-clock.ts'

/** One timer per interval for the whole page, and none while nobody looks. */
class Ticker {
  #now = serverNow()
  #timer: ReturnType<typeof setInterval> | undefined
  readonly #listeners = new Set<() => void>()
  readonly #everyMs: number

  constructor(everyMs: number) {
    this.#everyMs = everyMs
    onServerClock(() => this.#tick())
  }

  readonly get = (): number => this.#now

  readonly subscribe = (listener: () => void): (() => void) => {
    if (this.#listeners.size === 0) {
      this.#now = serverNow()
      this.#timer = setInterval(() => this.#tick(), this.#everyMs)
    }
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) clearInterval(this.#timer)
    }
  }

  #tick(): void {
    this.#now = serverNow()
    for (const listener of this.#listeners) listener()
  }
}

const seconds = new Ticker(1000)
const slow = new Ticker(10_000)

/** The server's time in ms since the epoch, renewed every second, or every ten. */
export const useNow = (pace: 'second' | 'slow'): number => {
  const ticker = pace === 'second' ? seconds : slow
  return useSyncExternalStore(ticker.subscribe, ticker.get, ticker.get)
}

import { serverNow } from '@/format/server-clock.ts'
import { getWire } from './client.ts'

/**
 * Whether the tab hears what happens. `connecting`: never been connected yet. `reconnecting`: was, and lost it at
 * `since` (ms since the epoch).
 */
export type Connection =
  | { status: 'connecting' }
  | { status: 'live' /** Grows with every connection made. */; epoch: number }
  | { status: 'reconnecting'; since: number; epoch: number }

type Listener = () => void

class ConnectionStore {
  #current: Connection = { status: 'connecting' }
  readonly #listeners = new Set<Listener>()
  #watching = false

  get(): Connection {
    return this.#current
  }

  subscribe(listener: Listener): () => void {
    this.#watch()
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The socket lives as long as the tab, so this is never undone. */
  #watch(): void {
    if (this.#watching) return
    this.#watching = true
    const { socket } = getWire()
    socket.connectionState.subscribe({ next: ({ state }) => this.#follow(state) })
    // Without a network a socket stays open in name for a while; it is given up at once, so that nobody believes it.
    window.addEventListener('offline', () => {
      this.#follow('connecting')
      socket.connection?.ws?.close()
    })
  }

  #follow(state: 'idle' | 'connecting' | 'pending'): void {
    const now = this.#current
    const epoch = now.status === 'connecting' ? 0 : now.epoch
    if (state === 'pending') {
      if (now.status !== 'live') this.#set({ status: 'live', epoch: epoch + 1 })
    } else if (now.status === 'live') {
      this.#set({ status: 'reconnecting', since: serverNow(), epoch })
    }
  }

  #set(next: Connection): void {
    this.#current = next
    for (const listener of this.#listeners) listener()
  }
}

export const connectionStore = new ConnectionStore()

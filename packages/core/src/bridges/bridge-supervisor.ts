import type { BridgeStatus } from '@sojourn/contract/system'
import type { BridgeCursors } from '../ports/bridge-cursors.ts'
import type { BridgeSubscriber } from '../ports/bridge-subscriber.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventLog } from '../ports/session-store.ts'
import type { Logger } from '../runtime/runtime-options.ts'
import { BridgeCourier } from './bridge-courier.ts'

export interface BridgeSupervisorOptions {
  bridges: readonly BridgeSubscriber[]
  store: EventLog & BridgeCursors
  clock: Clock
  logger: Logger
}

/** Time that bridges get at the end for what they have not delivered yet, milliseconds. */
const stopGraceMs = 1_000

/**
 * All bridges of a runtime, each with a courier of its own: none waits for another, and no session waits for any. They
 * hear of commits through `log`, the way by which everything gets into the store.
 */
export class BridgeSupervisor {
  /** The store's log; whoever appends through it leaves a hint. */
  readonly log: Pick<EventLog, 'append'>
  readonly #options: BridgeSupervisorOptions
  readonly #couriers = new Map<string, BridgeCourier>()

  constructor(options: BridgeSupervisorOptions) {
    this.#options = options
    const { bridges, store } = options
    const names = bridges.map(({ name }) => name)
    const twice = names.find((name, at) => names.indexOf(name) !== at)
    if (twice !== undefined) throw new Error(`Two bridges are named ${twice}: they would share a cursor.`)
    for (const bridge of bridges) this.#couriers.set(bridge.name, new BridgeCourier({ ...options, bridge }))
    this.log = {
      append: async (requests) => {
        try {
          return await store.append(requests)
        } finally {
          // Also after a failure: its answer may have got lost, and what is not in the log is not found there.
          for (const courier of this.#couriers.values()) for (const request of requests) courier.appended(request)
        }
      },
    }
  }

  /** Resolves once everything that is committed from now on is news for every bridge. Throws when the store does not answer. */
  async start(): Promise<void> {
    for (const { name } of this.#options.bridges) await this.#options.store.registerBridge(name)
    for (const courier of this.#couriers.values()) courier.start()
  }

  /** One more bridge, while all others carry on. Resolves when what is committed from now on is news for it. */
  async add(bridge: BridgeSubscriber): Promise<void> {
    await this.#options.store.registerBridge(bridge.name)
    const courier = new BridgeCourier({ ...this.#options, bridge })
    this.#couriers.set(bridge.name, courier)
    courier.start()
  }

  /** Nothing is delivered to this bridge any more, and where it was is forgotten. */
  async remove(name: string): Promise<void> {
    const courier = this.#couriers.get(name)
    this.#couriers.delete(name)
    await courier?.stop(0)
    await this.#options.store.forgetBridge(name)
  }

  status(): BridgeStatus[] {
    return [...this.#couriers.values()].map(({ status }) => status)
  }

  /** Call when nothing is committed any more and the store still answers. */
  async stop(): Promise<void> {
    await Promise.all([...this.#couriers.values()].map((courier) => courier.stop(stopGraceMs)))
  }
}

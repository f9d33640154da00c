import { once } from 'node:events'
import { createClient } from '@redis/client'
import type { EventType } from '@sojourn/contract/event'
import type { BridgeBatch, BridgeSubscriber } from '@sojourn/core/ports/bridge-subscriber'
import type { Logger } from '@sojourn/core/runtime/runtime-options'
import { lifecycleMessages, lifecycleTypes, type PublishedEvents } from './lifecycle-messages.ts'

export interface RedisEventsBridgeOptions {
  /** `redis://` or, with TLS, `rediss://`; user, password, host, port and database. */
  url: string
  published: PublishedEvents
  logger: Logger
}

/** Where everybody listens. */
export const eventsChannel = 'events:session'

const longestReconnectMs = 2_000

/** Never rejects: the connection is made when there is a server, and made again when it is lost. */
const connectedClient = ({ url, logger }: RedisEventsBridgeOptions) => {
  const reconnectStrategy = (retries: number): number => Math.min(longestReconnectMs, 50 * 2 ** Math.min(retries, 10))
  const client = createClient({
    url,
    // Without a connection a message fails at once; the log keeps it, not the client's memory.
    disableOfflineQueue: true,
    socket: { reconnectStrategy, connectTimeout: 5_000 },
    pingInterval: 30_000,
  })
  let isLost = false
  client.on('error', (error: unknown) => {
    if (!isLost) logger.warn({ error }, 'Redis does not answer; events wait in the log')
    isLost = true
  })
  client.on('ready', () => {
    if (isLost) logger.info({}, 'Redis answers again')
    isLost = false
  })
  client.connect().catch((error: unknown) => logger.debug({ error }, 'The connection to Redis ended'))
  return client
}

/**
 * Publishes sessions' lifecycle on the Redis channel `events:session`. Redis hands a message to whoever listens at that
 * moment and keeps none: who needs all of them reads the log. While Redis is away messages wait in the log.
 */
export class RedisEventsBridge implements BridgeSubscriber {
  readonly name: string
  readonly #published: PublishedEvents
  readonly #client: ReturnType<typeof connectedClient>
  /** Resolves when the first attempt to connect has ended, either way. */
  readonly #tried: Promise<unknown>

  constructor(options: RedisEventsBridgeOptions) {
    // Each choice has its own cursor: what one has left out is not made up for when the choice changes.
    this.name = options.published === 'all' ? 'redis-all' : 'redis'
    this.#published = options.published
    this.#client = connectedClient(options)
    this.#tried = once(this.#client, 'ready').catch(() => {})
  }

  wants(type: EventType): boolean {
    return this.#published === 'all' || lifecycleTypes.includes(type)
  }

  /** Throws when Redis has not taken every message. */
  async deliver(batch: BridgeBatch): Promise<void> {
    await this.#tried
    if (!this.#client.isReady) throw new Error('Redis is not connected.')
    const messages = lifecycleMessages(batch, this.#published)
    // On one connection and in one go: they arrive in this order.
    await Promise.all(messages.map((message) => this.#client.publish(eventsChannel, JSON.stringify(message))))
  }

  async close(): Promise<void> {
    if (this.#client.isOpen) this.#client.destroy()
  }
}

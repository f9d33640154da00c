import type { BridgeSupervisor } from '../bridges/bridge-supervisor.ts'
import { type Clock, isoTime } from '../ports/clock.ts'
import type { EventLog } from '../ports/session-store.ts'
import type { WebhookSender } from '../ports/webhook-sender.ts'
import type { WebhookRecord, WebhookStore } from '../ports/webhook-store.ts'
import { KeyedQueue } from '../runtime/keyed-queue.ts'
import type { Logger } from '../runtime/runtime-options.ts'
import { WebhookBridge, webhookBridgeName } from './webhook-bridge.ts'
import { WebhookLane } from './webhook-lane.ts'

export interface WebhookServiceOptions {
  store: WebhookStore & EventLog
  /** Without one there are no webhooks. */
  sender: WebhookSender | undefined
  bridges: BridgeSupervisor
  clock: Clock
  logger: Logger
}

const pruneEveryMs = 3_600_000
/** How long a delivery can be looked at after its end, milliseconds. */
const keptMs = { delivered: 3 * 86_400_000, dead: 30 * 86_400_000 } as const

/**
 * Knows all webhooks and keeps a lane for each. The bridge that notes deliveries is there only while there are webhooks:
 * without any, nothing of the log is read.
 */
export class WebhookService {
  readonly sender: WebhookSender | undefined
  readonly #options: WebhookServiceOptions
  readonly #webhooks = new Map<string, WebhookRecord>()
  readonly #lanes = new Map<string, WebhookLane>()
  readonly #changes = new KeyedQueue()
  #isBridged = false
  #cancelPruning: (() => void) | null = null
  #stopped = false

  constructor(options: WebhookServiceOptions) {
    this.#options = options
    this.sender = options.sender
  }

  /** Throws when the store does not answer. */
  async start(): Promise<void> {
    if (!this.sender) return
    for (const webhook of await this.#options.store.listWebhooks({})) this.#webhooks.set(webhook.id, webhook)
    await this.#arrange()
  }

  get(projectId: string, id: string): WebhookRecord | undefined {
    const webhook = this.#webhooks.get(id)
    return webhook?.projectId === projectId ? webhook : undefined
  }

  list(projectId: string): WebhookRecord[] {
    return [...this.#webhooks.values()].filter((webhook) => webhook.projectId === projectId)
  }

  /** Stores a new or changed webhook; from then on events go by it. */
  put(webhook: WebhookRecord): Promise<void> {
    return this.#changes.run('', async () => {
      await this.#options.store.putWebhook(webhook)
      this.#webhooks.set(webhook.id, webhook)
      await this.#arrange()
      this.#lanes.get(webhook.id)?.hurry()
    })
  }

  remove({ projectId, id }: WebhookRecord): Promise<void> {
    return this.#changes.run('', async () => {
      await this.#options.store.deleteWebhook({ projectId, id })
      this.#webhooks.delete(id)
      await this.#arrange()
    })
  }

  /** Deliveries of this webhook have been put back on their way. */
  hurry(webhookId: string): void {
    this.#lanes.get(webhookId)?.hurry()
  }

  /** Attempts under way are abandoned. Call before the store is closed. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancelPruning?.()
    await Promise.all([...this.#lanes.values()].map((lane) => lane.stop()))
  }

  /** Brings lanes and bridge in line with the webhooks that there are. */
  async #arrange(): Promise<void> {
    if (this.#stopped) return
    for (const [id, lane] of this.#lanes) {
      if (this.#webhooks.has(id)) continue
      this.#lanes.delete(id)
      await lane.stop()
    }
    for (const id of this.#webhooks.keys()) if (!this.#lanes.has(id)) this.#openLane(id)
    const isNeeded = this.#webhooks.size > 0
    if (isNeeded === this.#isBridged) return
    const { bridges } = this.#options
    await (isNeeded ? bridges.add(this.#newBridge()) : bridges.remove(webhookBridgeName))
    this.#isBridged = isNeeded
    if (isNeeded) this.#pruneNow()
    else this.#cancelPruning?.()
  }

  #newBridge(): WebhookBridge {
    const { store, clock } = this.#options
    return new WebhookBridge({
      store,
      clock,
      webhooks: () => this.#webhooks.values(),
      added: (webhookIds) => {
        for (const id of webhookIds) this.#lanes.get(id)?.wake()
      },
    })
  }

  #openLane(webhookId: string): void {
    if (!this.sender) return
    const lane = new WebhookLane({
      ...this.#options,
      sender: this.sender,
      webhookId,
      webhook: () => this.#webhooks.get(webhookId),
      gone: (id) => this.#disable(id),
    })
    this.#lanes.set(webhookId, lane)
    lane.start()
  }

  /** The receiver answered 410: it wants nothing any more. The lane does not wait for it, because removing waits for the lane. */
  #disable(webhookId: string): void {
    const { clock, logger } = this.#options
    const webhook = this.#webhooks.get(webhookId)
    if (!webhook?.enabled) return
    logger.warn({ webhookId }, 'A webhook is gone and was disabled')
    const disabledReason = 'It answered with status 410 (gone).'
    this.put({ ...webhook, enabled: false, disabledReason, updatedAt: isoTime(clock.now()) }).catch((error: unknown) =>
      logger.warn({ webhookId, error }, 'A webhook that is gone could not be disabled'),
    )
  }

  #pruneNow(): void {
    const { store, clock, logger } = this.#options
    const prune = async (): Promise<void> => {
      for (const status of ['delivered', 'dead'] as const) {
        await store.pruneDeliveries({ status, before: isoTime(clock.now() - keptMs[status]) })
      }
    }
    prune().catch((error: unknown) => logger.warn({ error }, 'Old deliveries of webhooks could not be forgotten'))
    this.#cancelPruning = clock.schedule(pruneEveryMs, () => this.#pruneNow())
  }
}

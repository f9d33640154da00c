import { eventTypes } from '@sojourn/contract/event'
import type { BridgeStatus } from '@sojourn/contract/system'
import { Doorbell } from '../events/doorbell.ts'
import type { BehindSession, BridgeCursors } from '../ports/bridge-cursors.ts'
import type { BridgeSubscriber } from '../ports/bridge-subscriber.ts'
import { type Clock, isoTime } from '../ports/clock.ts'
import type { AppendRequest, EventLog } from '../ports/session-store.ts'
import type { Logger } from '../runtime/runtime-options.ts'
import { deliverWithin } from './deliver-within.ts'
import { DeliveredCursors } from './delivered-cursors.ts'

export interface BridgeCourierOptions {
  bridge: BridgeSubscriber
  store: Pick<EventLog, 'readEvents'> & BridgeCursors
  clock: Clock
  logger: Logger
}

/** Events one delivery takes at most. */
const pageSize = 200
/** Sessions looked up at once. */
const sessionsPerRound = 64
/** Sessions with news that are remembered by name; beyond, all are looked through. */
const maxWaiting = 10_000
const firstRetryMs = 250
const longestRetryMs = 5_000
/** A delivery that takes longer has failed. */
const deliveryTimeoutMs = 30_000

/**
 * Carries the log to one bridge, at the bridge's pace. Commits only leave the names of sessions that have news; what the
 * news is comes from the log, from the cursor on, so that an outage or a restart is nothing but a longer way to go. It
 * begins with a look through all sessions, and does that again when more have news than it remembers by name.
 *
 * After a failure it waits, longer each time up to five seconds, and a session that failed goes to the back: one batch
 * that cannot be delivered delays the others but does not stop them.
 */
export class BridgeCourier {
  readonly #options: BridgeCourierOptions
  readonly #wanted: ReadonlySet<string>
  readonly #cursors: DeliveredCursors
  readonly #bell = new Doorbell()
  readonly #abort = new AbortController()
  readonly #waiting = new Set<string>()
  /** Sessions off that list whose turn it is. */
  #inHand = 0
  /** Id after which the look through all sessions goes on; null when there is none under way. */
  #scanAfter: string | null = ''
  /** More had news than were remembered: once more from the start. */
  #scanAgain = false
  #stopping = false
  #running: Promise<void> | null = null
  #delivered = 0
  #failures = 0
  #behindSince: number | null = null
  #lastDeliveredAt: number | null = null
  #nextAttemptAt: number | null = null
  #lastError: { at: string; message: string } | null = null

  constructor(options: BridgeCourierOptions) {
    this.#options = options
    this.#wanted = new Set(eventTypes.filter((type) => options.bridge.wants(type)))
    this.#cursors = new DeliveredCursors(options.bridge.name, options)
  }

  start(): void {
    this.#behindSince = this.#options.clock.now()
    this.#running ??= this.#run()
  }

  /** A hint that these may be in the log by now. */
  appended({ record, events }: AppendRequest): void {
    if (!events.some(({ type }) => this.#wanted.has(type))) return
    if (this.#waiting.size < maxWaiting) this.#waiting.add(record.id)
    else this.#scanAgain = true
    this.#behindSince ??= this.#options.clock.now()
    this.#bell.ring()
  }

  get status(): BridgeStatus {
    const { bridge, clock } = this.#options
    const behindSince = this.#behindSince
    const failing = this.#failures > 0
    return {
      name: bridge.name,
      state: failing ? 'failing' : behindSince === null ? 'idle' : 'carrying',
      waitingSessions: this.#waiting.size + this.#inHand,
      lagMs: behindSince === null ? 0 : Math.max(0, clock.now() - behindSince),
      deliveredEvents: this.#delivered,
      lastDeliveredAt: this.#lastDeliveredAt === null ? null : isoTime(this.#lastDeliveredAt),
      failures: this.#failures,
      lastError: this.#lastError,
      nextAttemptAt: this.#nextAttemptAt === null ? null : isoTime(this.#nextAttemptAt),
    }
  }

  /** Delivers what it knows of within `graceMs`, unless the bridge fails; the rest waits in the log for the next start. */
  async stop(graceMs: number): Promise<void> {
    const { bridge, clock, logger } = this.#options
    this.#stopping = true
    this.#bell.ring()
    const cancel = clock.schedule(graceMs, () => this.#abort.abort(new Error('The runtime stops.')))
    await this.#running
    cancel()
    try {
      await this.#cursors.save()
      await bridge.close?.()
    } catch (error) {
      logger.warn({ bridge: bridge.name, error }, 'A bridge did not close in order')
    }
  }

  async #run(): Promise<void> {
    while (true) {
      try {
        await this.#catchUp()
        this.#behindSince = null
        if (this.#stopping) return
        this.#cursors.saveLater(this.#bell.ring)
      } catch (error) {
        if (!this.#abort.signal.aborted) this.#noteFailure(error)
        if (this.#stopping) return
        await this.#pause()
        if (this.#stopping) return
        continue
      }
      await this.#bell.wait()
    }
  }

  async #catchUp(): Promise<void> {
    while (true) {
      this.#abort.signal.throwIfAborted()
      await this.#cursors.saveWhenDue()
      if (this.#waiting.size > 0) await this.#carryWaiting()
      else if (this.#scanAfter === null && !this.#scanAgain) return
      await this.#scan()
    }
  }

  async #carryWaiting(): Promise<void> {
    const sessionIds = [...this.#waiting].slice(0, sessionsPerRound)
    // Off the list before the log is looked at: news that come from here on put them on again.
    for (const id of sessionIds) this.#waiting.delete(id)
    let behind: BehindSession[]
    try {
      behind = await this.#behind({ sessionIds, limit: sessionIds.length })
    } catch (error) {
      for (const id of sessionIds) this.#waiting.add(id)
      throw error
    }
    // As they wait: one that keeps failing is behind the others.
    const place = new Map(sessionIds.map((id, at) => [id, at]))
    const placeOf = ({ sessionId }: BehindSession): number => place.get(sessionId) ?? 0
    await this.#carryAll(behind.toSorted((left, right) => placeOf(left) - placeOf(right)))
  }

  /** The next page of the look through all sessions. */
  async #scan(): Promise<void> {
    if (this.#scanAfter === null && this.#scanAgain) {
      this.#scanAgain = false
      this.#scanAfter = ''
    }
    if (this.#scanAfter === null) return
    const behind = await this.#behind({ afterSessionId: this.#scanAfter, limit: sessionsPerRound })
    this.#scanAfter = behind.length < sessionsPerRound ? null : (behind.at(-1)?.sessionId ?? null)
    await this.#carryAll(behind)
  }

  #behind(query: { sessionIds?: string[]; afterSessionId?: string; limit: number }): Promise<BehindSession[]> {
    return this.#options.store.sessionsBehind({ bridge: this.#options.bridge.name, ...query })
  }

  async #carryAll(sessions: readonly BehindSession[]): Promise<void> {
    for (const [at, session] of sessions.entries()) {
      this.#inHand = sessions.length - at
      try {
        await this.#carry(session)
      } catch (error) {
        this.#inHand = 0
        for (const { sessionId } of sessions.slice(at + 1)) this.#waiting.add(sessionId)
        this.#waiting.delete(session.sessionId)
        this.#waiting.add(session.sessionId)
        throw error
      }
    }
    this.#inHand = 0
  }

  /** What a fork has copied was news of its source ([F1]): the fork's own begin with its creation. */
  async #carry(behind: BehindSession): Promise<void> {
    const { bridge, store, clock } = this.#options
    const { sessionId, projectId, agentId, status, lastSeq } = behind
    const types = this.#wanted.size === eventTypes.length ? {} : { types: [...this.#wanted] }
    let afterSeq = Math.max(this.#cursors.reached(behind), behind.forkedAtSeq ?? 0)
    while (afterSeq < lastSeq) {
      const events = await store.readEvents({ sessionId, afterSeq, uptoSeq: lastSeq, limit: pageSize, ...types })
      if (events.length > 0) {
        const batch = { session: { sessionId, projectId, agentId, status }, events }
        await deliverWithin({ bridge, clock, signal: this.#abort.signal, timeoutMs: deliveryTimeoutMs }, batch)
        this.#noteDelivery(events.length)
      }
      afterSeq = events.length < pageSize ? lastSeq : (events.at(-1)?.seq ?? lastSeq)
      this.#cursors.note({ sessionId, createdAt: behind.createdAt, seq: afterSeq })
    }
  }

  #noteDelivery(events: number): void {
    const { bridge, clock, logger } = this.#options
    this.#delivered += events
    this.#lastDeliveredAt = clock.now()
    if (this.#failures > 0) logger.info({ bridge: bridge.name, failures: this.#failures }, 'A bridge delivers again')
    this.#failures = 0
  }

  #noteFailure(error: unknown): void {
    const { bridge, clock, logger } = this.#options
    this.#failures += 1
    this.#lastError = { at: isoTime(clock.now()), message: error instanceof Error ? error.message : String(error) }
    // Once per outage: the status has the rest.
    if (this.#failures === 1) logger.warn({ bridge: bridge.name, error }, 'A bridge failed; it is tried again')
  }

  async #pause(): Promise<void> {
    const { clock } = this.#options
    const delayMs = Math.min(longestRetryMs, firstRetryMs * 2 ** (this.#failures - 1))
    this.#nextAttemptAt = clock.now() + delayMs
    let isOver = false
    const cancel = clock.schedule(delayMs, () => {
      isOver = true
      this.#bell.ring()
    })
    // News ring the same bell; they do not make the bridge work again.
    while (!isOver && !this.#stopping) await this.#bell.wait()
    cancel()
    this.#nextAttemptAt = null
  }
}

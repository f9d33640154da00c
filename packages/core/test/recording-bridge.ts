import type { EventType, SessionEvent } from '@sojourn/contract/event'
import type { BridgeBatch, BridgeSubscriber } from '../src/ports/bridge-subscriber.ts'

/** A bridge that keeps what it gets, and fails or hangs when a test says so. */
export class RecordingBridge implements BridgeSubscriber {
  readonly name: string
  readonly #types: readonly EventType[] | undefined
  readonly batches: BridgeBatch[] = []
  attempts = 0
  closed = 0
  /** Called before a batch is taken; throws or waits in the bridge's place. */
  before: ((batch: BridgeBatch, signal: AbortSignal) => Promise<void> | void) | undefined
  readonly #waiting = new Set<() => void>()

  /** `types`: what it wants; everything without. */
  constructor(name: string, types?: readonly EventType[]) {
    this.name = name
    this.#types = types
  }

  wants(type: EventType): boolean {
    return this.#types?.includes(type) ?? true
  }

  async deliver(batch: BridgeBatch, signal: AbortSignal): Promise<void> {
    this.attempts += 1
    this.#tell()
    await this.before?.(batch, signal)
    this.batches.push(batch)
    this.#tell()
  }

  async close(): Promise<void> {
    this.closed += 1
  }

  eventsOf(sessionId: string): SessionEvent[] {
    return this.batches
      .filter(({ session }) => session.sessionId === sessionId)
      .flatMap(({ events }) => events.map(({ event }) => event))
  }

  seqsOf(sessionId: string): number[] {
    return this.eventsOf(sessionId).map(({ seq }) => seq)
  }

  /** Resolves when the condition holds; looked at whenever the bridge is called. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.add(resolve))
  }

  #tell(): void {
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FollowFrame, followEvents } from '../src/events/follow-events.ts'
import { LocalClientHub } from '../src/events/local-client-hub.ts'
import { LoggedEvent } from '../src/events/logged-event.ts'
import { MemoryStore } from '../src/store/memory-store.ts'
import { appendRequest, createRequest, logEvents, sessionRecord } from '../src/testing/store-fixtures.ts'

/** What happens next: an append, the news of one, or something that a follower does. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('append' as const), count: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('flood' as const), count: fc.integer({ min: 900, max: 2_500 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('tell' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('come' as const), behind: fc.constantFrom(0, 1, 3, 60, 1_500) }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('take' as const), who: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), who: fc.nat(3) }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** Takes frames only when told to, and keeps what it saw. */
class Follower {
  readonly after: number
  readonly seqs: number[] = []
  readonly synced: { seq: number; afterSeqs: number }[] = []
  readonly #frames: AsyncGenerator<FollowFrame>
  #taking: Promise<void> | null = null

  constructor(frames: AsyncGenerator<FollowFrame>, after: number) {
    this.#frames = frames
    this.after = after
  }

  /** Asks for one frame unless it waits for one already. */
  take(): void {
    this.#taking ??= this.#next()
  }

  async #next(): Promise<void> {
    const { value, done } = await this.#frames.next()
    this.#taking = null
    if (done) return
    if (value.kind === 'synced') this.synced.push({ seq: value.seq, afterSeqs: this.seqs.length })
    else for (const { seq } of value.events) this.seqs.push(seq)
  }

  async untilCaughtUp(lastSeq: number): Promise<void> {
    while ((this.seqs.at(-1) ?? this.after) < lastSeq || this.synced.length === 0) {
      this.take()
      await this.#taking
    }
  }
}

/** One session, its hub and its followers, driven by steps. */
class Stage {
  readonly followers: Follower[] = []
  readonly controller = new AbortController()
  readonly #store = new MemoryStore()
  readonly #hub: LocalClientHub
  readonly #untold: LoggedEvent[][] = []
  lastSeq = 1

  constructor(ringCapacity: number) {
    this.#hub = new LocalClientHub(ringCapacity)
  }

  async open(): Promise<void> {
    await this.#store.append([createRequest()])
    // Two who are there from the start, as deep in the tail as one can be.
    for (const after of [0, 1]) this.#come(after)
    for (const follower of this.followers) await follower.untilCaughtUp(1)
  }

  async append(count: number): Promise<void> {
    const events = logEvents('s1', this.lastSeq + 1, this.lastSeq + count)
    await this.#store.append([appendRequest(sessionRecord(), events)])
    this.lastSeq += count
    this.#untold.push(events.map((event) => LoggedEvent.fromEvent(event)))
  }

  tell(): void {
    const news = this.#untold.shift()
    if (news) this.#hub.broadcast('s1', news)
  }

  async play(next: Step): Promise<void> {
    switch (next.kind) {
      case 'append':
      case 'flood':
        return this.append(next.count)
      case 'tell':
        return this.tell()
      case 'lose':
        this.#untold.shift()
        return
      case 'come':
        return this.#come(Math.max(0, this.lastSeq - next.behind))
      case 'take':
        return this.followers[next.who]?.take()
      case 'leave':
        // Whoever leaves is forgotten: only those who stay are owed everything.
        this.followers.splice(next.who, 1)
    }
  }

  #come(afterSeq: number): void {
    const { signal } = this.controller
    const frames = followEvents({ log: this.#store, hub: this.#hub, sessionId: 's1', afterSeq, signal })
    this.followers.push(new Follower(frames, afterSeq))
  }

  /** The last news always comes: whatever was lost before, it wakes everybody. */
  async finish(): Promise<void> {
    await this.append(1)
    while (this.#untold.length > 0) this.tell()
    await Promise.all(this.followers.map((follower) => follower.untilCaughtUp(this.lastSeq)))
    this.controller.abort()
  }
}

/** A turn of the event loop, so that what was asked for can happen before the next step, or not. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('following under any interleaving', () => {
  it('[E3] [E4] every follower sees each seq exactly once, and `synced` once with the seq before it', async () => {
    const steps = fc.array(fc.record({ step, turns: fc.integer({ min: 0, max: 2 }) }), { maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(1, 2, 7, 50, 2_048), steps, async (ringCapacity, script) => {
        const stage = new Stage(ringCapacity)
        await stage.open()
        for (const { step: next, turns } of script) {
          await stage.play(next)
          for (let count = 0; count < turns; count += 1) await turn()
        }
        await stage.finish()
        for (const { after, seqs, synced } of stage.followers) {
          expect(seqs).toEqual(Array.from({ length: stage.lastSeq - after }, (_, at) => after + 1 + at))
          expect(synced).toHaveLength(1)
          expect(synced[0]?.seq).toBe(after + (synced[0]?.afterSeqs ?? -1))
        }
      }),
      { numRuns: 300 },
    )
  })
})

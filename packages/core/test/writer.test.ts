import { SojournError } from '@sojourn/contract/error'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventWriter } from '../src/events/event-writer.ts'
import type { AppendRequest, AppendResult, EventLog } from '../src/ports/session-store.ts'
import { MemoryStore } from '../src/store/memory-store.ts'
import { appendRequest, logEvents, sessionRecord } from '../src/testing/store-fixtures.ts'
import { StoreLink } from '../src/testing/store-link.ts'

/** A request of `events` log lines after `base`. */
const request = (sessionId: string, { base = 0, events = 1 } = {}): AppendRequest =>
  appendRequest(sessionRecord({ id: sessionId }), logEvents(sessionId, base + 1, base + events), {
    kind: base === 0 ? 'create' : 'continue',
  })

type Append = EventLog['append']

/** A log that lets a test look at every flush and answer it. */
class FlushDesk {
  readonly flushes: string[][] = []
  readonly #answers: ((result: (requests: readonly AppendRequest[]) => AppendResult[]) => void)[] = []
  #isFree: boolean

  constructor({ isFree = true } = {}) {
    this.#isFree = isFree
  }

  readonly append: Append = async (requests) => {
    this.flushes.push(requests.map(({ record }) => record.id))
    if (this.#isFree) return requests.map(() => ({ status: 'stored' }))
    const { promise, resolve } = Promise.withResolvers<(requests: readonly AppendRequest[]) => AppendResult[]>()
    this.#answers.push(resolve)
    return (await promise)(requests)
  }

  /** Lets the flush that waits succeed, and all later ones. */
  free(): void {
    this.#isFree = true
    for (const answer of this.#answers.splice(0)) answer((requests) => requests.map(() => ({ status: 'stored' })))
  }
}

const underWay = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('EventWriter', () => {
  it('[E1] appends that arrive together share one flush, across sessions, in order of arrival', async () => {
    const desk = new FlushDesk()
    const writer = new EventWriter(desk)
    await Promise.all(['a', 'b', 'c'].map((id) => writer.append(request(id))))
    expect(desk.flushes).toEqual([['a', 'b', 'c']])
  })

  it('[E1] what arrives while a flush is under way shares the next one', async () => {
    const desk = new FlushDesk({ isFree: false })
    const writer = new EventWriter(desk)
    const first = writer.append(request('a'))
    await underWay()
    const rest = ['b', 'c'].map((id) => writer.append(request(id)))
    desk.free()
    await Promise.all([first, ...rest])
    expect(desk.flushes).toEqual([['a'], ['b', 'c']])
  })

  it('[E1] two appends of one session never share a flush: the first decides whether the second fits', async () => {
    const desk = new FlushDesk()
    const writer = new EventWriter(desk)
    await Promise.all(['a', 'b', 'a', 'c', 'a'].map((id) => writer.append(request(id))))
    expect(desk.flushes).toEqual([['a', 'b', 'c'], ['a'], ['a']])
  })

  it('[E1] a large append does not keep others waiting for ever, and goes alone when nothing fits with it', async () => {
    const desk = new FlushDesk()
    const writer = new EventWriter(desk)
    await Promise.all([
      writer.append(request('small')),
      writer.append(request('large', { events: 20_000 })),
      writer.append(request('later')),
    ])
    expect(desk.flushes).toEqual([['small'], ['large'], ['later']])
  })

  it('[E2] a flush that fails rejects its own appends and no others', async () => {
    const link = new StoreLink(new MemoryStore())
    const writer = new EventWriter(link.store)
    link.fail('append')
    const failed = writer.append(request('a'))
    await expect(failed).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await expect(writer.append(request('b'))).resolves.toEqual({ status: 'stored' })
    await expect(writer.append(request('a'))).resolves.toEqual({ status: 'stored' })
  })

  it('[E2] an append that no store can take does not harm those that share its flush', async () => {
    const store = new MemoryStore()
    const writer = new EventWriter(store)
    const poisoned = request('poisoned')
    Object.assign(poisoned.events[0]?.data ?? {}, { message: 10n })
    const all = [writer.append(request('a')), writer.append(poisoned), writer.append(request('b'))]
    const [before, poison, after] = await Promise.allSettled(all)
    expect(before).toMatchObject({ status: 'fulfilled', value: { status: 'stored' } })
    expect(poison?.status).toBe('rejected')
    expect(after).toMatchObject({ status: 'fulfilled', value: { status: 'stored' } })
    expect(await store.readEvents({ sessionId: 'poisoned', afterSeq: 0, limit: 10 })).toEqual([])
  })

  it('[E7] an append whose answer was lost is stored once, and repeating it says so', async () => {
    const link = new StoreLink(new MemoryStore())
    const writer = new EventWriter(link.store)
    link.loseAnswerOfAppend()
    await expect(writer.append(request('a'))).rejects.toBeInstanceOf(SojournError)
    await expect(writer.append(request('a'))).resolves.toMatchObject({
      status: 'duplicate',
      events: [{ id: 'a-e1', seq: 1 }],
    })
    expect(await link.store.readEvents({ sessionId: 'a', afterSeq: 0, limit: 10 })).toHaveLength(1)
  })

  it('[E1] idle resolves when nothing is under way any more', async () => {
    const desk = new FlushDesk({ isFree: false })
    const writer = new EventWriter(desk)
    const stored: string[] = []
    const appending = writer.append(request('a')).then(() => stored.push('a'))
    await underWay()
    const idle = writer.idle().then(() => stored.push('idle'))
    desk.free()
    await Promise.all([appending, idle])
    expect(stored).toEqual(['a', 'idle'])
    await writer.idle()
  })

  it('[E1] any mix of sizes, sessions and failures: each append is answered once, each session keeps its order', async () => {
    const arrival = fc.record({ session: fc.integer({ min: 0, max: 4 }), events: fc.constantFrom(1, 2, 3, 5, 6_000) })
    const wave = fc.record({ arrivals: fc.array(arrival, { maxLength: 8 }), fails: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(wave, { minLength: 1, maxLength: 6 }), async (waves) => {
        const link = new StoreLink(new MemoryStore())
        const writer = new EventWriter(link.store)
        const lastSeq = new Map<string, number>()
        const answers: Promise<void>[] = []
        for (const { arrivals, fails } of waves) {
          if (fails) link.fail('append')
          // One append at a time and session, as a mailbox does it.
          const mailboxes = new Map<string, number[]>()
          for (const { session, events } of arrivals) {
            mailboxes.set(`s${session}`, [...(mailboxes.get(`s${session}`) ?? []), events])
          }
          const working = [...mailboxes].map(async ([id, sizes]) => {
            for (const events of sizes) {
              const base = lastSeq.get(id) ?? 0
              const answer = await writer.append(request(id, { base, events })).catch(() => null)
              if (answer?.status === 'stored') lastSeq.set(id, base + events)
              else expect(answer).toBeNull()
            }
          })
          answers.push(...working)
          await Promise.all(working)
        }
        await Promise.all(answers)
        for (const [sessionId, last] of lastSeq) {
          const stored = await link.store.readEvents({ sessionId, afterSeq: 0, limit: 1_000_000 })
          expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: last }, (_, at) => at + 1))
        }
      }),
      { numRuns: 40 },
    )
  })
})

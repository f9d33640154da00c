import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LocalClientHub } from '../src/events/local-client-hub.ts'
import { LoggedEvent } from '../src/events/logged-event.ts'
import { TailRing } from '../src/events/tail-ring.ts'
import { clientHubSuite } from '../src/testing/client-hub-suite.ts'
import { logEvents } from '../src/testing/store-fixtures.ts'

clientHubSuite('LocalClientHub', () => new LocalClientHub())

const logged = (first: number, last: number) =>
  logEvents('s1', first, last).map((event) => LoggedEvent.fromEvent(event))

describe('TailRing', () => {
  it('[E4] an empty ring knows nothing, not even that there is nothing', () => {
    const ring = new TailRing(4)
    ring.push([])
    expect(ring.after(0)).toBeNull()
    expect(ring.lastSeq).toBeNull()
  })

  it('[E4] followers at the same place share one array, so that it is encoded once', () => {
    const ring = new TailRing(4)
    ring.push(logged(1, 3))
    expect(ring.after(1)).toBe(ring.after(1))
    const before = ring.after(1)
    ring.push(logged(4, 4))
    expect(ring.after(1)).not.toBe(before)
    expect(before).toHaveLength(2)
  })

  it('[E3] [E4] after any pushes: all that follows a place or null, the newest always, never more than twice the capacity', () => {
    const push = fc.record({ skip: fc.constantFrom(0, 0, 0, 1, 5), count: fc.integer({ min: 1, max: 9 }) })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(push, { maxLength: 30 }), (capacity, pushes) => {
        const ring = new TailRing(capacity)
        let stretch = { first: 1, last: 0 }
        for (const { skip, count } of pushes) {
          const first = stretch.last === 0 ? 1 : stretch.last + skip + 1
          stretch = { first: skip > 0 ? first : stretch.first, last: first + count - 1 }
          ring.push(logged(first, stretch.last))
          checkRing(ring, capacity, stretch)
        }
      }),
    )
  })
})

/** `stretch`: what was pushed without a hole up to the newest. */
const checkRing = (ring: TailRing, capacity: number, stretch: { first: number; last: number }): void => {
  const { first, last } = stretch
  for (let place = 0; place <= last + 2; place += 1) {
    const found = ring.after(place)
    const whole = Array.from({ length: Math.max(0, last - place) }, (_, at) => place + 1 + at)
    if (found) expect(found.map(({ seq }) => seq)).toEqual(whole)
    expect(found?.length ?? 0).toBeLessThanOrEqual(2 * capacity)
    if (place < first - 1) expect(found).toBeNull()
    else if (place >= last - capacity) expect(found).not.toBeNull()
  }
}

describe('LoggedEvent', () => {
  it('[E4] is decoded and encoded at most once, from either side', () => {
    const [event] = logEvents('s1', 1, 1)
    if (!event) throw new Error('one event')
    const json = JSON.stringify(event)
    const stored = LoggedEvent.fromJson(1, 'log', json)
    expect(stored.event).toEqual(event)
    expect(stored.event).toBe(stored.event)
    expect(stored.json).toBe(json)
    expect(LoggedEvent.fromEvent(event).json).toBe(json)
  })
})

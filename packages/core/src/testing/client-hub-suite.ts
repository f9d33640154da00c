import { describe, expect, it } from 'vitest'
import { LoggedEvent } from '../events/logged-event.ts'
import type { ClientHub, HubListener } from '../ports/client-hub.ts'
import { logEvents } from './store-fixtures.ts'

const logged = (first: number, last: number) =>
  logEvents('s1', first, last).map((event) => LoggedEvent.fromEvent(event))

const seqsOf = (events: readonly LoggedEvent[] | null) => events?.map(({ seq }) => seq) ?? null

/** A follower that counts what it hears. */
class Ear implements HubListener {
  hints = 0
  ends = 0
  onEvents(): void {
    this.hints += 1
  }
  onEnd(): void {
    this.ends += 1
  }
}

/** What every hub does, whatever carries its news. */
export const clientHubSuite = (name: string, open: () => ClientHub): void => {
  describe(`${name} as ClientHub`, () => {
    it('[E2] a broadcast reaches every follower of the session and nobody else', () => {
      const hub = open()
      const [one, two, other] = [new Ear(), new Ear(), new Ear()]
      hub.subscribe('s1', one)
      hub.subscribe('s1', two)
      hub.subscribe('s2', other)
      hub.broadcast('s1', logged(1, 2))
      expect([one.hints, two.hints, other.hints]).toEqual([1, 1, 0])
    })

    it('[E2] a broadcast that nobody waits for is not kept and does not throw', () => {
      const hub = open()
      hub.broadcast('s1', logged(1, 2))
      expect(hub.recent('s1', 0)).toBeNull()
    })

    it('[E4] who unsubscribes hears nothing more; doing it twice takes nobody else off', () => {
      const hub = open()
      const [stays, goes] = [new Ear(), new Ear()]
      hub.subscribe('s1', stays)
      const unsubscribe = hub.subscribe('s1', goes)
      expect([hub.getClientCount('s1'), hub.totalClients()]).toEqual([2, 2])
      unsubscribe()
      unsubscribe()
      hub.broadcast('s1', logged(1, 1))
      expect([stays.hints, goes.hints]).toEqual([1, 0])
      expect([hub.getClientCount('s1'), hub.totalClients()]).toEqual([1, 1])
    })

    it('[E4] a follower may unsubscribe while it hears the news, and the others still hear it', () => {
      const hub = open()
      const last = new Ear()
      const unsubscribe = hub.subscribe('s1', { onEvents: () => unsubscribe(), onEnd: () => {} })
      hub.subscribe('s1', last)
      hub.broadcast('s1', logged(1, 1))
      hub.broadcast('s1', logged(2, 2))
      expect(last.hints).toBe(2)
      expect(hub.getClientCount('s1')).toBe(1)
    })

    it('[E3] recent holds what was broadcast while somebody followed: whole, or null', () => {
      const hub = open()
      hub.subscribe('s1', new Ear())
      expect(hub.recent('s1', 4)).toBeNull()
      hub.broadcast('s1', logged(5, 6))
      hub.broadcast('s1', logged(7, 7))
      expect(seqsOf(hub.recent('s1', 4))).toEqual([5, 6, 7])
      expect(seqsOf(hub.recent('s1', 6))).toEqual([7])
      expect(seqsOf(hub.recent('s1', 7))).toEqual([])
      expect(hub.recent('s1', 3)).toBeNull()
      expect(hub.recent('s2', 7)).toBeNull()
    })

    it('[E3] a hole in what was broadcast is never bridged', () => {
      const hub = open()
      hub.subscribe('s1', new Ear())
      hub.broadcast('s1', logged(1, 3))
      hub.broadcast('s1', logged(6, 7))
      expect(hub.recent('s1', 2)).toBeNull()
      expect(hub.recent('s1', 4)).toBeNull()
      expect(seqsOf(hub.recent('s1', 5))).toEqual([6, 7])
    })

    it('[E4] what is kept of a session is bounded, however much is broadcast', () => {
      const hub = open()
      hub.subscribe('s1', new Ear())
      for (let first = 1; first <= 100_000; first += 1_000) hub.broadcast('s1', logged(first, first + 999))
      expect(hub.recent('s1', 0)).toBeNull()
      expect(hub.recent('s1', 80_000)).toBeNull()
      expect(seqsOf(hub.recent('s1', 99_998))).toEqual([99_999, 100_000])
    })

    it('[E4] what is kept of a session is bounded in size too, however large its events are', () => {
      const hub = open()
      hub.subscribe('s1', new Ear())
      const message = 'x'.repeat(1_000_000)
      for (let seq = 1; seq <= 60; seq += 1) {
        const [event] = logEvents('s1', seq, seq)
        if (event) hub.broadcast('s1', [LoggedEvent.fromEvent({ ...event, data: { level: 'info', message } } as never)])
      }
      expect(hub.recent('s1', 0)).toBeNull()
      expect(seqsOf(hub.recent('s1', 59))).toEqual([60])
    })

    it('[S12] the end of a session ends its followers, and a new session of the same id starts with nothing', () => {
      const hub = open()
      const [ended, other] = [new Ear(), new Ear()]
      const unsubscribe = hub.subscribe('s1', ended)
      hub.subscribe('s2', other)
      hub.broadcast('s1', logged(1, 5))
      hub.end('s1')
      hub.end('unknown')
      expect([ended.ends, other.ends]).toEqual([1, 0])
      const next = new Ear()
      hub.subscribe('s1', next)
      expect(hub.recent('s1', 2)).toBeNull()
      hub.broadcast('s1', logged(1, 1))
      expect([ended.hints, next.hints]).toEqual([1, 1])
      unsubscribe()
      expect([hub.getClientCount('s1'), hub.totalClients()]).toEqual([1, 2])
    })

    it('[C6] closing ends every follower once, and whoever comes later at once', () => {
      const hub = open()
      const [one, two, late] = [new Ear(), new Ear(), new Ear()]
      const leaving = [hub.subscribe('s1', one), hub.subscribe('s2', two)]
      hub.close()
      hub.close()
      leaving.push(hub.subscribe('s1', late))
      expect([one.ends, two.ends, late.ends]).toEqual([1, 1, 1])
      for (const unsubscribe of leaving) unsubscribe()
      expect(hub.totalClients()).toBe(0)
    })
  })
}

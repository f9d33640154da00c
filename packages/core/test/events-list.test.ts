import type { SessionEvent } from '@sojourn/contract/event'
import { eventPosition } from '@sojourn/contract/event-query'
import { describe, expect, it } from 'vitest'
import { MemoryStore } from '../src/store/memory-store.ts'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { SessionDriver } from '../src/testing/session-driver.ts'
import { appendRequest, createRequest, logEvent } from '../src/testing/store-fixtures.ts'
import { tester } from '../src/testing/test-runtime.ts'

/** Three plans at each of three times, one second apart. */
const threeTimes = async () => {
  const runner = new ScriptedTurns()
  const driver = await SessionDriver.open({ runner })
  runner.on('talk', async (turn) => {
    for (let second = 0; second < 3; second += 1) {
      for (let line = 0; line < 3; line += 1) await turn.plan([{ title: `${second}.${line}` }])
      driver.clock.advance(1_000)
    }
  })
  await driver.run('talk')
  const list = (query: object = {}) => driver.runtime.events.list(tester, { ...driver.ref, limit: 1_000, ...query })
  return { driver, list, lastSeq: (await driver.session()).lastSeq }
}

const seqsOf = (events: readonly SessionEvent[]) => events.map(({ seq }) => seq)

describe('polling', () => {
  it('[E6] after a seq: everything behind it, in pages that lead to the end', async () => {
    const { driver, list, lastSeq } = await threeTimes()
    const all = await driver.events()
    expect(await list()).toEqual({ events: all, nextAfter: lastSeq, hasMore: false })
    for (const limit of [1, 2, 3, 7, lastSeq - 1, lastSeq, lastSeq + 1]) {
      const seen: SessionEvent[] = []
      let after = 0
      for (let pages = 1; ; pages += 1) {
        const page = await list({ after, limit })
        seen.push(...page.events)
        after = page.nextAfter
        if (page.hasMore) continue
        expect(pages).toBe(Math.ceil(lastSeq / limit))
        break
      }
      expect(seen).toEqual(all)
      expect(after).toBe(lastSeq)
    }
  })

  it('[E6] before a seq: pages that lead back to the beginning, each in order', async () => {
    const { driver, list, lastSeq } = await threeTimes()
    const all = await driver.events()
    for (const limit of [1, 2, 5, lastSeq, lastSeq + 1]) {
      const seen: SessionEvent[] = []
      let before = Number.MAX_SAFE_INTEGER
      for (let more = true; more; ) {
        const page = await list({ before, limit })
        expect(page.nextAfter).toBe(Math.min(before - 1, lastSeq))
        seen.unshift(...page.events)
        before = page.events[0]?.seq ?? 0
        more = page.hasMore
      }
      expect(seen).toEqual(all)
    }
    expect(await list({ before: 1 })).toEqual({ events: [], nextAfter: 0, hasMore: false })
    expect(await list({ before: 0 })).toEqual({ events: [], nextAfter: 0, hasMore: false })
    expect(seqsOf((await list({ before: 6, after: 3 })).events)).toEqual([4, 5])
    const { events } = await list({ before: lastSeq, types: ['plan.updated'], limit: 2 })
    expect(events).toEqual(all.filter(({ type }) => type === 'plan.updated').slice(-2))
  })

  it('[E6] at the end and beyond there is nothing, and the cursor stays', async () => {
    const { list, lastSeq } = await threeTimes()
    expect(await list({ after: lastSeq })).toEqual({ events: [], nextAfter: lastSeq, hasMore: false })
    expect(await list({ after: lastSeq + 5 })).toEqual({ events: [], nextAfter: lastSeq + 5, hasMore: false })
  })

  it('[E6] [Trap 3] after a time: exclusive; events that share it are found by seq', async () => {
    const { driver, list } = await threeTimes()
    const all = await driver.events()
    const times = [...new Set(all.map(({ ts }) => ts))]
    expect(times.length).toBeGreaterThan(2)
    for (const time of times) {
      const { events, nextAfter } = await list({ after: time })
      expect(events).toEqual(all.filter(({ ts }) => ts > time))
      expect(nextAfter).toBe((await driver.session()).lastSeq)
    }
    // A page that ends in the middle of one time: its seq leads on, the time would have lost the rest.
    const first = await list({ after: times[0] ?? '', limit: 2 })
    const rest = await list({ after: first.nextAfter })
    expect(seqsOf([...first.events, ...rest.events])).toEqual(seqsOf(all.filter(({ ts }) => ts > (times[0] ?? ''))))
    expect(first.events.at(-1)?.ts).toBe(rest.events[0]?.ts)
  })

  it('[E6] only what is a seq or an ISO-8601 time is a position', () => {
    expect(eventPosition.parse(7)).toBe(7)
    expect(eventPosition.parse('7')).toBe(7)
    expect(eventPosition.parse('2026-01-01T01:00:00+01:00')).toBe('2026-01-01T00:00:00.000Z')
    expect(eventPosition.parse('2026-01-01T00:00:00.5Z')).toBe('2026-01-01T00:00:00.500Z')
    for (const wrong of [
      -1,
      1.5,
      '',
      'x',
      '1.5',
      '-1',
      'yesterday',
      '2026-13-01T00:00:00Z',
      '2026-01-01',
      {},
      [],
      true,
    ]) {
      expect(eventPosition.safeParse(wrong).success, String(wrong)).toBe(false)
    }
  })

  it('[E6] only the types that were asked for, and a cursor that skips the others', async () => {
    const { driver, list, lastSeq } = await threeTimes()
    const types = ['run.started', 'run.completed']
    const { events, nextAfter } = await list({ types })
    expect(events.map(({ type }) => type)).toEqual(types)
    expect(nextAfter).toBe(lastSeq)
    const first = await list({ types, limit: 1 })
    expect(first).toMatchObject({ hasMore: true, nextAfter: first.events[0]?.seq })
    expect((await list({ types, limit: 1, after: first.nextAfter })).events).toEqual(events.slice(1))
    expect(await list({ types: ['no.such_type'] })).toEqual({ events: [], nextAfter: lastSeq, hasMore: false })
    await driver.runtime.sessions.update(tester, { ...driver.ref, title: 'later' })
    expect((await list({ after: nextAfter })).events.map(({ type }) => type)).toEqual(['session.updated'])
  })

  it('[E6] [X1] an unknown session and one of another project are 404', async () => {
    const { driver } = await threeTimes()
    const refused = { code: 'SESSION_NOT_FOUND' }
    await expect(driver.runtime.events.list(tester, { sessionId: 'unknown' })).rejects.toMatchObject(refused)
    const foreign = { ...tester, projectId: 'other' }
    await expect(driver.runtime.events.list(foreign, driver.ref)).rejects.toMatchObject(refused)
  })

  it('[E9] an event of a type that nobody knows is kept, listed and followed as it is', async () => {
    const store = new MemoryStore()
    const create = createRequest({ id: 's1', agentId: 'test' })
    const odd = { ...logEvent('s1', 2), type: 'robot.danced', data: { steps: 3 } } as unknown as SessionEvent
    await store.append([create])
    await store.append([appendRequest(create.record, [odd])])
    const driver = new SessionDriver((await SessionDriver.open({ store })).on, 's1')
    expect((await driver.runtime.events.list(tester, { sessionId: 's1' })).events[1]).toEqual(odd)
    const frames = driver.runtime.events.follow(tester, { sessionId: 's1', after: 1 }, new AbortController().signal)
    const { value, done } = await frames.next()
    if (done || value.kind !== 'events') throw new Error('events expected')
    expect(value.events.map(({ event }) => event)).toEqual([odd])
    expect(JSON.parse(value.events[0]?.json ?? '')).toEqual(odd)
    await frames.return(undefined)
    // The session works on with it in its log.
    expect(await driver.run('hello')).toMatchObject({ status: 'completed' })
  })
})

import type { SessionEvent } from '@sojourn/contract/event'
import { describe, expect, it } from 'vitest'
import type { BlockHandle, Turn } from '../src/ports/runner.ts'
import { MemoryStore } from '../src/store/memory-store.ts'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, SessionDriver } from '../src/testing/session-driver.ts'
import { StoreLink } from '../src/testing/store-link.ts'
import { tester } from '../src/testing/test-runtime.ts'

/** A session whose run is in the test's hands: its turn, and how it ends. */
const openTurn = async (deltaCoalesceMs = 25) => {
  const turn = Promise.withResolvers<Turn>()
  const end = Promise.withResolvers<void>()
  const runner = new ScriptedTurns().on('go', async (begun) => {
    turn.resolve(begun)
    await Promise.race([end.promise, untilAborted(begun)])
  })
  const link = new StoreLink(new MemoryStore())
  const driver = await SessionDriver.open({ runner, deltaCoalesceMs, store: link.store })
  const runId = await driver.submit('go')
  const finish = async () => {
    end.resolve()
    return driver.settled(runId)
  }
  const deltas = async () => (await driver.eventsOfType('block.delta')).map(({ data }) => data.delta)
  return { driver, link, runId, turn: await turn.promise, finish, deltas }
}

const textBlock = (turn: Turn, blockId = 'b'): Promise<BlockHandle> =>
  turn.startBlock({ kind: 'assistant_text', blockId })

const completed = async (driver: SessionDriver) =>
  (await driver.eventsOfType('block.completed'))
    .map(({ data }) => data.block)
    .filter(({ kind }) => kind === 'assistant_text')

describe('deltas', () => {
  it('[E5] the first goes out at once, those of the next 25 ms as one', async () => {
    const { driver, turn, deltas, finish } = await openTurn()
    const block = await textBlock(turn)
    for (const piece of ['one ', 'two ', 'three ']) await block.delta(piece)
    await quiet()
    expect(await deltas()).toEqual(['one '])
    driver.clock.advance(24)
    await quiet()
    expect(await deltas()).toEqual(['one '])
    driver.clock.advance(1)
    await quiet()
    expect(await deltas()).toEqual(['one ', 'two three '])
    await block.delta('four ')
    await block.delta('five')
    driver.clock.advance(25)
    await quiet()
    expect(await deltas()).toEqual(['one ', 'two three ', 'four five'])
    await block.complete()
    expect(await completed(driver)).toMatchObject([{ blockId: 'b', text: 'one two three four five' }])
    await finish()
  })

  it('[E5] 4 kB do not wait for the clock', async () => {
    const { turn, deltas, finish } = await openTurn()
    const block = await textBlock(turn)
    await block.delta('first')
    for (let kilobyte = 0; kilobyte < 9; kilobyte += 1) await block.delta('x'.repeat(1_024))
    await quiet()
    expect((await deltas()).map((delta) => delta.length)).toEqual([5, 4_096, 4_096])
    await block.complete()
    expect((await deltas()).map((delta) => delta.length)).toEqual([5, 4_096, 4_096, 1_024])
    await finish()
  })

  it('[E5] each block has its own first delta and its own time', async () => {
    const { driver, turn, finish } = await openTurn()
    const [a, b] = [await textBlock(turn, 'a'), await textBlock(turn, 'b')]
    await a.delta('a1')
    await a.delta('a2')
    await b.delta('b1')
    await b.delta('b2')
    driver.clock.advance(25)
    await quiet()
    const said = (await driver.eventsOfType('block.delta')).map(({ data }) => `${data.blockId}:${data.delta}`)
    expect(said).toEqual(['a:a1', 'b:b1', 'a:a2', 'b:b2'])
    await finish()
  })

  it('[E5] without coalescing every delta is an event', async () => {
    const { turn, deltas, finish } = await openTurn(0)
    const block = await textBlock(turn)
    for (const piece of ['a', '', 'b', 'c']) await block.delta(piece)
    await block.complete()
    expect(await deltas()).toEqual(['a', 'b', 'c'])
    await finish()
  })

  it('[E5] completing sends what is held first, and then carries the whole block', async () => {
    const { driver, turn, finish } = await openTurn()
    const block = await textBlock(turn)
    await block.delta('Hello, ')
    await block.delta('world')
    await block.complete()
    const own = (await driver.events()).filter(({ data }) => 'blockId' in data && data.blockId === 'b')
    expect(own.map(({ type }) => type)).toEqual(['block.started', 'block.delta', 'block.delta', 'block.completed'])
    expect(await completed(driver)).toMatchObject([{ text: 'Hello, world' }])
    expect(driver.clock.waiting).toBe((await openTurn()).driver.clock.waiting)
    await finish()
  })

  it('[E5] nothing of a block comes after its completion, however carelessly it is said', async () => {
    const { driver, turn, finish } = await openTurn()
    const block = await textBlock(turn)
    await block.delta('first ')
    await Promise.all([
      block.delta('second'),
      block.complete(),
      block.delta(' late'),
      block.complete(),
      block.delta('!'),
    ])
    await block.delta('later')
    driver.clock.advance(1_000)
    await quiet()
    const own = (await driver.events()).filter(({ data }) => 'blockId' in data && data.blockId === 'b')
    expect(own.at(-1)?.type).toBe('block.completed')
    expect(own.filter(({ type }) => type === 'block.completed')).toHaveLength(1)
    expect(await completed(driver)).toMatchObject([{ text: 'first second' }])
    await finish()
  })

  it('[E5] a text that the runner names at the end is what the block and the run say', async () => {
    const { driver, turn, finish } = await openTurn()
    const block = await textBlock(turn)
    await block.delta('draft')
    await block.complete('final')
    expect(await completed(driver)).toMatchObject([{ text: 'final' }])
    expect(await finish()).toMatchObject({ status: 'completed', output: 'final' })
  })

  it('[E5] [R6] a cancelled run closes its block with everything that was said, held text included', async () => {
    const { driver, turn, runId } = await openTurn()
    const block = await textBlock(turn)
    await block.delta('said ')
    await block.delta('and held')
    await driver.runtime.runs.cancel(tester, { runId })
    await driver.settled(runId)
    expect(await completed(driver)).toEqual([
      { blockId: 'b', kind: 'assistant_text', text: 'said and held', interrupted: true },
    ])
    driver.clock.advance(1_000)
    await quiet()
    expect((await driver.events()).at(-1)?.type).toBe('session.state_changed')
  })
})

describe('leaving deltas out', () => {
  const typesAndIds = (events: readonly SessionEvent[]) =>
    events
      .filter(({ type }) => type.startsWith('block.'))
      .flatMap(({ type, data }) =>
        'blockId' in data && data.blockId.length === 1 ? [`${type.slice(6)} ${data.blockId}`] : [],
      )

  /** Block a is complete, block b is open. */
  const halfSaid = async () => {
    const open = await openTurn(0)
    const [a, b] = [await textBlock(open.turn, 'a'), await textBlock(open.turn, 'b')]
    for (const piece of ['1', '2', '3']) await a.delta(piece)
    await a.complete()
    await b.delta('4')
    await b.delta('5')
    await quiet()
    return { ...open, b }
  }

  it('[E5] a list leaves out deltas of completed blocks and keeps those of open ones', async () => {
    const { driver, b, finish } = await halfSaid()
    const list = () => driver.runtime.events.list(tester, { ...driver.ref, compactDeltas: true, limit: 1_000 })
    const half = await list()
    expect(typesAndIds(half.events)).toEqual(['started a', 'started b', 'completed a', 'delta b', 'delta b'])
    expect(half).toMatchObject({ nextAfter: (await driver.session()).lastSeq, hasMore: false })
    await b.complete()
    await finish()
    expect(typesAndIds((await list()).events)).toEqual(['started a', 'started b', 'completed a', 'completed b'])
  })

  it('[E5] pages of such a list lead through the whole log', async () => {
    const { driver, b, finish } = await halfSaid()
    await b.complete()
    await finish()
    const seen: SessionEvent[] = []
    let after = 0
    while (true) {
      const page = await driver.runtime.events.list(tester, { ...driver.ref, compactDeltas: true, after, limit: 2 })
      seen.push(...page.events)
      after = page.nextAfter
      if (!page.hasMore) break
    }
    expect(seen).toEqual((await driver.events()).filter(({ type }) => type !== 'block.delta'))
    expect(after).toBe((await driver.session()).lastSeq)
  })

  it('[E5] a block that starts while the list is read keeps its deltas for the next page', async () => {
    const { driver, turn, b, finish, link } = await halfSaid()
    const release = link.hold('readEvents')
    const listing = driver.runtime.events.list(tester, { ...driver.ref, compactDeltas: true, limit: 1_000 })
    const c = await textBlock(turn, 'c')
    await c.delta('6')
    await turn.log('info', 'after the delta')
    await quiet()
    release()
    const page = await listing
    const next = await driver.runtime.events.list(tester, {
      ...driver.ref,
      compactDeltas: true,
      after: page.nextAfter,
      limit: 1_000,
    })
    expect(typesAndIds([...page.events, ...next.events])).toContain('delta c')
    await Promise.all([b.complete(), c.complete()])
    await finish()
  })

  it('[E5] a follower gets the past without them and everything from then on', async () => {
    const { driver, turn, b, finish } = await halfSaid()
    const { signal } = new AbortController()
    const frames = driver.runtime.events.follow(tester, { ...driver.ref, compactDeltas: true }, signal)
    const past: SessionEvent[] = []
    let synced = -1
    while (synced < 0) {
      const { value, done } = await frames.next()
      if (done) throw new Error('ended')
      if (value.kind === 'synced') synced = value.seq
      else past.push(...value.events.map(({ event }) => event))
    }
    expect(typesAndIds(past)).toEqual(['started a', 'started b', 'completed a', 'delta b', 'delta b'])
    expect(synced).toBe(past.at(-1)?.seq)
    const c = await textBlock(turn, 'c')
    await c.delta('6')
    await Promise.all([b.complete(), c.complete()])
    await finish()
    const live: SessionEvent[] = []
    while (live.at(-1)?.type !== 'session.state_changed') {
      const { value, done } = await frames.next()
      if (done || value.kind === 'synced') throw new Error('events expected')
      live.push(...value.events.map(({ event }) => event))
    }
    expect(live.map(({ seq }) => seq)).toEqual(live.map((_, at) => synced + 1 + at))
    expect(typesAndIds(live)).toEqual(['started c', 'delta c', 'completed b', 'completed c'])
    await frames.return(undefined)
  })
})

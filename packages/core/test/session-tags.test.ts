import { SojournError } from '@sojourn/contract/error'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CountingIds } from '../src/testing/counting-ids.ts'
import { refusal, SessionDriver } from '../src/testing/session-driver.ts'
import { StoreLink } from '../src/testing/store-link.ts'
import { startTestRuntime, type TestRuntime, tester } from '../src/testing/test-runtime.ts'

let on: TestRuntime

beforeEach(async () => {
  on = await startTestRuntime()
})
afterEach(() => on.runtime.shutdown())

const tagsOf = async (driver: SessionDriver) => {
  const stored = await on.store.getSession({ projectId: 'default', id: driver.sessionId })
  const { tags } = await driver.session()
  expect(tags).toEqual(stored?.tags)
  return tags
}
const tag = (driver: SessionDriver, name: string) => driver.runtime.sessions.tag(tester, { ...driver.ref, tag: name })
const untag = (driver: SessionDriver, name?: string) =>
  driver.runtime.sessions.untag(tester, name === undefined ? driver.ref : { ...driver.ref, tag: name })
const pointsAt = (name: string) => on.store.sessionOfTag({ projectId: 'default', tag: name })

describe('tags', () => {
  it('[S8] a tag points at one session; setting it again changes nothing', async () => {
    const driver = await SessionDriver.on(on)
    expect((await tag(driver, 'nightly')).tags).toEqual(['nightly'])
    expect(await pointsAt('nightly')).toBe(driver.sessionId)
    await driver.unchanged(() => tag(driver, 'nightly'))
  })

  it('[S8] a session may have several tags, and all show the same order everywhere', async () => {
    const driver = await SessionDriver.on(on)
    await tag(driver, 'zebra')
    await tag(driver, 'ant')
    expect(await tagsOf(driver)).toEqual(['ant', 'zebra'])
  })

  it('[S8] setting a tag elsewhere moves it, and both logs say so', async () => {
    const [first, second] = [await SessionDriver.on(on), await SessionDriver.on(on)]
    await tag(first, 'nightly')
    await tag(second, 'nightly')
    expect([await tagsOf(first), await tagsOf(second)]).toEqual([[], ['nightly']])
    expect((await first.eventsOfType('session.untagged')).map(({ data }) => data)).toEqual([
      { tag: 'nightly', movedTo: second.sessionId },
    ])
    expect((await second.eventsOfType('session.tagged')).map(({ data }) => data)).toEqual([
      { tag: 'nightly', previousSessionId: first.sessionId },
    ])
  })

  it('[S8] creating with a taken tag moves it to the new session', async () => {
    const first = await SessionDriver.on(on, { tag: 'nightly' })
    const second = await SessionDriver.on(on, { tag: 'nightly' })
    expect([await tagsOf(first), await tagsOf(second)]).toEqual([[], ['nightly']])
    expect(await first.types()).toEqual(['session.created', 'session.tagged', 'session.untagged'])
    expect(await second.types()).toEqual(['session.created', 'session.tagged'])
  })

  it('[S8] sessions that take the same tag at once leave it with exactly one of them', async () => {
    const drivers = [await SessionDriver.on(on), await SessionDriver.on(on), await SessionDriver.on(on)]
    await Promise.all([...drivers.map((driver) => tag(driver, 'nightly')), SessionDriver.on(on, { tag: 'nightly' })])
    const holders = await on.runtime.sessions.list(tester, { tag: 'nightly', empty: true })
    expect(holders.items.map(({ id }) => id)).toEqual([await pointsAt('nightly')])
    for (const driver of drivers) {
      expect(await tagsOf(driver)).toEqual(holders.items[0]?.id === driver.sessionId ? ['nightly'] : [])
    }
  })

  it('[S8] untag takes off one tag or all; one that is not there changes nothing', async () => {
    const driver = await SessionDriver.on(on)
    for (const name of ['a', 'b', 'c']) await tag(driver, name)
    expect((await untag(driver, 'b')).tags).toEqual(['a', 'c'])
    await driver.unchanged(() => untag(driver, 'b'))
    expect((await untag(driver)).tags).toEqual([])
    expect([await pointsAt('a'), await pointsAt('b'), await pointsAt('c')]).toEqual([null, null, null])
  })

  it('[S8] untagging a session that lost the tag does not take it from the one that has it', async () => {
    const [first, second] = [await SessionDriver.on(on, { tag: 'nightly' }), await SessionDriver.on(on)]
    await tag(second, 'nightly')
    await first.unchanged(() => untag(first, 'nightly'))
    expect(await pointsAt('nightly')).toBe(second.sessionId)
  })

  it('[S8] [X1] the same tag in two projects is two tags', async () => {
    const other = { ...tester, projectId: 'other' }
    await on.runtime.agents.register(other, { id: 'test', runner: 'test' })
    const mine = await on.runtime.sessions.create(tester, { tag: 'nightly' })
    const theirs = await on.runtime.sessions.create(other, { tag: 'nightly' })
    expect(await on.runtime.sessions.resolve(tester, { tag: 'nightly' })).toMatchObject({ id: mine.id })
    expect(await on.runtime.sessions.resolve(other, { tag: 'nightly' })).toMatchObject({ id: theirs.id })
  })
})

describe('resolve', () => {
  const resolve = (input: Parameters<TestRuntime['runtime']['sessions']['resolve']>[1]) =>
    on.runtime.sessions.resolve(tester, input)

  it('[S8] forks first, then looks for the tag, then for the id', async () => {
    const tagged = await SessionDriver.on(on, { tag: 'nightly' })
    const plain = await SessionDriver.on(on)
    const all = { id: 'child', tag: 'nightly', forkFrom: plain.sessionId }
    expect(await resolve(all)).toMatchObject({ how: 'forked', id: 'child', parentId: plain.sessionId })
    expect(await resolve({ id: plain.sessionId, tag: 'nightly' })).toMatchObject({ how: 'found', id: tagged.sessionId })
    expect(await resolve({ id: plain.sessionId, tag: 'nobody' })).toMatchObject({ how: 'found', id: plain.sessionId })
    expect(await resolve({ id: plain.sessionId })).toMatchObject({ how: 'found', id: plain.sessionId })
  })

  it('[S8] unknown sources are 404 and never an empty phantom', async () => {
    for (const input of [{ id: 'nobody' }, { tag: 'nobody' }, { forkFrom: 'nobody', create: true }]) {
      expect((await refusal(resolve(input))).code).toBe('SESSION_NOT_FOUND')
    }
    expect((await on.runtime.sessions.list(tester, { empty: true })).items).toEqual([])
  })

  it('[S8] with create an unknown id or tag makes the session, once', async () => {
    const made = await resolve({ id: 'mine', create: { title: 'T' } })
    expect(made).toMatchObject({ how: 'created', id: 'mine', title: 'T' })
    expect(await resolve({ id: 'mine', create: true })).toMatchObject({ how: 'found', id: 'mine' })
    const tagged = await resolve({ tag: 'nightly', create: true })
    expect(tagged).toMatchObject({ how: 'created', tags: ['nightly'] })
    expect(await resolve({ tag: 'nightly', create: true })).toMatchObject({ how: 'found', id: tagged.id })
  })

  it('[S8] calls that come at once with create agree on one session', async () => {
    const byTag = await Promise.all([1, 2, 3].map(() => resolve({ tag: 'nightly', create: true })))
    expect(new Set(byTag.map(({ id }) => id)).size).toBe(1)
    const byId = await Promise.all([1, 2, 3].map(() => resolve({ id: 'mine', create: true })))
    expect(byId.map(({ how }) => how).toSorted()).toEqual(['created', 'found', 'found'])
  })

  it('[S8] a tag whose session was deleted is unknown again', async () => {
    const driver = await SessionDriver.on(on, { tag: 'nightly' })
    await on.runtime.sessions.delete(tester, driver.ref)
    expect((await refusal(resolve({ tag: 'nightly' }))).code).toBe('SESSION_NOT_FOUND')
  })
})

describe('tags when the store answers late or not at all', () => {
  const cases: [string, (driver: SessionDriver) => Promise<unknown>][] = [
    ['tag', (driver) => tag(driver, 'nightly')],
    ['create', () => on.runtime.sessions.create(tester, { id: 'made', tag: 'nightly' })],
  ]
  for (const [name, take] of cases) {
    it(`[S8] ${name}: the former holder learns of a move that nobody was told of`, async () => {
      const link = new StoreLink(on.store)
      on = await startTestRuntime({ store: link.store, ids: new CountingIds('other') })
      const [former, next] = [await SessionDriver.on(on, { tag: 'nightly' }), await SessionDriver.on(on)]
      link.loseAnswerOfAppend()
      expect((await refusal(take(next))).code).toBe('STORE_UNAVAILABLE')
      expect(await pointsAt('nightly')).not.toBe(former.sessionId)
      expect(await tagsOf(former)).toEqual([])
      expect((await former.eventsOfType('session.untagged')).map(({ data }) => data.tag)).toEqual(['nightly'])
    })
  }

  it('[S8] a former holder that could not be told hears of it the next time', async () => {
    const link = new StoreLink(on.store)
    on = await startTestRuntime({ store: link.store, ids: new CountingIds('other') })
    const [former, next] = [await SessionDriver.on(on, { tag: 'nightly' }), await SessionDriver.on(on)]
    const append = link.store.append.bind(link.store)
    let appends = 0
    link.store.append = (requests) => {
      appends += 1
      return appends === 2 ? Promise.reject(new SojournError('STORE_UNAVAILABLE', 'away')) : append(requests)
    }
    expect((await refusal(tag(next, 'nightly'))).code).toBe('STORE_UNAVAILABLE')
    await tag(next, 'nightly')
    expect([await tagsOf(former), await tagsOf(next)]).toEqual([[], ['nightly']])
  })
})

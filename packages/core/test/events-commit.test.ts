import { describe, expect, it } from 'vitest'
import { MemoryStore } from '../src/store/memory-store.ts'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { quiet, SessionDriver } from '../src/testing/session-driver.ts'
import { appendRequest, logEvent, sessionRecord } from '../src/testing/store-fixtures.ts'
import { StoreLink } from '../src/testing/store-link.ts'
import { startTestRuntime, tester } from '../src/testing/test-runtime.ts'

const start = async (runner = new ScriptedTurns()) => {
  const link = new StoreLink(new MemoryStore())
  const started = await startTestRuntime({ store: link.store, runner })
  const driver = await SessionDriver.on(started)
  return { ...started, link, driver, id: driver.sessionId }
}

describe('committing', () => {
  it('[E1] seqs are contiguous from 1, whoever writes at the same time', async () => {
    const runner = new ScriptedTurns().on('talk', async (turn) => {
      const blocks = await Promise.all(['a', 'b'].map(() => turn.startBlock({ kind: 'assistant_text' })))
      for (let word = 0; word < 50; word += 1) await Promise.all(blocks.map((block) => block.delta(`${word} `)))
      await Promise.all(blocks.map((block) => block.complete()))
    })
    const { runtime, id, eventsOf } = await start(runner)
    const { runId } = await runtime.runs.submit(tester, { sessionId: id, input: { text: 'talk' } })
    const renames = Array.from({ length: 30 }, (_, at) =>
      runtime.sessions.update(tester, { sessionId: id, title: `title ${at}` }),
    )
    await Promise.all([...renames, runtime.runs.await(tester, { runId: runId ?? '' })])
    const events = await eventsOf(id)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1))
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length)
    expect(events.filter(({ type }) => type === 'block.delta')).toHaveLength(100)
  })

  it('[E2] [Trap 17] when the log does not take it, nobody hears of it and nothing has changed', async () => {
    const { runtime, driver, id, link, eventsOf } = await start()
    const before = await runtime.sessions.get(tester, { sessionId: id })
    const heard: number[] = []
    const controller = new AbortController()
    const frames = runtime.events.follow(tester, { sessionId: id }, controller.signal)
    const listening = (async () => {
      for await (const frame of frames) if (frame.kind === 'events') heard.push(...frame.events.map(({ seq }) => seq))
    })()
    link.fail('append', { times: 3 })
    const refused = { code: 'STORE_UNAVAILABLE' }
    await expect(runtime.sessions.update(tester, { sessionId: id, title: 'x' })).rejects.toMatchObject(refused)
    const input = { text: 'hello' }
    await expect(runtime.runs.submit(tester, { sessionId: id, input })).rejects.toMatchObject(refused)
    await expect(runtime.sessions.create(tester, { id: 'other' })).rejects.toMatchObject(refused)
    expect(await runtime.sessions.get(tester, { sessionId: id })).toEqual(before)
    expect((await runtime.runs.list(tester, { sessionId: id })).items).toEqual([])
    await expect(runtime.sessions.get(tester, { sessionId: 'other' })).rejects.toMatchObject({
      code: 'SESSION_NOT_FOUND',
    })
    // The same calls are good afterwards, and they are the first that anybody hears of.
    const { seq } = await runtime.sessions.update(tester, { sessionId: id, title: 'x' })
    expect(seq).toBe(before.lastSeq + 1)
    await driver.until('session.updated')
    controller.abort()
    await listening
    expect(heard).toEqual((await eventsOf(id)).map((event) => event.seq))
    expect((await runtime.runs.execute(tester, { sessionId: id, input })).status).toBe('completed')
  })

  it('[E2] commands that wait together fail together, and each can be repeated', async () => {
    const { runtime, id, link } = await start()
    link.fail('append')
    const titles = ['a', 'b', 'c']
    const all = titles.map((title) => runtime.sessions.update(tester, { sessionId: id, title }))
    for (const result of await Promise.allSettled(all)) expect(result.status).toBe('rejected')
    for (const title of titles) await runtime.sessions.update(tester, { sessionId: id, title })
    const session = await runtime.sessions.get(tester, { sessionId: id })
    expect(session).toMatchObject({ title: 'c', version: 4, lastSeq: 4 })
  })

  it('[E2] a refused command leaves the others of its commit alone', async () => {
    const { runtime, id } = await start()
    const [good, refused, late] = await Promise.allSettled([
      runtime.sessions.update(tester, { sessionId: id, title: 'good' }),
      runtime.sessions.update(tester, { sessionId: id, title: 'stale', ifVersion: 99 }),
      runtime.sessions.update(tester, { sessionId: id, context: { late: true } }),
    ])
    expect([good?.status, refused?.status, late?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await runtime.sessions.get(tester, { sessionId: id })).toMatchObject({
      title: 'good',
      context: { late: true },
    })
  })

  it('[E2] a commit whose answer got lost is found again: followers hear of it, and its run is executed', async () => {
    const { runtime, driver, id, link, eventsOf, runner } = await start()
    link.loseAnswerOfAppend()
    const input = { text: 'hello' }
    await expect(runtime.runs.submit(tester, { sessionId: id, input })).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    })
    // The next command finds that the log has gone on without this host.
    await runtime.sessions.update(tester, { sessionId: id, title: 'next' })
    await driver.until('run.completed')
    expect(runner.turns).toHaveLength(1)
    const events = await eventsOf(id)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1))
    expect(await runtime.sessions.get(tester, { sessionId: id })).toMatchObject({ state: 'awaiting_input' })
  })

  it('[E2] nobody has to come by for it: the host looks again by itself', async () => {
    const { runtime, driver, id, link, clock, runner } = await start()
    link.loseAnswerOfAppend()
    const input = { text: 'hello' }
    await expect(runtime.runs.submit(tester, { sessionId: id, input })).rejects.toThrow()
    clock.advance(1_000)
    await driver.until('run.completed')
    expect(runner.turns).toHaveLength(1)
    expect(runtime.system.info().activeRuns).toBe(0)
  })

  it('[E2] [Trap 6] a start that the log did not take is tried again, and no place is lost for it', async () => {
    const { runtime, driver, id, link, clock, runner } = await start()
    const runAt = new Date(clock.now() + 60_000).toISOString()
    await runtime.runs.submit(tester, { sessionId: id, input: { text: 'later' }, runAt })
    link.fail('append', { times: 2 })
    for (const wait of [60_000, 1_000, 1_000]) {
      clock.advance(wait)
      await quiet()
    }
    await driver.until('run.completed')
    expect(runner.turns).toHaveLength(1)
    expect(runtime.system.info().activeRuns).toBe(0)
  })

  it('[E7] an event id that is appended twice is stored once, and the second append answers with what is stored', async () => {
    const store = new MemoryStore()
    const create = appendRequest(sessionRecord(), [logEvent('s1', 1)], { kind: 'create' })
    const next = appendRequest(sessionRecord(), [logEvent('s1', 2), logEvent('s1', 3)])
    expect(await store.append([create])).toEqual([{ status: 'stored' }])
    expect(await store.append([next])).toEqual([{ status: 'stored' }])
    expect(await store.append([next])).toEqual([{ status: 'duplicate', events: next.events }])
    expect(await store.readEvents({ sessionId: 's1', afterSeq: 0, limit: 10 })).toHaveLength(3)
  })

  it('[E8] the seq of every mutation is the first point from which its effects can be read', async () => {
    const { runtime, driver, id, eventsOf } = await start(
      new ScriptedTurns().on('block', async (turn) => {
        await turn.saveCheckpoint({ at: 1 })
      }),
    )
    const { seq: submitted } = await runtime.runs.submit(tester, { sessionId: id, input: { text: 'block' } })
    const typesAt = async (seq: number) =>
      (await eventsOf(id)).filter((event) => event.seq <= seq).map(({ type }) => type)
    expect(await typesAt(submitted)).toContain('run.queued')
    await driver.until('run.completed')
    const mutations: [Promise<{ seq: number }>, string][] = [
      [runtime.sessions.update(tester, { sessionId: id, title: 't' }), 'session.updated'],
      [runtime.checkpoints.save(tester, { sessionId: id, data: 1 }), 'checkpoint.saved'],
      [runtime.sessions.tag(tester, { sessionId: id, tag: 'main' }), 'session.tagged'],
      [runtime.sessions.pause(tester, { sessionId: id }), 'session.status_changed'],
    ]
    for (const [mutation, type] of mutations) {
      const { seq } = await mutation
      const event = (await eventsOf(id)).find((candidate) => candidate.seq === seq)
      expect(event?.type).toBe(type)
    }
    const { seq } = await runtime.sessions.update(tester, { sessionId: id, title: 't' })
    expect(seq).toBe((await runtime.sessions.get(tester, { sessionId: id })).lastSeq)
  })
})

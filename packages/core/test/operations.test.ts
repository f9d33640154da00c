import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Earliest } from '../src/operations/earliest.ts'
import { MemoryStore } from '../src/store/memory-store.ts'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, SessionDriver } from '../src/testing/session-driver.ts'
import { startTestRuntime, tester } from '../src/testing/test-runtime.ts'

const minute = 60_000

const asking = () =>
  new ScriptedTurns({ permissions: true }).on('hold', untilAborted).on('ask', async (turn) => {
    const call = { toolCallId: 'call-1', toolId: 'fs', operation: 'write', toolInput: {} }
    await turn.tool(call, async () => ({ result: null }))
  })

const operationsOf = ({ runtime }: Pick<SessionDriver, 'runtime'>, limit?: number) =>
  runtime.system.operations(tester, limit === undefined ? {} : { limit })

describe('system.operations', () => {
  it('[B13] names what executes and what waits, longest first, with totals of everything', async () => {
    const first = await SessionDriver.open({ runner: asking() }, { title: 'First' })
    const held = await first.submit('hold')
    await first.until('run.started')
    first.clock.advance(minute)
    const second = await SessionDriver.on(first.on)
    await second.submit('hold')
    await second.until('run.started')
    const waiting = await first.submit('later')
    first.clock.advance(minute)
    const delayed = await first.submit('tomorrow', { runAt: new Date(first.clock.now() + minute).toISOString() })
    const { executing, waiting: queued, oldestWaiting, blocked } = await operationsOf(first, 1)
    expect(executing).toEqual({
      total: 2,
      items: [
        {
          sessionId: first.sessionId,
          title: 'First',
          agentId: 'test',
          runId: held,
          attempt: 1,
          since: '2026-01-01T00:00:00.000Z',
        },
      ],
    })
    expect(queued.total).toBe(2)
    expect(queued.items).toMatchObject([{ runId: waiting, position: 1, dueAt: null, blockedOn: null }])
    expect(oldestWaiting).toMatchObject({ runId: waiting, since: '2026-01-01T00:01:00.000Z' })
    expect(blocked.total).toBe(0)
    const whole = await operationsOf(first)
    expect(whole.waiting.items.map(({ runId }) => runId)).toEqual([waiting, delayed])
  })

  it('[B13] a run waits from when it is due, and is not late before', async () => {
    const driver = await SessionDriver.open()
    await driver.submit('later', { runAt: new Date(driver.clock.now() + minute).toISOString() })
    const { oldestWaiting, blocked } = await operationsOf(driver)
    expect(oldestWaiting).toBeNull()
    expect(blocked.items).toMatchObject([{ blocked: { reason: 'delayed_until', until: '2026-01-01T00:01:00.000Z' } }])
  })

  it('[B13] says why a session does not move, since when, and until when', async () => {
    const asks = await SessionDriver.open({ runner: asking() })
    await asks.submit('ask')
    await asks.until('permission.requested')
    asks.clock.advance(minute)
    const paused = await SessionDriver.on(asks.on)
    await asks.runtime.sessions.pause(tester, paused.ref)
    await paused.submit('wait')
    const { blocked } = await operationsOf(asks)
    expect(blocked.items).toMatchObject([
      {
        sessionId: asks.sessionId,
        blocked: { reason: 'permission', since: '2026-01-01T00:00:00.000Z', until: '2026-01-01T00:05:00.000Z' },
      },
      {
        sessionId: paused.sessionId,
        blocked: { reason: 'paused', since: '2026-01-01T00:01:00.000Z' },
        queueDepth: 1,
      },
    ])
  })

  it('[B13] names who holds the places that a run waits for', async () => {
    const first = await SessionDriver.open({ runner: asking(), host: { type: 'local', maxActiveRuns: 1 } })
    await first.submit('hold')
    await first.until('run.started')
    const second = await SessionDriver.on(first.on)
    await second.submit('hold')
    const { blocked, waiting } = await operationsOf(first)
    expect(blocked.items).toMatchObject([{ blocked: { reason: 'concurrency', heldBy: [first.sessionId] } }])
    expect(waiting.items).toMatchObject([{ sessionId: second.sessionId, blockedOn: 'concurrency' }])
  })

  it('[B13] knows crashed sessions that have left memory', async () => {
    const store = new MemoryStore()
    const before = await SessionDriver.open({ store })
    await before.runtime.sessions.crash(tester, before.ref)
    const { runtime } = await startTestRuntime({ store })
    const { blocked, hosts } = await operationsOf({ runtime })
    expect(hosts).toMatchObject([{ loadedSessions: 0 }])
    expect(blocked).toMatchObject({
      total: 1,
      items: [{ sessionId: before.sessionId, blocked: { reason: 'crashed', since: '2026-01-01T00:00:00.000Z' } }],
    })
  })

  it('[B13] tells how far a follower is behind, and forgets it when it goes', async () => {
    const driver = await SessionDriver.open()
    const controller = new AbortController()
    const request = { ...driver.ref, transport: 'websocket' as const }
    const frames = driver.runtime.events.follow(tester, request, controller.signal)
    await frames.next()
    const { lastSeq } = await driver.session()
    expect((await operationsOf(driver)).subscribers.items).toMatchObject([
      { sessionId: driver.sessionId, transport: 'websocket', seq: 0, behind: lastSeq },
    ])
    // It comes for the next frame when it has taken the first.
    await frames.next()
    expect((await operationsOf(driver)).subscribers.items).toMatchObject([{ seq: lastSeq, behind: 0 }])
    await driver.run('work')
    expect((await operationsOf(driver)).subscribers.items[0]?.behind).toBeGreaterThan(0)
    controller.abort()
    await frames.return(undefined)
    expect((await operationsOf(driver)).subscribers).toEqual({ total: 0, items: [] })
  })

  it('[B13] measures appends and says whether the store answers', async () => {
    const driver = await SessionDriver.open()
    const { store, hosts } = await operationsOf(driver)
    expect(store).toMatchObject({ name: 'memory', reachable: true, appends: { count: 1 } })
    expect(hosts).toMatchObject([{ id: 'host-1', healthy: true, maxActiveRuns: 1000, process: null }])
    driver.clock.advance(6 * minute)
    expect((await operationsOf(driver)).store.appends).toBeNull()
    driver.on.store.sessionOfTag = () => Promise.reject(new Error('gone'))
    const without = await operationsOf(driver)
    expect(without).toMatchObject({ store: { reachable: false }, hosts: [{ healthy: false }] })
  })

  it('[B13] [X1] shows nothing of another project', async () => {
    const driver = await SessionDriver.open({ runner: asking() })
    await driver.submit('hold')
    await driver.until('run.started')
    const other = { ...tester, projectId: 'other' }
    const { executing, waiting, blocked } = await driver.runtime.system.operations(other, {})
    expect([executing.total, waiting.total, blocked.total]).toEqual([0, 0, 0])
    await quiet()
  })
})

describe('Earliest', () => {
  it('[B13] gives the earliest of any things, and counts all', () => {
    const time = fc.integer({ min: 0, max: 50 }).map((second) => new Date(second * 1000).toISOString())
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(time, { maxLength: 40 }), (limit, times) => {
        const earliest = new Earliest<string>(limit)
        for (const at of times) earliest.add(at, () => at)
        expect(earliest.list).toEqual({ total: times.length, items: times.toSorted().slice(0, limit) })
      }),
    )
  })
})

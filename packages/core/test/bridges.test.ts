import { describe, expect, it } from 'vitest'
import type { BridgeSubscriber } from '../src/ports/bridge-subscriber.ts'
import { MemoryStore } from '../src/store/memory-store.ts'
import { ManualClock } from '../src/testing/manual-clock.ts'
import { StoreLink } from '../src/testing/store-link.ts'
import { startTestRuntime, type TestRuntime, tester } from '../src/testing/test-runtime.ts'
import { RecordingBridge } from './recording-bridge.ts'

/** A store that lives on when its runtime has stopped. */
const lasting = (): MemoryStore => Object.assign(new MemoryStore(), { close: async () => {} })

const start = (bridges: BridgeSubscriber[], options: Parameters<typeof startTestRuntime>[0] = {}) =>
  startTestRuntime({ bridges, ...options })

const rename = (runtime: TestRuntime['runtime'], sessionId: string, title: string) =>
  runtime.sessions.update(tester, { sessionId, title })

const statusOf = ({ runtime }: TestRuntime, name: string) =>
  runtime.system.info().bridges.find((bridge) => bridge.name === name)

describe('bridges', () => {
  it('[BR1] a bridge gets every committed event of every session once, in order, with its session', async () => {
    const bridge = new RecordingBridge('all')
    const { runtime, eventsOf } = await start([bridge])
    const sessions = await Promise.all([runtime.sessions.create(tester, {}), runtime.sessions.create(tester, {})])
    for (const { id } of sessions) await runtime.runs.execute(tester, { sessionId: id, input: { text: 'hello' } })
    for (const { id } of sessions) {
      const log = await eventsOf(id)
      await bridge.until(() => bridge.seqsOf(id).length >= log.length)
      expect(bridge.eventsOf(id)).toEqual(log)
    }
    expect(bridge.batches[0]?.session).toMatchObject({ projectId: 'default', agentId: 'test', status: 'active' })
    await runtime.shutdown()
    expect(bridge.closed).toBe(1)
  })

  it('[BR1] a bridge gets only the types that it wants', async () => {
    const bridge = new RecordingBridge('some', ['session.created', 'run.completed'])
    const { runtime } = await start([bridge])
    const { id } = await runtime.sessions.create(tester, {})
    await runtime.runs.execute(tester, { sessionId: id, input: { text: 'hello' } })
    await bridge.until(() => bridge.eventsOf(id).length === 2)
    expect(bridge.eventsOf(id).map(({ type }) => type)).toEqual(['session.created', 'run.completed'])
    await runtime.shutdown()
  })

  it('[BR1] [E2] what the log does not take reaches no bridge; what it took though the answer got lost does', async () => {
    const bridge = new RecordingBridge('all', ['session.updated'])
    const link = new StoreLink(new MemoryStore())
    const { runtime } = await start([bridge], { store: link.store })
    const { id } = await runtime.sessions.create(tester, {})
    link.fail('append')
    await expect(rename(runtime, id, 'refused')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    link.loseAnswerOfAppend()
    await expect(rename(runtime, id, 'lost')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await bridge.until(() => bridge.batches.length > 0)
    expect(bridge.eventsOf(id)).toMatchObject([{ data: { values: { title: 'lost' } } }])
    await runtime.shutdown()
  })

  it('[BR1] what a fork has copied is not news again', async () => {
    const bridge = new RecordingBridge('all')
    const { runtime, eventsOf } = await start([bridge])
    const { id } = await runtime.sessions.create(tester, {})
    await rename(runtime, id, 'source')
    const fork = await runtime.sessions.fork(tester, { sessionId: id })
    await bridge.until(() => bridge.eventsOf(fork.id).length > 0)
    const log = await eventsOf(fork.id)
    expect(bridge.eventsOf(fork.id)).toEqual(log.slice(fork.forkedAtSeq ?? 0))
    expect(bridge.eventsOf(fork.id)[0]).toMatchObject({ type: 'session.created', data: { parentId: id } })
    await runtime.shutdown()
  })

  it('[BR3] a bridge that hangs and one that throws delay neither sessions nor another bridge', async () => {
    const [hanging, throwing, sound] = [
      new RecordingBridge('hangs'),
      new RecordingBridge('throws'),
      new RecordingBridge('ok'),
    ]
    hanging.before = () => new Promise(() => {})
    throwing.before = () => {
      throw new Error('no way')
    }
    const started = await start([hanging, throwing, sound])
    const { runtime, clock, eventsOf } = started
    const { id } = await runtime.sessions.create(tester, {})
    await runtime.runs.execute(tester, { sessionId: id, input: { text: 'hello' } })
    const log = await eventsOf(id)
    await sound.until(() => sound.eventsOf(id).length === log.length)
    expect(hanging.batches).toEqual([])
    expect(throwing.batches).toEqual([])
    expect(statusOf(started, 'throws')).toMatchObject({ state: 'failing', lastError: { message: 'no way' } })
    let stopped = false
    const stopping = runtime.shutdown().then(() => {
      stopped = true
    })
    // Its last second, for the bridge that hangs.
    await untilHolds(() => {
      clock.advance(100)
      return stopped
    })
    await stopping
    expect([hanging.closed, throwing.closed, sound.closed]).toEqual([1, 1, 1])
  })

  it('[BR3] a delivery that takes too long is given up and tried again', async () => {
    const bridge = new RecordingBridge('slow', ['session.created'])
    const signals: AbortSignal[] = []
    bridge.before = (_, signal) => {
      signals.push(signal)
      return new Promise(() => {})
    }
    const started = await start([bridge])
    const { id } = await started.runtime.sessions.create(tester, {})
    await bridge.until(() => signals.length === 1)
    bridge.before = undefined
    started.clock.advance(30_000)
    await untilFailures(started, 'slow', 1)
    expect(signals[0]?.aborted).toBe(true)
    started.clock.advance(250)
    await bridge.until(() => bridge.batches.length === 1)
    expect(bridge.seqsOf(id)).toEqual([1])
    await started.runtime.shutdown()
  })

  it('[BR4] a failed delivery is tried again, later each time up to five seconds, and nothing is lost', async () => {
    const bridge = new RecordingBridge('flaky', ['session.created', 'session.updated'])
    const started = await start([bridge])
    const { runtime, clock, log } = started
    let isDown = true
    bridge.before = () => {
      if (isDown) throw new Error('down')
    }
    const { id } = await runtime.sessions.create(tester, {})
    const waits: number[] = []
    for (let attempt = 1; attempt <= 7; attempt += 1) {
      await bridge.until(() => bridge.attempts === attempt)
      await untilFailures(started, 'flaky', attempt)
      await rename(runtime, id, `title ${attempt}`)
      const { nextAttemptAt } = statusOf(started, 'flaky') ?? {}
      waits.push(Date.parse(nextAttemptAt ?? '') - clock.now())
      if (attempt === 7) isDown = false
      clock.advance(waits.at(-1) ?? 0)
    }
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000])
    await bridge.until(() => bridge.eventsOf(id).length === 8)
    expect(bridge.eventsOf(id).map(({ type }) => type)).toEqual([
      'session.created',
      ...Array.from({ length: 7 }, () => 'session.updated'),
    ])
    await untilIdle(started, 'flaky')
    expect(statusOf(started, 'flaky')).toMatchObject({ failures: 0, lagMs: 0, lastError: { message: 'down' } })
    expect(log.lines.filter(({ message }) => message.startsWith('A bridge'))).toMatchObject([
      { level: 'warn' },
      { level: 'info' },
    ])
    await runtime.shutdown()
  })

  it('[BR4] a session whose batch cannot be delivered does not stop the others', async () => {
    const bridge = new RecordingBridge('picky', ['session.created'])
    bridge.before = ({ session }) => {
      if (session.sessionId === 'bad') throw new Error('unspeakable')
    }
    const started = await start([bridge])
    await started.runtime.sessions.create(tester, { id: 'bad' })
    await untilFailures(started, 'picky', 1)
    for (const id of ['a', 'b', 'c']) await started.runtime.sessions.create(tester, { id })
    started.clock.advance(250)
    await untilFailures(started, 'picky', 2)
    started.clock.advance(500)
    await bridge.until(() => bridge.batches.length === 3)
    expect(bridge.batches.map(({ session }) => session.sessionId).toSorted()).toEqual(['a', 'b', 'c'])
    await started.runtime.shutdown()
  })

  it('[BR2] after a restart a bridge goes on where it was, and gets what happened without it', async () => {
    const store = lasting()
    const first = new RecordingBridge('redis')
    const before = await start([first], { store })
    const { id } = await before.runtime.sessions.create(tester, {})
    await first.until(() => first.eventsOf(id).length > 0)
    await before.runtime.shutdown()
    const without = await start([], { store })
    await rename(without.runtime, id, 'while it was away')
    await without.runtime.shutdown()
    const second = new RecordingBridge('redis')
    const after = await start([second], { store })
    await second.until(() => second.eventsOf(id).length > 0)
    expect(second.seqsOf(id)[0]).toBe((first.seqsOf(id).at(-1) ?? 0) + 1)
    const newcomer = new RecordingBridge('newcomer')
    await after.runtime.shutdown()
    const last = await start([newcomer], { store })
    await rename(last.runtime, id, 'now')
    await newcomer.until(() => newcomer.batches.length > 0)
    expect(newcomer.eventsOf(id)).toMatchObject([{ data: { values: { title: 'now' } } }])
    await last.runtime.shutdown()
  })

  it('[BR2] when the process dies, a bridge gets again what it had taken last, and nothing is left out', async () => {
    const store = lasting()
    const link = new StoreLink(store)
    const first = new RecordingBridge('redis')
    const { runtime, clock } = await start([first], { store: link.store })
    const { id } = await runtime.sessions.create(tester, {})
    await link.untilCalled('saveBridgeCursors')
    await rename(runtime, id, 'delivered, not noted')
    await first.until(() => first.eventsOf(id).some(({ type }) => type === 'session.updated'))
    link.cut()
    const second = new RecordingBridge('redis')
    const after = await start([second], { store, clock: new ManualClock(clock.now()) })
    await second.until(() => second.batches.length > 0)
    expect(second.eventsOf(id)).toMatchObject([{ type: 'session.updated' }])
    await after.runtime.shutdown()
  })

  it('[BR2] a store that does not answer costs a bridge time and nothing else', async () => {
    const bridge = new RecordingBridge('all', ['session.created'])
    const link = new StoreLink(new MemoryStore())
    const started = await start([bridge], { store: link.store })
    link.fail('sessionsBehind')
    const { id } = await started.runtime.sessions.create(tester, {})
    await untilFailures(started, 'all', 1)
    link.fail('readEvents')
    started.clock.advance(250)
    await untilFailures(started, 'all', 2)
    started.clock.advance(500)
    await bridge.until(() => bridge.batches.length === 1)
    expect(bridge.seqsOf(id)).toEqual([1])
    await started.runtime.shutdown()
  })

  it('[BR5] more sessions with news than are remembered by name are found in the store', async () => {
    const bridge = new RecordingBridge('all', ['session.created'])
    const { promise: opened, resolve: open } = Promise.withResolvers<void>()
    bridge.before = () => opened
    const started = await start([bridge])
    const count = 10_100
    for (let at = 0; at < count; at += 1) await started.runtime.sessions.create(tester, { id: `s${at}` })
    expect(statusOf(started, 'all')?.waitingSessions).toBeLessThan(count)
    open()
    await bridge.until(() => bridge.batches.length >= count)
    expect(new Set(bridge.batches.map(({ session }) => session.sessionId)).size).toBe(count)
    await started.runtime.shutdown()
  })

  it('[BR1] two bridges of one name are refused: they would share a cursor', async () => {
    await expect(start([new RecordingBridge('twin'), new RecordingBridge('twin')])).rejects.toThrow('twin')
  })
})

/** For what nothing tells of: the couriers note it a moment after the bridge has answered. */
const untilHolds = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

const untilFailures = (started: TestRuntime, name: string, failures: number) =>
  untilHolds(() => {
    const status = statusOf(started, name)
    return status?.failures === failures && status.nextAttemptAt !== null
  })

const untilIdle = (started: TestRuntime, name: string) => untilHolds(() => statusOf(started, name)?.state === 'idle')

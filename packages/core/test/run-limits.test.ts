import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { quiet, SessionDriver } from '../src/testing/session-driver.ts'
import { startTestRuntime, type TestRuntime, tester } from '../src/testing/test-runtime.ts'

let on: TestRuntime
/** Texts of runs in the order in which they started. */
let started: string[]
/** Ends the run of a text. */
let ends: Map<string, () => void>

const gated = () => {
  const runner = new ScriptedTurns()
  runner.run = async (turn) => {
    started.push(turn.text)
    await new Promise<void>((resolve) => {
      ends.set(turn.text, resolve)
      turn.signal.addEventListener('abort', () => resolve())
    })
    return { status: 'completed' }
  }
  return runner
}

const end = async (text: string) => {
  ends.get(text)?.()
  await quiet()
}

/** Ends the run that has executed longest. */
const endFirst = async () => {
  const [text] = ends.keys()
  if (text === undefined) throw new Error('Nothing executes')
  const finish = ends.get(text)
  ends.delete(text)
  finish?.()
  await quiet()
}

const open = async (maxActiveRuns: number, agentLimits: Record<string, number> = {}) => {
  on = await startTestRuntime({ runner: gated(), host: { type: 'local', hostId: 'host-1', maxActiveRuns } })
  for (const [id, limit] of Object.entries(agentLimits)) {
    await on.runtime.agents.register(tester, { id, runner: 'test', limits: { maxActiveRuns: limit } })
  }
}

const session = (agentId = 'test') => SessionDriver.on(on, { agentId })
const blockOf = async (driver: SessionDriver) => {
  const { blockedOn, queueDepth, state } = await driver.session()
  return { blockedOn, queueDepth, state }
}

beforeEach(() => {
  started = []
  ends = new Map()
})
afterEach(() => on.runtime.shutdown())

describe('limits of host and agent', () => {
  it('[R8] a run that finds no place stays queued, blocked on concurrency, and is never failed for that', async () => {
    await open(1)
    const [a, b] = [await session(), await session()]
    await a.submit('a')
    const waiting = await b.submit('b')
    expect(await blockOf(b)).toEqual({ blockedOn: 'concurrency', queueDepth: 1, state: 'created' })
    expect(await on.runtime.sessions.summary(tester, b.ref)).toMatchObject({ activity: 'idle', running: false })
    expect(on.runtime.system.info().activeRuns).toBe(1)
    on.clock.advance(24 * 3_600_000)
    await quiet()
    expect((await on.runtime.runs.get(tester, { runId: waiting })).status).toBe('queued')
    await end('a')
    expect(started).toEqual(['a', 'b'])
    expect((await b.session()).blockedOn).toBeNull()
  })

  it('[R8] places are given in the order of asking, also against sessions whose queue is long', async () => {
    await open(1)
    const [a, b, c] = [await session(), await session(), await session()]
    for (const text of ['a1', 'a2', 'a3']) await a.submit(text)
    await b.submit('b1')
    await c.submit('c1')
    for (const text of ['a1', 'b1', 'c1', 'a2', 'a3']) await end(text)
    expect(started).toEqual(['a1', 'b1', 'c1', 'a2', 'a3'])
  })

  it('[R8] somebody new does not overtake those who wait', async () => {
    await open(1)
    const [a, b, c] = [await session(), await session(), await session()]
    await a.submit('a')
    await b.submit('b')
    ends.get('a')?.()
    await Promise.all([c.submit('c'), quiet()])
    expect(started).toEqual(['a', 'b'])
    expect((await c.session()).blockedOn).toBe('concurrency')
    await end('b')
    expect(started).toEqual(['a', 'b', 'c'])
  })

  it('[R8] an agent’s limit holds its own runs back and nobody else’s', async () => {
    await open(10, { narrow: 1 })
    const [a, b, c] = [await session('narrow'), await session('narrow'), await session()]
    await a.submit('a')
    await b.submit('b')
    await c.submit('c')
    expect(started).toEqual(['a', 'c'])
    expect((await b.session()).blockedOn).toBe('concurrency')
    await end('c')
    expect(started).toEqual(['a', 'c'])
    await end('a')
    expect(started).toEqual(['a', 'c', 'b'])
  })

  it('[R8] those whose agent is full do not keep a free place of the host from others', async () => {
    await open(2, { narrow: 1, wide: 9 })
    const narrow = [await session('narrow'), await session('narrow'), await session('narrow')]
    const wide = [await session('wide'), await session('wide')]
    await narrow[0]?.submit('n1')
    await wide[0]?.submit('w1')
    await narrow[1]?.submit('n2')
    await narrow[2]?.submit('n3')
    await wide[1]?.submit('w2')
    expect(started).toEqual(['n1', 'w1'])
    await end('w1')
    expect(started).toEqual(['n1', 'w1', 'w2'])
    await end('n1')
    expect(started).toEqual(['n1', 'w1', 'w2', 'n2'])
  })

  it('[R8] a session that does not want its place any more does not keep it from those behind', async () => {
    await open(1)
    const drivers = [await session(), await session(), await session(), await session(), await session()]
    const runs: string[] = []
    for (const [at, driver] of drivers.entries()) runs.push(await driver.submit(`r${at}`))
    const [, cancelled, paused, deleted, last] = drivers
    await on.runtime.runs.cancel(tester, { runId: runs[1] ?? '' })
    if (paused) await on.runtime.sessions.pause(tester, paused.ref)
    if (deleted) await on.runtime.sessions.delete(tester, deleted.ref)
    await end('r0')
    expect(started).toEqual(['r0', 'r4'])
    expect([await cancelled?.queue(), await last?.queue()]).toEqual([[], []])
    if (paused) await on.runtime.sessions.resume(tester, paused.ref)
    expect((await paused?.session())?.blockedOn).toBe('concurrency')
    await end('r4')
    expect(started).toEqual(['r0', 'r4', 'r2'])
  })

  it('[R8] a limit that is raised lets waiting runs start', async () => {
    await open(10, { narrow: 1 })
    const drivers = [await session('narrow'), await session('narrow'), await session('narrow')]
    for (const [at, driver] of drivers.entries()) await driver.submit(`r${at}`)
    await on.runtime.agents.update(tester, { agentId: 'narrow', limits: { maxActiveRuns: 2 } })
    await quiet()
    expect(started).toEqual(['r0', 'r1'])
  })

  it('[R8] [X1] agents of the same name in two projects do not share a limit', async () => {
    await open(10, { narrow: 1 })
    const other = { ...tester, projectId: 'other' }
    await on.runtime.agents.register(other, { id: 'narrow', runner: 'test', limits: { maxActiveRuns: 1 } })
    await (await session('narrow')).submit('mine')
    const { id } = await on.runtime.sessions.create(other, { agentId: 'narrow' })
    await on.runtime.runs.submit(other, { sessionId: id, input: { text: 'theirs' } })
    await quiet()
    expect(started).toEqual(['mine', 'theirs'])
  })

  it('[Trap 6] many sessions on few places all get their turn, and the limit is never passed', async () => {
    await open(3, { narrow: 2 })
    const drivers = await Promise.all(Array.from({ length: 12 }, (_, at) => session(at % 2 === 0 ? 'narrow' : 'test')))
    const runs: [SessionDriver, string][] = []
    for (const driver of drivers) {
      for (const nth of [1, 2]) runs.push([driver, await driver.submit(`${driver.sessionId}/${nth}`)])
    }
    for (let done = 0; done < runs.length; done += 1) {
      expect(on.runtime.system.info().activeRuns).toBe(Math.min(3, runs.length - done))
      await endFirst()
    }
    for (const [driver, runId] of runs) expect((await driver.settled(runId)).status).toBe('completed')
    expect(on.runtime.system.info().activeRuns).toBe(0)
  })
})

describe('runs without a runner', () => {
  it('[S9] wait with no_runner until the agent is there again', async () => {
    await open(10, { passing: 5 })
    const driver = await session('passing')
    await on.runtime.agents.remove(tester, { agentId: 'passing', force: true })
    await driver.submit('a')
    expect((await driver.session()).blockedOn).toBe('no_runner')
    await on.runtime.agents.register(tester, { id: 'passing', runner: 'test' })
    await quiet()
    expect(started).toEqual(['a'])
    await end('a')
  })

  it('[S9] core commands wait for the agent too, and nothing breaks meanwhile', async () => {
    await open(10, { passing: 5 })
    const driver = await session('passing')
    await on.runtime.agents.remove(tester, { agentId: 'passing', force: true })
    const runId = await driver.submit('/status')
    expect((await driver.session()).blockedOn).toBe('no_runner')
    await on.runtime.agents.register(tester, { id: 'passing', runner: 'test' })
    expect((await driver.settled(runId)).status).toBe('completed')
  })

  it('[R5] an agent that is removed while its run starts fails that run and nothing else', async () => {
    await open(10, { passing: 5 })
    const driver = await session('passing')
    const starting = driver.submit('a')
    await Promise.resolve()
    const removing = on.runtime.agents.remove(tester, { agentId: 'passing', force: true })
    const run = await driver.settled(await starting).catch((error: unknown) => error)
    await removing
    expect(run).toMatchObject({ status: 'failed', error: { code: 'RUN_NOT_RUNNABLE' } })
    expect(on.runtime.system.info().activeRuns).toBe(0)
  })
})

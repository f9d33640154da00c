import { SojournError } from '@sojourn/contract/error'
import { describe, expect, it } from 'vitest'
import type { Turn } from '../src/ports/runner.ts'
import { MemoryStore } from '../src/store/memory-store.ts'
import { CrashSite, type CrashSiteOptions, expectWhole } from '../src/testing/crash-site.ts'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, SessionDriver } from '../src/testing/session-driver.ts'
import { StoreLink } from '../src/testing/store-link.ts'
import { tester } from '../src/testing/test-runtime.ts'

/** On the first host, until it is told to stop. */
const works = async (turn: Turn, site: CrashSite) => {
  if (site.host > 1) return
  void site.dies()
  await untilAborted(turn)
  turn.signal.throwIfAborted()
}

const working = (options: Partial<CrashSiteOptions> = {}) =>
  CrashSite.open({
    play: async (turn, site) => {
      await works(turn, site)
      return { status: 'completed', output: `attempt ${turn.attempt}` }
    },
    ...options,
  })

/** Stops the host in good order, turning its clock as long as it takes. */
const stop = async (site: CrashSite) => {
  let stopped = false
  const stopping = site.driver.runtime.shutdown().finally(() => {
    stopped = true
  })
  stopping.catch(() => {})
  for (let second = 0; second < 20 && !stopped; second += 1) {
    await quiet()
    if (!stopped) site.clock.advance(1_000)
  }
  expect(stopped).toBe(true)
  return stopping
}

const restart = async (site: CrashSite) => {
  site.crash()
  return site.restart()
}

describe('a shutdown in good order', () => {
  it('[C6] the executing run is requeued, not failed, and the next host goes on with it at once', async () => {
    const site = await working()
    await site.untilDying()
    const { lastSeq } = await site.driver.session()
    const before = site.clock.now()
    await stop(site)
    expect(site.clock.now()).toBe(before)
    const driver = await restart(site)
    expect(await driver.settled(site.runId)).toMatchObject({ status: 'completed', output: 'attempt 2' })
    const since = (await driver.events()).filter(({ seq }) => seq > lastSeq)
    expect(since.map(({ type }) => type)).toEqual([
      'run.requeued',
      'session.state_changed',
      'run.started',
      'session.state_changed',
      'run.completed',
      'session.state_changed',
    ])
    expect(since[0]?.data).toEqual({ reason: 'shutdown', attempt: 2 })
    await expectWhole(driver)
  })

  it('[C6] a runner that does not listen is left behind after its grace', async () => {
    const site = await working({ play: async (_, at) => at.dies() })
    await site.untilDying()
    const before = site.clock.now()
    await stop(site)
    expect(site.clock.now() - before).toBe(5_000)
    expect(await (await restart(site)).settled(site.runId)).toMatchObject({ status: 'completed', attempt: 2 })
  })

  it('[C6] a runner that answers “failed” because it was told to stop has not failed', async () => {
    const site = await working({
      play: async (turn, at) => {
        if (at.host > 1) return { status: 'completed' }
        void at.dies()
        await untilAborted(turn)
        return { status: 'failed', error: { code: 'ABORTED', message: 'aborted', retryable: false } }
      },
    })
    await site.untilDying()
    await stop(site)
    expect(await (await restart(site)).settled(site.runId)).toMatchObject({ status: 'completed', attempt: 2 })
  })

  it('[C6] [R5] a run that finishes within its grace is finished', async () => {
    const site = await working({
      play: async (turn, at) => {
        void at.dies()
        await untilAborted(turn)
        return { status: 'completed', output: 'just in time' }
      },
    })
    await site.untilDying()
    await stop(site)
    expect(await (await restart(site)).settled(site.runId)).toMatchObject({ attempt: 1, output: 'just in time' })
  })

  it('[C6] [C4] a write that is executing gets its grace to end, and its result is kept', async () => {
    const gate = Promise.withResolvers<void>()
    const site = await working({
      play: async (turn, at) => {
        const report = await at.tool(turn, 'write', {
          effect: 'write',
          before: async () => {
            void at.dies()
            await gate.promise
            // It has not been told to stop.
            expect(turn.signal.aborted).toBe(false)
          },
        })
        await works(turn, at)
        return { status: 'completed', output: report.status === 'completed' && report.replayed }
      },
    })
    await site.untilDying()
    const stopping = stop(site)
    await quiet()
    gate.resolve()
    await stopping
    const driver = await restart(site)
    expect(await driver.settled(site.runId)).toMatchObject({ status: 'completed', attempt: 2, output: true })
    expect(site.times('write')).toBe(1)
    await expectWhole(driver)
  })

  it('[C6] [C4] a write that takes longer than its grace is in doubt', async () => {
    const site = await working({
      play: async (turn, at) => {
        await at.tool(turn, 'write', { effect: 'write', after: () => at.dies() })
      },
    })
    await site.untilDying()
    await stop(site)
    const driver = await restart(site)
    expect(await driver.session()).toMatchObject({ blockedOn: 'in_doubt', queueDepth: 1 })
    expect(site.times('write')).toBe(1)
  })

  it('[C6] [C4] a read that is broken off is made again', async () => {
    const site = await working({
      play: async (turn, at) => {
        await at.tool(turn, 'read', { effect: 'read', after: () => works(turn, at) })
      },
    })
    await site.untilDying()
    await stop(site)
    const driver = await restart(site)
    expect(await driver.settled(site.runId)).toMatchObject({ status: 'completed', attempt: 2 })
    expect(site.times('read')).toBe(2)
    await expectWhole(driver)
  })

  it('[C6] [P2] a pending permission stays pending, is answered once, and the call is made once', async () => {
    const site = await working({
      play: async (turn, at) => {
        const asking = at.tool(turn, 'write', { effect: 'write', toolId: 'asked' })
        void at.dies()
        return { status: 'completed', output: (await asking).status }
      },
    })
    await site.untilDying()
    await site.driver.until('permission.requested')
    await stop(site)
    const driver = await restart(site)
    const [request] = (await driver.runtime.permissions.list(tester, { status: 'pending' })).items
    await driver.runtime.permissions.answer(tester, { permissionId: request?.id ?? '', option: 'allow_once' })
    expect(await driver.settled(site.runId)).toMatchObject({ attempt: 2, output: 'completed' })
    expect(await driver.eventsOfType('permission.requested')).toHaveLength(1)
    expect(site.times('write')).toBe(1)
    await expectWhole(driver)
  })

  it('[C6] [R6] a cancel that was under way is carried out', async () => {
    const site = await working({ play: async (_, at) => at.dies() })
    await site.untilDying()
    await site.driver.runtime.runs.cancel(tester, { runId: site.runId })
    await stop(site)
    const driver = await restart(site)
    expect(await driver.settled(site.runId)).toMatchObject({ status: 'cancelled' })
    expect(site.turns).toHaveLength(1)
  })

  it('[C6] a text goes on where it broke off', async () => {
    const site = await working({
      play: async (turn, at) => {
        const block = await turn.startBlock({ kind: 'assistant_text', blockId: at.idOf(turn, 'text') })
        if (block.textSoFar === '') await block.delta('one ')
        await works(turn, at)
        await block.delta('two')
        await block.complete()
      },
    })
    await site.untilDying()
    await stop(site)
    expect(await (await restart(site)).settled(site.runId)).toMatchObject({ output: 'one two' })
  })
})

describe('who is connected when the host stops', () => {
  it('[C6] followers get the last events, then end; who comes later is told to come again', async () => {
    const site = await working()
    await site.untilDying()
    const { driver } = site
    const seen: string[] = []
    const following = (async () => {
      const frames = driver.runtime.events.follow(tester, driver.ref, new AbortController().signal)
      for await (const frame of frames) {
        if (frame.kind === 'events') seen.push(...frame.events.map(({ type }) => type))
      }
    })()
    await stop(site)
    await following
    expect(seen).toContain('run.requeued')
    const refused = { code: 'SHUTTING_DOWN' }
    await expect(driver.submit('more')).rejects.toMatchObject(refused)
    await expect(driver.runtime.sessions.create(tester, {})).rejects.toMatchObject(refused)
    const late = driver.runtime.events.follow(tester, driver.ref, new AbortController().signal)
    await expect(late.next()).rejects.toMatchObject(refused)
    expect(await driver.runtime.system.isHealthy()).toBe(false)
    expect(driver.runtime.system.info().followers).toBe(0)
  })

  it('[C6] [Trap 8] whoever waits for a run is told, and does not wait for its end', async () => {
    const site = await working()
    await site.untilDying()
    const waiting = site.driver.settled(site.runId)
    waiting.catch(() => {})
    await quiet()
    await stop(site)
    await expect(waiting).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
  })

  it('[C6] stopping twice is stopping once', async () => {
    const site = await working()
    await site.untilDying()
    const [first, second] = [site.driver.runtime.shutdown(), site.driver.runtime.shutdown()]
    await Promise.all([first, second])
    expect(await site.driver.on.typesOf(site.driver.sessionId)).toHaveLength(8)
  })
})

describe('a shutdown with obstacles', () => {
  const open = async (runner: ScriptedTurns) => {
    const link = new StoreLink(new MemoryStore())
    const driver = await SessionDriver.open({ runner, store: link.store })
    return { link, driver, runner }
  }

  it('[C6] a run whose start is being committed while the host stops is not left executing', async () => {
    const { link, driver, runner } = await open(new ScriptedTurns().on('go', untilAborted))
    const heard = link.delayNextAnswer('append')
    const submitting = driver.submit('go')
    await link.untilCalled('append', 2)
    const stopping = driver.runtime.shutdown()
    await quiet()
    heard()
    await Promise.all([submitting, stopping])
    expect(runner.turns.every(({ signal }) => signal.aborted)).toBe(true)
    const stored = await link.store.loadSession({ projectId: tester.projectId, id: driver.sessionId })
    expect(stored?.record).toMatchObject({ activeRunId: null })
  })

  it('[C6] a runner that fails to end does not keep the others or the store open', async () => {
    const runner = Object.assign(new ScriptedTurns(), { dispose: () => Promise.reject(new Error('stuck')) })
    const { link, driver } = await open(runner)
    await driver.runtime.shutdown()
    expect(link.calls('close')).toBe(1)
    expect(driver.on.log.lines.some(({ level }) => level === 'error')).toBe(true)
  })

  it('[C6] [C2] a store that is away does not keep the host from stopping; the next start finds the run', async () => {
    const runner = new ScriptedTurns().on('go', async (turn) => {
      await untilAborted(turn)
      turn.signal.throwIfAborted()
    })
    const { link, driver } = await open(runner)
    const runId = await driver.submit('go')
    link.fail('append', { times: 1_000, error: new SojournError('STORE_UNAVAILABLE', 'away') })
    let stopped = false
    const stopping = driver.runtime.shutdown().then(() => {
      stopped = true
    })
    for (let second = 0; second < 20 && !stopped; second += 1) {
      await quiet()
      driver.clock.advance(1_000)
    }
    expect(stopped).toBe(true)
    await stopping
    expect(await link.store.getRun({ projectId: tester.projectId, id: runId })).toMatchObject({ status: 'running' })
  })
})

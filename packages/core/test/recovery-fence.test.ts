import { describe, expect, it } from 'vitest'
import type { Turn } from '../src/ports/runner.ts'
import { MemoryStore } from '../src/store/memory-store.ts'
import { CountingIds } from '../src/testing/counting-ids.ts'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { quiet, SessionDriver } from '../src/testing/session-driver.ts'
import { startTestRuntime, tester } from '../src/testing/test-runtime.ts'

/** A host that stalls in its run, and another one that takes it for dead while it is not. */
const stalledHost = async () => {
  const store = new MemoryStore()
  const gate = Promise.withResolvers<void>()
  const stalled: Turn[] = []
  const executed: string[] = []
  const reports: PromiseSettledResult<unknown>[] = []
  const first = new ScriptedTurns().on('go', async (turn) => {
    stalled.push(turn)
    await turn.say('from the first')
    await gate.promise
    const late = [
      () => turn.say('late'),
      () =>
        turn.tool({ toolCallId: 'late', toolId: 'fs', operation: 'get', toolInput: null }, async () => {
          executed.push('late tool')
          return { result: null }
        }),
      () => turn.saveCheckpoint({ late: true }),
    ]
    for (const call of late) reports.push(...(await Promise.allSettled([call()])))
  })
  const second = new ScriptedTurns().on('go', async (turn) => {
    await turn.say('from the second')
    await new Promise(() => {})
  })
  const start = (runner: ScriptedTurns, name: string) =>
    startTestRuntime({ store, runner, ids: new CountingIds(name), host: { type: 'local', hostId: name } })
  const old = await SessionDriver.on(await start(first, 'first'))
  const runId = await old.submit('go')
  await old.until('block.completed', 2)
  const driver = new SessionDriver(await start(second, 'second'), old.sessionId)
  await driver.until('block.completed', 3)
  return { old, driver, runId, stalled, executed, reports, wake: gate.resolve }
}

describe('a host that was taken for dead', () => {
  it('[C2] [R6] can write nothing any more, and executes nothing that it would have to write down', async () => {
    const { old, driver, runId, executed, reports, wake, stalled } = await stalledHost()
    const before = await driver.events()
    wake()
    await quiet()
    expect(reports.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(executed).toEqual([])
    expect(await driver.events()).toEqual(before)
    // It has been told to stop, and it shows what is so: the run of the other one.
    expect(stalled[0]?.signal.aborted).toBe(true)
    expect(await old.session()).toMatchObject({ state: 'running', lastSeq: before.length })
    expect(await driver.runtime.runs.get(tester, { runId })).toMatchObject({ status: 'running', attempt: 2 })
  })

  it('[E2] its followers see what the other one has written, once and in order', async () => {
    const { old, driver, wake } = await stalledHost()
    const seen: number[] = []
    const controller = new AbortController()
    const following = (async () => {
      for await (const frame of old.runtime.events.follow(tester, old.ref, controller.signal)) {
        if (frame.kind === 'events') seen.push(...frame.events.map(({ seq }) => seq))
      }
    })()
    await quiet()
    wake()
    await quiet()
    const { length } = await driver.events()
    expect(seen).toEqual(Array.from({ length }, (_, at) => at + 1))
    controller.abort()
    await following
  })

  it('[S3] a command there is decided on what the other one has written', async () => {
    const { old, driver } = await stalledHost()
    await driver.runtime.sessions.update(tester, { ...driver.ref, title: 'newer' })
    const { version } = await old.session()
    const stale = old.runtime.sessions.update(tester, { ...old.ref, title: 'older', ifVersion: version })
    await expect(stale).rejects.toMatchObject({ code: 'VERSION_MISMATCH' })
    expect((await driver.session()).title).toBe('newer')
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, refusal, SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

let driver: SessionDriver

beforeEach(async () => {
  driver = await SessionDriver.open({ runner: new ScriptedTurns().on('wait', untilAborted) })
})
afterEach(() => driver.runtime.shutdown())

const runs = () => driver.runtime.runs

describe('await', () => {
  it('[Trap 8] [R4] an unknown id is 404 at once', async () => {
    expect((await refusal(runs().await(tester, { runId: 'nobody', timeoutMs: 3_600_000 }))).code).toBe('RUN_NOT_FOUND')
    expect(driver.clock.waiting).toBeLessThanOrEqual(1)
  })

  it('[R4] resolves with the settled run, at once when it is settled', async () => {
    const { id: runId } = await driver.run('done')
    expect(await runs().await(tester, { runId, timeoutMs: 1 })).toMatchObject({ id: runId, status: 'completed' })
  })

  it('[R4] all who wait get the same answer, and nothing is left behind', async () => {
    const runId = await driver.submit('wait')
    const waiting = [driver.settled(runId), driver.settled(runId), driver.settled(runId)]
    await quiet()
    const timers = driver.clock.waiting
    await runs().cancel(tester, { runId })
    const answers = await Promise.all(waiting)
    expect(answers.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled'])
    expect(driver.clock.waiting).toBeLessThan(timers)
  })

  it('[R4] a timeout is 408 and changes nothing: the run goes on', async () => {
    const runId = await driver.submit('wait')
    const waiting = runs().await(tester, { runId, timeoutMs: 100 })
    await quiet()
    const before = await driver.everything()
    driver.clock.advance(100)
    expect(await refusal(waiting)).toMatchObject({ code: 'AWAIT_TIMEOUT', status: 408, meta: { runId } })
    expect(await driver.everything()).toEqual(before)
    await runs().cancel(tester, { runId })
    expect((await driver.settled(runId)).status).toBe('cancelled')
  })

  it('[R4] without a timeout it waits 30 seconds', async () => {
    const waiting = runs().await(tester, { runId: await driver.submit('wait') })
    await quiet()
    driver.clock.advance(29_999)
    const settled = await Promise.race([waiting, quiet().then(() => 'still waiting')])
    expect(settled).toBe('still waiting')
    driver.clock.advance(1)
    expect((await refusal(waiting)).code).toBe('AWAIT_TIMEOUT')
  })

  it('[R4] a signal stops the waiting, also when it has aborted already', async () => {
    const runId = await driver.submit('wait')
    const controller = new AbortController()
    const waiting = runs().await(tester, { runId }, controller.signal)
    await quiet()
    controller.abort(new Error('gone'))
    await expect(waiting).rejects.toThrow('gone')
    await expect(runs().await(tester, { runId }, controller.signal)).rejects.toThrow('gone')
  })

  it('[R4] execute is submit and await in one', async () => {
    driver.on.runner.on('answer', async (turn) => {
      await turn.say('Forty-two')
    })
    const run = await runs().execute(tester, { ...driver.ref, input: { text: 'answer' } })
    expect(run).toMatchObject({ status: 'completed', output: 'Forty-two' })
    const slow = runs().execute(tester, { ...driver.ref, input: { text: 'wait' }, awaitTimeoutMs: 10 })
    await driver.until('run.started', 2)
    await quiet()
    driver.clock.advance(10)
    expect((await refusal(slow)).code).toBe('AWAIT_TIMEOUT')
    expect((await driver.session()).state).toBe('running')
  })

  it('[R4] whoever waits when the host stops is told so', async () => {
    const stops = new ScriptedTurns().on('stops', async (turn) => {
      await untilAborted(turn)
      turn.signal.throwIfAborted()
    })
    const own = await SessionDriver.open({ runner: stops })
    const waiting = own.runtime.runs.await(tester, { runId: await own.submit('stops') })
    await quiet()
    await own.runtime.shutdown()
    expect((await refusal(waiting)).code).toBe('SHUTTING_DOWN')
  })

  it('[X1] a run of another project is 404', async () => {
    const runId = await driver.submit('wait')
    const stranger = { ...tester, projectId: 'other' }
    for (const call of [runs().await(stranger, { runId }), runs().get(stranger, { runId })]) {
      expect((await refusal(call)).code).toBe('RUN_NOT_FOUND')
    }
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, refusal, SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

let driver: SessionDriver
let runner: ScriptedTurns

beforeEach(async () => {
  runner = new ScriptedTurns().on('wait', untilAborted)
  driver = await SessionDriver.open({ runner })
})
afterEach(() => driver.runtime.shutdown())

const cancel = (runId: string, reason?: string) =>
  driver.runtime.runs.cancel(tester, reason === undefined ? { runId } : { runId, reason })

const endsOf = async (runId: string) =>
  (await driver.events()).filter(
    (event) => event.runId === runId && /^run\.(completed|failed|cancelled|timed_out)$/.test(event.type),
  )

describe('cancel', () => {
  it('[R6] of a queued run is immediate and never reaches the runner', async () => {
    await driver.submit('wait')
    const queued = await driver.submit('queued')
    expect(await cancel(queued, 'changed my mind')).toMatchObject({
      status: 'cancelled',
      by: 'tester',
      reason: 'changed my mind',
      doneReason: 'cancelled',
      attempt: 0,
      durationMs: 0,
      seq: (await driver.session()).lastSeq,
    })
    const [end] = await endsOf(queued)
    expect(end?.data).toMatchObject({ wasQueued: true, by: 'tester' })
    expect((await driver.session()).state).toBe('running')
    expect(runner.turns.map(({ text }) => text)).toEqual(['wait'])
  })

  it('[R6] of the executing run interrupts, aborts the signal, and settles when the runner ends', async () => {
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>()
    runner.on('slow', async (turn) => {
      await untilAborted(turn)
      await mayEnd
    })
    const runId = await driver.submit('slow')
    driver.clock.advance(300)
    expect(await cancel(runId, 'enough')).toMatchObject({ status: 'running' })
    expect((await driver.session()).state).toBe('interrupting')
    expect(runner.turns[0]?.signal.aborted).toBe(true)
    const [changed] = (await driver.eventsOfType('session.state_changed')).slice(-1)
    expect(changed?.data).toEqual({
      from: 'running',
      to: 'interrupting',
      trigger: 'interrupt',
      cause: 'cancel',
      by: 'tester',
      reason: 'enough',
    })
    end()
    expect(await driver.settled(runId)).toMatchObject({
      status: 'cancelled',
      by: 'tester',
      reason: 'enough',
      durationMs: 300,
    })
    expect(await driver.session()).toMatchObject({ state: 'awaiting_input', doneReason: 'cancelled' })
  })

  it('[R6] twice changes nothing the second time, and the first reason stands', async () => {
    runner.on('stubborn', () => new Promise<void>(() => {}))
    const runId = await driver.submit('stubborn')
    await cancel(runId, 'first')
    await driver.unchanged(() => cancel(runId, 'second'))
    driver.clock.advance(5_000)
    expect(await driver.settled(runId)).toMatchObject({ reason: 'first' })
  })

  it('[R6] a runner that ignores its signal is detached after graceMs, and what it still says is dropped', async () => {
    const { promise: late, resolve: speak } = Promise.withResolvers<void>()
    const { promise: heard, resolve: hear } = Promise.withResolvers<unknown[]>()
    runner.on('stubborn', async (turn) => {
      const block = await turn.startBlock({ kind: 'assistant_text' })
      await block.delta('Before ')
      await late
      const said = [
        await block.complete('all of it').catch((error: unknown) => error),
        await turn.say('more').catch((error: unknown) => error),
        await turn.usage({ inputTokens: 5 }).catch((error: unknown) => error),
        await turn.saveCheckpoint(1).catch((error: unknown) => error),
        await turn
          .tool({ toolCallId: 'c', toolId: 'fs', operation: 'get', toolInput: {} }, async () => ({ result: 'ran' }))
          .catch((error: unknown) => error),
      ]
      hear(said)
      return { status: 'completed', output: 'too late' }
    })
    const runId = await driver.submit('stubborn')
    await driver.until('block.delta')
    await cancel(runId)
    driver.clock.advance(4_999)
    await quiet()
    expect((await driver.session()).state).toBe('interrupting')
    driver.clock.advance(1)
    expect((await driver.settled(runId)).status).toBe('cancelled')
    const [closed] = (await driver.eventsOfType('block.completed')).slice(-1)
    expect(closed?.data.block).toMatchObject({ text: 'Before ', interrupted: true })
    const before = await driver.everything()
    speak()
    // Blocks that were closed for the runner take nothing more; everything else tells it that it is out.
    const [completed, ...others] = await heard
    expect(completed).toBeUndefined()
    for (const error of others) expect(error).toBeInstanceOf(Error)
    await quiet()
    expect(await driver.everything()).toEqual(before)
    expect((await driver.run('next')).status).toBe('completed')
  })

  it('[R6] graceMs is the session’s own', async () => {
    runner.on('stubborn', () => new Promise<void>(() => {}))
    await driver.runtime.sessions.update(tester, { ...driver.ref, limits: { graceMs: 50 } })
    const runId = await driver.submit('stubborn')
    await cancel(runId)
    driver.clock.advance(50)
    expect((await driver.settled(runId)).status).toBe('cancelled')
  })

  it('[R6] of a settled run answers with that run; of an unknown one 404', async () => {
    const { id: runId } = await driver.run('done')
    const before = await driver.everything()
    expect(await cancel(runId)).toMatchObject({ id: runId, status: 'completed', seq: (await driver.session()).lastSeq })
    expect(await driver.everything()).toEqual(before)
    expect((await refusal(cancel('nobody'))).code).toBe('RUN_NOT_FOUND')
  })

  it('[Trap 7] [R5] finish does not overwrite an acknowledged cancel, whatever the runner answers', async () => {
    const ends = {
      finishes: () => ({ status: 'completed', output: 'Done anyway' }) as const,
      fails: () => {
        throw new Error('Broke while cancelled')
      },
      'says it failed': () => ({ status: 'failed', error: { code: 'X', message: 'Broke', retryable: true } }) as const,
    }
    for (const [text, end] of Object.entries(ends)) {
      runner.on(text, async (turn) => {
        await untilAborted(turn)
        return end()
      })
      const runId = await driver.submit(text)
      await cancel(runId)
      expect(await driver.settled(runId)).toMatchObject({ status: 'cancelled', doneReason: 'cancelled' })
      expect(await endsOf(runId)).toHaveLength(1)
    }
  })

  it('[Trap 7] [R5] a cancel that races the end settles the run exactly once, whichever comes first', async () => {
    for (let turns = 0; turns < 12; turns += 1) {
      const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>()
      runner.on('race', () => mayEnd)
      const runId = await driver.submit('race')
      end()
      await quiet(turns % 4)
      for (let hop = 0; hop < turns; hop += 1) await Promise.resolve()
      const answer = await cancel(runId)
      const run = await driver.settled(runId)
      expect(['cancelled', 'completed']).toContain(run.status)
      if (answer.status !== 'running') expect(run.status).toBe(answer.status)
      expect(await endsOf(runId)).toHaveLength(1)
    }
  })

  it('[R6] a run that is cancelled before its runner is called never reaches it', async () => {
    const [early, urgent] = await Promise.all([
      driver.submit('early'),
      driver.submit('urgent', { strategy: 'interrupt' }),
    ])
    expect((await driver.settled(early)).status).toBe('cancelled')
    expect((await driver.settled(urgent)).status).toBe('completed')
    expect(runner.turns.map(({ text }) => text)).toEqual(['urgent'])
  })

  it('[X2] the log says who cancelled', async () => {
    const olga = { ...tester, by: 'olga', source: 'operator' as const }
    const runId = await driver.submit('wait')
    await driver.runtime.runs.cancel(olga, { runId })
    expect(await driver.settled(runId)).toMatchObject({ status: 'cancelled', by: 'olga' })
  })

  it('[X1] a run of another project is 404 and goes on', async () => {
    const runId = await driver.submit('wait')
    const stranger = { ...tester, projectId: 'other' }
    await driver.refused(() => driver.runtime.runs.cancel(stranger, { runId }), 'RUN_NOT_FOUND')
  })
})

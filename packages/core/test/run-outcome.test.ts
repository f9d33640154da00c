import { SojournError } from '@sojourn/contract/error'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunOutcome } from '../src/ports/runner.ts'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

let driver: SessionDriver
let runner: ScriptedTurns

beforeEach(async () => {
  runner = new ScriptedTurns()
  driver = await SessionDriver.open({ runner, retryBackoffMs: 500 })
})
afterEach(() => driver.runtime.shutdown())

const terminalTypes = ['run.completed', 'run.failed', 'run.cancelled', 'run.timed_out']
const terminals = async () => (await driver.types()).filter((type) => terminalTypes.includes(type))

describe('the end of a run', () => {
  const failed = (doneReason?: Extract<RunOutcome, { status: 'failed' }>['doneReason']): RunOutcome => ({
    status: 'failed',
    error: { code: 'X', message: 'No', retryable: false },
    ...(doneReason ? { doneReason } : {}),
  })
  const outcomes: [string, RunOutcome | undefined, object][] = [
    ['nothing', undefined, { status: 'completed', doneReason: 'completed', output: '' }],
    ['an output', { status: 'completed', output: { n: 1 } }, { doneReason: 'completed', output: { n: 1 } }],
    ['max_steps', { status: 'completed', doneReason: 'max_steps' }, { status: 'completed', doneReason: 'max_steps' }],
    ['failed', failed(), { status: 'failed', doneReason: 'error', error: { code: 'X', message: 'No' } }],
    ['denied', failed('denied'), { status: 'failed', doneReason: 'denied' }],
    ['budget', failed('budget'), { status: 'failed', doneReason: 'budget' }],
    ['failed at max_steps', failed('max_steps'), { status: 'failed', doneReason: 'max_steps' }],
  ]
  for (const [name, outcome, expected] of outcomes) {
    it(`[R10] a runner that answers ${name}: the run and the session say so, in one terminal event`, async () => {
      runner.on('go', async () => outcome)
      const run = await driver.run('go')
      expect(run).toMatchObject(expected)
      expect(await terminals()).toEqual([`run.${run.status}`])
      const { state, doneReason } = await driver.session()
      expect(state).toBe(run.status === 'completed' ? 'awaiting_input' : 'error')
      expect(doneReason).toBe('doneReason' in run ? run.doneReason : null)
    })
  }

  it('[R5] a runner that throws before its first await fails its run and nothing else', async () => {
    runner.on('throws', () => {
      throw new Error('At once')
    })
    expect(await driver.run('throws')).toMatchObject({
      status: 'failed',
      error: { code: 'RUNNER_FAILED', message: 'At once', retryable: false },
    })
    expect(await terminals()).toEqual(['run.failed'])
  })

  it('[R5] whatever is thrown becomes the error of the run', async () => {
    const thrown: [unknown, object][] = [
      ['a text', { code: 'RUNNER_FAILED', message: 'a text' }],
      [undefined, { code: 'RUNNER_FAILED', message: 'undefined' }],
      [
        new SojournError('AGENT_AUTH_REQUIRED', 'Log in first.'),
        { code: 'AGENT_AUTH_REQUIRED', message: 'Log in first.' },
      ],
    ]
    for (const [value, error] of thrown) {
      runner.on('throws', () => Promise.reject<undefined>(value))
      expect(await driver.run('throws')).toMatchObject({ status: 'failed', error })
    }
  })

  it('[R7] a failed run does not stop the queue: the next one starts from error', async () => {
    runner.on('throws', () => Promise.reject<undefined>(new Error('No')))
    const [first, second] = [await driver.submit('throws'), await driver.submit('fine')]
    expect((await driver.settled(first)).status).toBe('failed')
    expect((await driver.settled(second)).status).toBe('completed')
    const moves = (await driver.eventsOfType('session.state_changed')).map(({ data }) => `${data.from} → ${data.to}`)
    expect(moves).toEqual(['created → running', 'running → error', 'error → running', 'running → awaiting_input'])
  })

  it('[R10] while a run executes the session has no doneReason of an earlier one', async () => {
    await driver.run('fine')
    expect((await driver.session()).doneReason).toBe('completed')
    runner.on('passing', () => Promise.reject<undefined>(new SojournError('RUNNER_CRASHED', 'Away')))
    await driver.submit('passing')
    await driver.until('run.requeued')
    expect(await driver.session()).toMatchObject({ state: 'error', doneReason: null })
  })

  it('[R10] a queued run that is cancelled says nothing about how the session’s work ended', async () => {
    await driver.run('fine')
    runner.on('long', untilAborted)
    const executing = await driver.submit('long')
    await driver.runtime.runs.cancel(tester, { runId: await driver.submit('queued') })
    expect((await driver.session()).doneReason).toBeNull()
    await driver.runtime.runs.cancel(tester, { runId: executing })
    await driver.settled(executing)
    expect((await driver.session()).doneReason).toBe('cancelled')
  })

  it('[R5] what a runner leaves open is closed: blocks with their text, calls as failed, requests as cancelled', async () => {
    runner.on('leaves', async (turn) => {
      const block = await turn.startBlock({ kind: 'assistant_text' })
      await block.delta('Half a ')
      const writing = turn.tool({ toolCallId: 'w', toolId: 'fs', operation: 'write', toolInput: {} }, async () => ({
        result: 1,
      }))
      const asking = turn.ask({ prompt: 'Which?', schema: {} })
      writing.catch(() => {})
      asking.catch(() => {})
      await Promise.all([driver.until('permission.requested'), driver.until('question.asked')])
    })
    expect((await driver.run('leaves')).status).toBe('completed')
    expect((await driver.types()).slice(-6)).toEqual([
      'block.completed',
      'tool.failed',
      'permission.resolved',
      'question.answered',
      'run.completed',
      'session.state_changed',
    ])
    const [block] = (await driver.eventsOfType('block.completed')).slice(-1)
    expect(block?.data.block).toMatchObject({ text: 'Half a ', interrupted: true })
    expect((await driver.eventsOfType('tool.failed'))[0]?.data.error.code).toBe('TOOL_INTERRUPTED')
    expect((await driver.eventsOfType('permission.resolved'))[0]?.data).toMatchObject({ outcome: 'cancelled' })
    expect((await driver.eventsOfType('question.answered'))[0]?.data).toMatchObject({ outcome: 'cancelled' })
    expect(await driver.session()).toMatchObject({ pendingPermissions: 0, pendingQuestions: 0, activity: 'idle' })
  })

  it('[Trap 6] a runner that never settles and ignores its signal does not keep its session running', async () => {
    runner.on('hangs', () => new Promise<void>(() => {}))
    await driver.runtime.sessions.update(tester, { ...driver.ref, limits: { runTimeoutMs: 1_000, graceMs: 100 } })
    const runId = await driver.submit('hangs')
    driver.clock.advance(1_000)
    await driver.until('session.state_changed', 2)
    driver.clock.advance(100)
    expect((await driver.settled(runId)).status).toBe('timed_out')
    expect((await driver.run('next')).status).toBe('completed')
  })

  it('[R5] the durations of a run are its own', async () => {
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>()
    runner.on('slow', () => mayEnd)
    const runId = await driver.submit('slow')
    driver.clock.advance(1_234)
    end()
    expect(await driver.settled(runId)).toMatchObject({
      durationMs: 1_234,
      startedAt: '2026-01-01T00:00:00.000Z',
      settledAt: '2026-01-01T00:00:01.234Z',
    })
  })
})

describe('locks', () => {
  it('[Trap 9] [S3] a runner may use the runtime from inside its turn, also on its own session', async () => {
    runner.on('calls back', async (turn) => {
      const { runtime, ref } = driver
      await runtime.sessions.update(tester, { ...ref, context: { from: turn.text } })
      await runtime.runs.submit(tester, { ...ref, input: { text: 'queued by the first' } })
      await runtime.sessions.pause(tester, ref)
      await runtime.sessions.resume(tester, ref)
      await runtime.checkpoints.save(tester, { ...ref, data: 1 })
      await turn.say(`${(await runtime.sessions.summary(tester, ref)).state}`)
    })
    expect(await driver.run('calls back')).toMatchObject({ status: 'completed', output: 'running' })
    await driver.until('run.completed', 2)
    expect(runner.turns.map(({ text }) => text)).toEqual(['calls back', 'queued by the first'])
  })

  it('[S3] while a runner executes, however long, commands on its session are not kept waiting', async () => {
    runner.on('long', untilAborted)
    await driver.submit('long')
    for (let count = 1; count <= 20; count += 1) {
      const { context } = await driver.runtime.sessions.update(tester, { ...driver.ref, context: { count } })
      expect(context).toEqual({ count })
    }
  })

  it('[S3] commands that come together are decided one after the other, each on the state that the last one left', async () => {
    const merge = (key: string) =>
      driver.runtime.sessions.update(tester, { ...driver.ref, mode: 'merge', context: { [key]: true } })
    const keys = Array.from({ length: 50 }, (_, at) => `k${at}`)
    const answers = await Promise.all(keys.map(merge))
    expect(Object.keys((await driver.session()).context)).toEqual(keys)
    expect(answers.map(({ version }) => version)).toEqual(keys.map((_, at) => at + 2))
    expect(answers.map(({ context }) => Object.keys(context).length)).toEqual(keys.map((_, at) => at + 1))
  })

  it('[S3] a refused command among others harms none of them', async () => {
    const { runtime, ref } = driver
    const results = await Promise.allSettled([
      runtime.sessions.update(tester, { ...ref, title: 'one' }),
      runtime.sessions.recover(tester, ref),
      runtime.sessions.update(tester, { ...ref, title: 'two', ifVersion: 99 }),
      runtime.sessions.update(tester, { ...ref, sessionType: 'three' }),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(await driver.session()).toMatchObject({ title: 'one', sessionType: 'three', version: 3 })
    await quiet()
    const stored = await driver.on.store.getSession({ projectId: 'default', id: driver.sessionId })
    expect(stored).toMatchObject({ title: 'one', sessionType: 'three', version: 3, lastSeq: 3 })
  })
})

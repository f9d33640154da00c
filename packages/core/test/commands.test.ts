import { coreCommandOf } from '@sojourn/contract/command'
import type { SessionSummary } from '@sojourn/contract/session'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { refusal, SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

let driver: SessionDriver
let runner: ScriptedTurns

beforeEach(async () => {
  runner = new ScriptedTurns().on('wait', untilAborted).on('talk', async (turn) => {
    await turn.say('Hello')
  })
  driver = await SessionDriver.open({ runner })
})
afterEach(() => driver.runtime.shutdown())

const submit = (text: string) => driver.runtime.runs.submit(tester, { ...driver.ref, input: { text } })

describe('core commands', () => {
  it('[R1] are recognised in any input text, white space around them aside, and nothing else is', () => {
    expect(['/compact', ' /status\n', '/terminate'].map(coreCommandOf)).toEqual(['/compact', '/status', '/terminate'])
    for (const text of ['/compact now', '/COMPACT', '/help', 'please /status', '/', '//status', '']) {
      expect(coreCommandOf(text)).toBeNull()
    }
  })

  it('[R1] anything else that starts with a slash is ordinary input', async () => {
    await driver.run('/help me')
    expect(runner.turns.map(({ text }) => text)).toEqual(['/help me'])
    expect((await driver.session()).title).toBe('/help me')
  })

  it('[R1] are recognised in blocks too', async () => {
    const input = { blocks: [{ type: 'text' as const, text: '/status' }] }
    const run = await driver.runtime.runs.execute(tester, { ...driver.ref, input })
    expect(run).toMatchObject({ status: 'completed', output: { id: driver.sessionId } })
    expect(runner.turns).toEqual([])
  })

  it('[S10] /status answers with the summary, in one run with one terminal event, without the runner', async () => {
    await driver.run('talk')
    const run = await driver.run('/status')
    const output = 'output' in run ? (run.output as unknown as SessionSummary) : null
    expect(output).toMatchObject({ id: driver.sessionId, title: 'talk', status: 'active', archived: false })
    expect(Object.keys(output ?? {})).toEqual(Object.keys(await driver.runtime.sessions.summary(tester, driver.ref)))
    const ofRun = (await driver.events()).filter(({ runId }) => runId === run.id).map(({ type }) => type)
    expect(ofRun).toEqual([
      'run.queued',
      'run.started',
      'session.state_changed',
      'run.completed',
      'session.state_changed',
    ])
    expect((await driver.eventsOfType('run.started')).at(-1)?.data.runner).toBe('runtime')
  })

  it('[Trap 12] /compact has a terminal event with doneReason compacted, and later turns do not compact again', async () => {
    await driver.run('talk')
    expect(await driver.run('/compact')).toMatchObject({ status: 'completed', doneReason: 'compacted' })
    await driver.run('talk')
    await driver.run('talk')
    expect(await driver.eventsOfType('session.compacted')).toHaveLength(1)
    expect(await driver.eventsOfType('run.completed')).toHaveLength(4)
  })

  it('[R6] /terminate cancels the executing run at once, queues nothing, and leaves the queue alone', async () => {
    const executing = await driver.submit('wait')
    const queued = await driver.submit('next')
    const answer = await submit(' /terminate ')
    expect(answer).toEqual({ runId: executing, position: 0, seq: expect.any(Number) })
    expect(await driver.settled(executing)).toMatchObject({ status: 'cancelled', by: 'tester', reason: '/terminate' })
    expect((await driver.settled(queued)).status).toBe('completed')
    expect(await driver.eventsOfType('run.queued')).toHaveLength(2)
  })

  it('[R6] executing /terminate awaits the run that it ended, and is 404 with none', async () => {
    await driver.submit('wait')
    expect((await driver.run('/terminate')).status).toBe('cancelled')
    expect((await refusal(driver.run('/terminate'))).code).toBe('RUN_NOT_FOUND')
  })
})

describe('/terminate in every state', () => {
  const nothing = async () => {
    const { lastSeq } = await driver.session()
    await driver.unchanged(async () => {
      for (const answer of [await submit('/terminate'), await driver.runtime.sessions.terminate(tester, driver.ref)]) {
        expect(answer).toEqual({ runId: null, position: 0, seq: lastSeq })
      }
    })
  }

  it('[R6] created', () => nothing())

  it('[R6] awaiting_input', async () => {
    await driver.run('talk')
    await nothing()
  })

  it('[R6] error', async () => {
    runner.on('fails', () => Promise.reject<undefined>(new Error('No')))
    await driver.run('fails')
    await nothing()
  })

  it('[R6] paused with a queue: the queue is not what executes', async () => {
    await driver.runtime.sessions.pause(tester, driver.ref)
    await driver.submit('later')
    await nothing()
  })

  for (const close of ['complete', 'archive', 'crash'] as const) {
    it(`[R6] after ${close}: nothing to do, and no refusal either`, async () => {
      await driver.runtime.sessions[close](tester, driver.ref)
      await nothing()
    })
  }

  it('[R6] interrupting: the first cancel stands', async () => {
    runner.on('stubborn', () => new Promise<void>(() => {}))
    const runId = await driver.submit('stubborn')
    await driver.runtime.runs.cancel(tester, { runId, reason: 'first' })
    await driver.unchanged(() => submit('/terminate'))
    driver.clock.advance(5_000)
    expect(await driver.settled(runId)).toMatchObject({ reason: 'first' })
  })

  it('[R6] running but paused or crashed: the executing run is cancelled', async () => {
    for (const close of ['pause', 'crash'] as const) {
      const own = await SessionDriver.on(driver.on)
      const runId = await own.submit('wait')
      await own.runtime.sessions[close](tester, own.ref)
      expect(await own.runtime.sessions.terminate(tester, own.ref)).toMatchObject({ runId })
      expect((await own.settled(runId)).status).toBe('cancelled')
    }
  })

  it('[S12] an unknown session is 404', async () => {
    const answer = driver.runtime.sessions.terminate(tester, { sessionId: 'nobody' })
    expect((await refusal(answer)).code).toBe('SESSION_NOT_FOUND')
  })
})

describe('/compact and /status in every state', () => {
  for (const command of ['/compact', '/status'] as const) {
    it(`[S4] ${command} waits for the executing run, and while the session is paused`, async () => {
      const executing = await driver.submit('wait')
      const runId = await driver.submit(command)
      expect(await driver.queue()).toEqual([runId])
      await driver.runtime.sessions.pause(tester, driver.ref)
      await driver.runtime.runs.cancel(tester, { runId: executing })
      await driver.settled(executing)
      expect(await driver.queue()).toEqual([runId])
      await driver.runtime.sessions.resume(tester, driver.ref)
      expect((await driver.settled(runId)).status).toBe('completed')
    })

    it(`[S2] ${command} works from created and from error`, async () => {
      expect((await driver.run(command)).status).toBe('completed')
      runner.on('fails', () => Promise.reject<undefined>(new Error('No')))
      await driver.run('fails')
      expect((await driver.run(command)).status).toBe('completed')
      expect((await driver.session()).state).toBe('awaiting_input')
    })
  }

  it('[F3] sessions.compact queues a /compact run', async () => {
    const { runId } = await driver.runtime.sessions.compact(tester, driver.ref)
    expect(await driver.settled(runId ?? '')).toMatchObject({ doneReason: 'compacted', input: { text: '/compact' } })
  })
})

import { describe, expect, it } from 'vitest'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, refusal, SessionDriver } from '../src/testing/session-driver.ts'
import { startTestRuntime, tester } from '../src/testing/test-runtime.ts'

describe('runs', () => {
  it('[R5] a run goes from input to one terminal event, in one readable order', async () => {
    const runner = new ScriptedTurns().on('hello', async (turn) => {
      await turn.say('Hi there')
    })
    const { runtime, typesOf } = await startTestRuntime({ runner })
    const session = await runtime.sessions.create(tester, {})
    const run = await runtime.runs.execute(tester, { sessionId: session.id, input: { text: 'hello' } })
    expect(run).toMatchObject({ status: 'completed', doneReason: 'completed', output: 'Hi there', attempt: 1 })
    expect(await typesOf(session.id)).toEqual([
      'session.created',
      'run.queued',
      'run.started',
      'session.state_changed',
      'block.started',
      'block.completed',
      'block.started',
      'block.delta',
      'block.completed',
      'run.completed',
      'session.state_changed',
    ])
    await runtime.shutdown()
  })

  it('[R6] cancelling the executing run aborts its signal and settles it as cancelled', async () => {
    const runner = new ScriptedTurns().on('wait', untilAborted)
    const { runtime } = await startTestRuntime({ runner })
    const session = await runtime.sessions.create(tester, {})
    const { runId } = await runtime.runs.submit(tester, { sessionId: session.id, input: { text: 'wait' } })
    const cancelled = await runtime.runs.cancel(tester, { runId: runId ?? '' })
    expect(cancelled.status).toBe('running')
    expect(await runtime.runs.await(tester, { runId: runId ?? '' })).toMatchObject({
      status: 'cancelled',
      by: 'tester',
    })
    expect(await runtime.sessions.get(tester, { sessionId: session.id })).toMatchObject({
      state: 'awaiting_input',
      doneReason: 'cancelled',
    })
    await runtime.shutdown()
  })

  it('[P2] a tool call that asks waits for its answer, however long nobody gives it', async () => {
    const runner = new ScriptedTurns().on('write', async (turn) => {
      const report = await turn.tool(
        { toolCallId: 'call', toolId: 'fs', operation: 'write', toolInput: { path: 'a' } },
        async ({ toolInput }) => ({ result: toolInput }),
      )
      await turn.say(report.status)
    })
    const { runtime, typesOf } = await startTestRuntime({ runner })
    const session = await runtime.sessions.create(tester, {})
    const { runId } = await runtime.runs.submit(tester, { sessionId: session.id, input: { text: 'write' } })
    const controller = new AbortController()
    for await (const frame of runtime.events.follow(tester, { sessionId: session.id }, controller.signal)) {
      if (frame.kind === 'events' && frame.events.some(({ type }) => type === 'permission.requested')) break
    }
    expect(await runtime.sessions.summary(tester, { sessionId: session.id })).toMatchObject({
      activity: 'requires_action',
      blockedOn: 'permission',
    })
    const [pending] = (await runtime.permissions.list(tester, { status: 'pending' })).items
    await runtime.permissions.answer(tester, { permissionId: pending?.id ?? '', option: 'allow_once' })
    expect(await runtime.runs.await(tester, { runId: runId ?? '' })).toMatchObject({
      status: 'completed',
      output: 'completed',
    })
    expect(await typesOf(session.id)).toContain('tool.completed')
    await runtime.shutdown()
  })

  it('[R12] a run that becomes due in the same breath as a refused command starts all the same', async () => {
    for (let hops = 0; hops < 12; hops += 1) {
      const driver = await SessionDriver.open()
      await driver.submit('later', { runAt: '2026-01-01T00:00:01.000Z' })
      const refused = refusal(driver.runtime.sessions.recover(tester, driver.ref))
      for (let hop = 0; hop < hops; hop += 1) await Promise.resolve()
      driver.clock.advance(1_000)
      expect((await refused).code).toBe('INVALID_TRANSITION')
      await quiet()
      expect([hops, (await driver.session()).doneReason]).toEqual([hops, 'completed'])
      await driver.runtime.shutdown()
    }
  })
})

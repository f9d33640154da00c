import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LocalClientHub } from '../src/events/local-client-hub.ts'
import { SessionSupervisor } from '../src/host/session-supervisor.ts'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, refusal } from '../src/testing/session-driver.ts'
import { startTestRuntime, type TestRuntime, tester } from '../src/testing/test-runtime.ts'

let on: TestRuntime
let supervisor: SessionSupervisor

beforeEach(async () => {
  on = await startTestRuntime({ runner: new ScriptedTurns().on('wait', untilAborted) })
  supervisor = new SessionSupervisor(on.runtime, tester)
})
afterEach(() => on.runtime.shutdown())

describe('SessionSupervisor', () => {
  it('[H1] startSession creates a session, or attaches to the one that there is', async () => {
    const created = await supervisor.startSession({ title: 'New', sessionType: 'task' })
    expect(await on.runtime.sessions.get(tester, created)).toMatchObject({ title: 'New', sessionType: 'task' })
    const named = await supervisor.startSession({ id: 'mine', title: 'Mine' })
    const again = await supervisor.startSession({ id: 'mine', title: 'Ignored' })
    expect(again.sessionId).toBe(named.sessionId)
    expect((await on.runtime.sessions.get(tester, again)).title).toBe('Mine')
  })

  it('[H1] whereis finds what is loaded, in its own project', async () => {
    const { sessionId } = await supervisor.startSession()
    expect(supervisor.whereis(sessionId)).toEqual({ hostId: 'host-1', loaded: true })
    expect(supervisor.whereis('unknown')).toBeNull()
    expect(new SessionSupervisor(on.runtime, { ...tester, projectId: 'other' }).whereis(sessionId)).toBeNull()
    expect(await on.runtime.host.unloadSession(sessionId)).toBe(true)
    expect(supervisor.whereis(sessionId)).toBeNull()
    await supervisor.startSession({ id: sessionId })
    expect(supervisor.whereis(sessionId)?.loaded).toBe(true)
  })

  it('[H1] [R1] submits, awaits, executes and cancels runs, one after the other', async () => {
    const session = await supervisor.startSession()
    const first = await session.submitRun({ input: { text: 'wait' } })
    const second = await session.submitRun({ input: { text: 'next' } })
    expect(second.position).toBe(1)
    await session.cancelRun(first.runId ?? '', 'enough')
    expect(await session.awaitRun(first.runId ?? '')).toMatchObject({ status: 'cancelled', reason: 'enough' })
    expect((await session.awaitRun(second.runId ?? '')).status).toBe('completed')
    expect((await session.executeRun({ input: { text: 'third' } })).status).toBe('completed')
    expect((await refusal(session.awaitRun('unknown'))).code).toBe('RUN_NOT_FOUND')
  })

  it('[H1] [E3] follows the stored events, from the start and live, also over an unload', async () => {
    const session = await supervisor.startSession()
    const controller = new AbortController()
    const types: string[] = []
    const following = (async () => {
      for await (const frame of session.events(0, controller.signal)) {
        if (frame.kind === 'events') types.push(...frame.events.map(({ type }) => type))
      }
    })()
    await session.executeRun({ input: { text: 'one' } })
    await quiet()
    await on.runtime.host.unloadSession(session.sessionId)
    await session.executeRun({ input: { text: 'two' } })
    await quiet()
    controller.abort()
    await following
    expect(types).toEqual(await on.typesOf(session.sessionId))
  })

  it('[H1] [E2] the host takes another hub, and counts its clients', async () => {
    const session = await supervisor.startSession()
    const hub = new LocalClientHub()
    on.runtime.host.setClientHub(hub)
    let news = 0
    hub.subscribe(session.sessionId, { onEvents: () => (news += 1), onEnd: () => {} })
    expect(hub.getClientCount(session.sessionId)).toBe(1)
    await session.executeRun({ input: { text: 'one' } })
    expect(news).toBeGreaterThan(0)
  })
})

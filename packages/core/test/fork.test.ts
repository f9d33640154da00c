import type { SessionEvent } from '@sojourn/contract/event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { refusal, SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

let parent: SessionDriver
let runner: ScriptedTurns

beforeEach(async () => {
  runner = new ScriptedTurns()
    .on('wait', untilAborted)
    .on('spend', async (turn) => {
      await turn.usage({ inputTokens: 10, outputTokens: 5, costUsd: 0.25 })
      await turn.say('Spent')
    })
    .on('save', (turn) => turn.saveCheckpoint({ step: 1 }, 'first'))
    .on('asks', async (turn) => {
      await turn.tool({ toolCallId: 'c', toolId: 'fs', operation: 'write', toolInput: {} }, async () => ({ result: 1 }))
    })
  parent = await SessionDriver.open({ runner }, { title: 'Parent', labels: ['x'], tag: 'nightly', context: { a: 1 } })
})
afterEach(() => parent.runtime.shutdown())

const fork = async (input: object = {}) => {
  const made = await parent.runtime.sessions.fork(tester, { ...parent.ref, ...input })
  return new SessionDriver(parent.on, made.id)
}
/** What a copied event keeps. */
const content = ({ sessionId, ...rest }: SessionEvent) => rest

describe('fork', () => {
  it('[F1] copies events with their times and content, then begins its own life', async () => {
    await parent.run('spend')
    const { lastSeq } = await parent.session()
    parent.clock.advance(60_000)
    const child = await fork()
    const copied = await child.events()
    const original = (await parent.events()).slice(0, lastSeq)
    expect(copied.slice(0, -1).map(content)).toEqual(original.map(content))
    expect(copied.every((event) => event.sessionId === child.sessionId)).toBe(true)
    expect(copied.at(-1)).toMatchObject({
      type: 'session.created',
      seq: lastSeq + 1,
      ts: '2026-01-01T00:01:00.000Z',
      data: { parentId: parent.sessionId, forkedAtSeq: lastSeq, labels: [] },
    })
    expect(await parent.types()).toContain('session.forked')
    expect((await parent.eventsOfType('session.forked'))[0]?.data).toEqual({
      childSessionId: child.sessionId,
      atSeq: lastSeq,
    })
  })

  it('[F1] takes context, policy, limits and title along; labels, tags, archive flag, status and queue not', async () => {
    const { runtime, ref } = parent
    await runtime.sessions.update(tester, { ...ref, limits: { graceMs: 7 }, policy: { maxAttempts: 9 } })
    await parent.run('hello')
    await runtime.sessions.pause(tester, ref)
    await parent.submit('queued')
    await runtime.sessions.archive(tester, ref)
    const child = await (await fork()).session()
    expect(child).toMatchObject({
      title: 'Parent',
      context: { a: 1 },
      limits: { graceMs: 7 },
      policy: { maxAttempts: 9 },
      labels: [],
      tags: [],
      archivedAt: null,
      status: 'active',
      state: 'created',
      activity: 'idle',
      queueDepth: 0,
      doneReason: null,
      version: 1,
      parentId: parent.sessionId,
      createdAt: '2026-01-01T00:00:00.000Z',
    })
    expect((await runtime.runs.list(tester, { sessionId: child.id })).items).toEqual([])
    expect(await runtime.sessions.resolve(tester, { tag: 'nightly' })).toMatchObject({ id: parent.sessionId })
  })

  it('[F1] at a seq copies up to it, and what the session was then', async () => {
    await parent.runtime.sessions.update(tester, { ...parent.ref, context: { a: 2 } })
    const { lastSeq } = await parent.session()
    await parent.runtime.sessions.update(tester, { ...parent.ref, context: { a: 3 }, title: 'Later' })
    const child = await fork({ atSeq: lastSeq })
    expect(await child.session()).toMatchObject({ context: { a: 2 }, title: 'Parent', forkedAtSeq: lastSeq })
    expect(await child.events()).toHaveLength(lastSeq + 1)
  })

  it('[F1] beyond the end of the log is refused', async () => {
    const { lastSeq } = await parent.session()
    const error = await parent.refused(() => fork({ atSeq: lastSeq + 1 }), 'VALIDATION_FAILED')
    expect(error.issues).toEqual([{ path: 'atSeq', message: `At most ${lastSeq}` }])
  })

  it('[F1] at a checkpoint ends with it, and goes on from it', async () => {
    await parent.run('save')
    const [saved] = (await parent.runtime.checkpoints.list(tester, parent.ref)).items
    await parent.run('hello')
    await parent.runtime.checkpoints.save(tester, { ...parent.ref, data: { step: 2 } })
    const child = await fork({ atCheckpoint: saved?.id })
    expect((await child.types()).slice(-2)).toEqual(['checkpoint.saved', 'session.created'])
    const { checkpointId } = await child.session()
    expect(await parent.runtime.checkpoints.get(tester, { checkpointId: checkpointId ?? '' })).toMatchObject({
      ...child.ref,
      data: { step: 1 },
      label: 'first',
    })
    runner.on('look', async (turn) => {
      await turn.say(JSON.stringify([turn.checkpoint, turn.checkpointOfThisRun]))
    })
    expect(await child.run('look')).toMatchObject({ output: '[{"step":1},false]' })
    const other = await SessionDriver.on(parent.on)
    const foreign = other.runtime.sessions.fork(tester, { ...other.ref, atCheckpoint: saved?.id })
    expect((await refusal(foreign)).code).toBe('CHECKPOINT_NOT_FOUND')
  })

  it('[F1] usage before the fork is inherited and never counted twice', async () => {
    await parent.run('spend')
    const child = await fork()
    await child.run('spend')
    const grandchild = new SessionDriver(parent.on, (await parent.runtime.sessions.fork(tester, child.ref)).id)
    await grandchild.run('spend')
    const usage = (driver: SessionDriver) => parent.runtime.sessions.usage(tester, driver.ref)
    const cost = (totals: { costUsd: number }) => totals.costUsd
    expect(cost((await usage(child)).inheritedUsage)).toBe(0.25)
    expect(cost((await usage(grandchild)).inheritedUsage)).toBe(0.5)
    for (const driver of [parent, child, grandchild]) expect(cost((await usage(driver)).usage)).toBe(0.25)
    expect(cost((await usage(parent)).withChildren)).toBe(0.75)
    expect(cost((await usage(child)).withChildren)).toBe(0.5)
    expect(await grandchild.session()).toMatchObject({ inheritedUsage: { inputTokens: 20, outputTokens: 10 } })
  })

  it('[F2] of a running session takes the log up to its last completed block', async () => {
    runner.on('half', async (turn) => {
      await turn.say('Whole')
      const block = await turn.startBlock({ kind: 'assistant_text' })
      await block.delta('Half')
      await untilAborted(turn)
    })
    await parent.submit('half')
    await parent.until('block.delta', 2)
    const child = await fork()
    const copied = await child.events()
    const last = copied.at(-2)
    expect(last?.type === 'block.completed' && last.data.block).toMatchObject({ text: 'Whole' })
    expect(await child.session()).toMatchObject({ state: 'created', activity: 'idle' })
    expect((await child.run('hello')).status).toBe('completed')
    expect((await parent.session()).state).toBe('running')
  })

  it('[F1] copies no pending permission: the parent’s is answered once, by the parent’s client', async () => {
    await parent.submit('asks')
    await parent.until('permission.requested')
    const { lastSeq } = await parent.session()
    const child = await fork({ atSeq: lastSeq })
    expect(await child.session()).toMatchObject({ pendingPermissions: 0, activity: 'idle', blockedOn: null })
    const pending = (await parent.runtime.permissions.list(tester, { status: 'pending' })).items
    expect(pending.map(({ sessionId }) => sessionId)).toEqual([parent.sessionId])
    expect((await child.run('hello')).status).toBe('completed')
  })

  it('[F1] the model of the child reads the parent’s past, summary included', async () => {
    await parent.run('spend')
    await parent.run('/compact')
    await parent.run('spend')
    runner.on('read', async (turn) => {
      const transcript = await turn.transcript()
      const texts = transcript.items.flatMap((item) => (item.type === 'block' ? [item.text] : []))
      await turn.say(JSON.stringify({ summary: transcript.summary?.text, texts }))
    })
    const child = await fork()
    const run = await child.run('read')
    expect(JSON.parse(String('output' in run && run.output))).toEqual({
      summary: 'User: spend\nAgent: Spent',
      texts: ['spend', 'Spent', 'read'],
    })
  })

  it('[F1] a title of its own is set; the parent’s from its first input may be replaced', async () => {
    const plain = await SessionDriver.on(parent.on)
    await plain.run('First words')
    const named = await plain.runtime.sessions.fork(tester, { ...plain.ref, title: 'Named' })
    expect(named.title).toBe('Named')
    const inherited = await plain.runtime.sessions.fork(tester, plain.ref)
    expect(inherited.title).toBe('First words')
  })

  it('[F1] [S1] an id that is taken or a source that is unknown leaves nothing behind', async () => {
    await parent.refused(() => fork({ id: parent.sessionId }), 'SESSION_EXISTS')
    const unknown = parent.runtime.sessions.fork(tester, { sessionId: 'nobody', id: 'phantom' })
    expect((await refusal(unknown)).code).toBe('SESSION_NOT_FOUND')
    expect((await refusal(parent.runtime.sessions.get(tester, { sessionId: 'phantom' }))).code).toBe(
      'SESSION_NOT_FOUND',
    )
  })

  it('[F1] a closed session can be forked, and its fork works', async () => {
    await parent.run('hello')
    await parent.runtime.sessions.complete(tester, parent.ref)
    expect((await (await fork()).run('hello')).status).toBe('completed')
  })

  it('[F1] a fork survives a reload like any session', async () => {
    await parent.run('spend')
    const child = await fork()
    const stored = await parent.on.store.loadSession({ projectId: 'default', id: child.sessionId })
    expect(stored?.record).toMatchObject({ id: child.sessionId, lastSeq: (await child.events()).length })
    expect(stored).toMatchObject({ runs: [], permissions: [], questions: [], toolCalls: [] })
  })
})

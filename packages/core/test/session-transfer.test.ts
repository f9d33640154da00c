import type { SessionEvent } from '@sojourn/contract/event'
import { describe, expect, it } from 'vitest'
import { exportLines } from '../src/runtime/export-session.ts'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { startTestRuntime, type TestRuntime, tester } from '../src/testing/test-runtime.ts'

const exported = async ({ runtime }: TestRuntime, sessionId: string): Promise<string> => {
  let text = ''
  for await (const page of runtime.sessions.export(tester, { sessionId })) text += exportLines(page)
  return text
}
const linesOf = (text: string): string[] => text.trimEnd().split('\n')
const eventsOf = (text: string): SessionEvent[] => linesOf(text).map((line) => JSON.parse(line))

/** What differs between two servers for one session: which of its values the log does not hold. */
const stored = async ({ store }: TestRuntime, id: string) => {
  const { createdBy, checkpointId, ...record } = (await store.getSession({ projectId: 'default', id })) ?? {}
  return record
}

const busy = () =>
  new ScriptedTurns()
    .on('work', async (turn) => {
      await turn.usage({ model: 'm', inputTokens: 10, costUsd: 0.5 })
      await turn.saveCheckpoint({ step: 1 })
      await turn.say('Done.')
    })
    .on('hang', async (turn) => {
      const block = await turn.startBlock({ kind: 'assistant_text', blockId: 'half' })
      await block.delta('Half a ')
      await block.delta('sentence')
      const request = { toolCallId: 'c1', toolId: 'fs', operation: 'write', toolInput: {} }
      await Promise.allSettled([turn.requestPermission(request), untilAborted(turn)])
    })

describe('import', () => {
  it('[E10] the session is what the fold of its events is', async () => {
    const source = await startTestRuntime({ runner: busy() })
    const { id } = await source.runtime.sessions.create(tester, { context: { a: 1 }, labels: ['x'], tag: 'main' })
    await source.runtime.runs.execute(tester, { sessionId: id, input: { text: 'work' } })
    await source.runtime.sessions.update(tester, { sessionId: id, context: { b: 2 }, mode: 'merge', title: 'T' })
    await source.runtime.sessions.archive(tester, { sessionId: id })
    const text = await exported(source, id)
    const target = await startTestRuntime({ runner: busy() })
    const imported = await target.runtime.sessions.import(tester, { lines: linesOf(text) })
    expect(imported).toMatchObject({ id, context: { a: 1, b: 2 }, tags: ['main'], title: 'T' })
    expect(await stored(target, id)).toEqual(await stored(source, id))
    expect(await exported(target, id)).toBe(text)
    const checkpoints = (from: TestRuntime) => from.runtime.checkpoints.list(tester, { sessionId: id })
    expect(await checkpoints(target)).toEqual(await checkpoints(source))
  })

  it('[F1] [E10] a fork imports as the fork that it was', async () => {
    const source = await startTestRuntime({ runner: busy() })
    const { id: parent } = await source.runtime.sessions.create(tester, { labels: ['x'] })
    await source.runtime.runs.execute(tester, { sessionId: parent, input: { text: 'work' } })
    await source.runtime.sessions.pause(tester, { sessionId: parent })
    await source.runtime.runs.submit(tester, { sessionId: parent, input: { text: 'waits' } })
    const { id } = await source.runtime.sessions.fork(tester, { sessionId: parent })
    await source.runtime.runs.execute(tester, { sessionId: id, input: { text: 'work' } })
    const target = await startTestRuntime({ runner: busy() })
    const text = await exported(source, id)
    await target.runtime.sessions.import(tester, { lines: linesOf(text) })
    expect(await stored(target, id)).toEqual(await stored(source, id))
    expect(await exported(target, id)).toBe(text)
    const { items } = await target.runtime.runs.list(tester, { sessionId: id })
    expect(items.map(({ input, status }) => [input, status])).toEqual([[{ text: 'work' }, 'completed']])
  })

  it('[E10] work that had not settled ends as cancelled and is not done a second time', async () => {
    const source = await startTestRuntime({ runner: busy() })
    const { id } = await source.runtime.sessions.create(tester, {})
    const { runId } = await source.runtime.runs.submit(tester, { sessionId: id, input: { text: 'hang' } })
    await source.runtime.runs.submit(tester, { sessionId: id, input: { text: 'waits' } })
    const controller = new AbortController()
    for await (const frame of source.runtime.events.follow(tester, { sessionId: id }, controller.signal)) {
      if (frame.kind === 'events' && frame.events.some(({ type }) => type === 'permission.requested')) break
    }
    const text = await exported(source, id)
    const runner = busy()
    const target = await startTestRuntime({ runner })
    const imported = await target.runtime.sessions.import(tester, { lines: linesOf(text) })
    expect(imported).toMatchObject({ state: 'awaiting_input', activity: 'idle', queueDepth: 0, pendingPermissions: 0 })
    const { items } = await target.runtime.runs.list(tester, { sessionId: id })
    expect(items.map(({ status }) => status)).toEqual(['cancelled', 'cancelled'])
    const added = eventsOf(await exported(target, id)).slice(linesOf(text).length)
    expect(added.map(({ type }) => type)).toEqual([
      'block.completed',
      'permission.resolved',
      'run.cancelled',
      'run.cancelled',
      'session.state_changed',
    ])
    expect(added[0]?.data).toMatchObject({ block: { text: 'Half a sentence', interrupted: true } })
    expect(added[2]).toMatchObject({ runId, data: { wasQueued: false, by: 'tester' } })
    expect(runner.turns).toEqual([])
    // The queue is open for new input.
    const run = await target.runtime.runs.execute(tester, { sessionId: id, input: { text: 'work' } })
    expect(run.status).toBe('completed')
    await source.runtime.shutdown()
  })

  it('[E10] [P5] standing rules of a log are not taken over, and a tag stays with the session that has it', async () => {
    const source = await startTestRuntime({ runner: busy() })
    const { id } = await source.runtime.sessions.create(tester, { tag: 'main' })
    await source.runtime.runs.submit(tester, { sessionId: id, input: { text: 'hang' } })
    const controller = new AbortController()
    for await (const frame of source.runtime.events.follow(tester, { sessionId: id }, controller.signal)) {
      if (frame.kind === 'events' && frame.events.some(({ type }) => type === 'permission.requested')) break
    }
    const [pending] = (await source.runtime.permissions.list(tester, {})).items
    const permissionId = pending?.id ?? ''
    await source.runtime.permissions.answer(tester, { permissionId, option: 'allow_always', scope: 'everyone' })
    const text = await exported(source, id)
    const target = await startTestRuntime({ runner: busy() })
    const other = await target.runtime.sessions.create(tester, { id: 'other', tag: 'main' })
    const imported = await target.runtime.sessions.import(tester, { lines: linesOf(text) })
    expect(imported.tags).toEqual([])
    expect((await target.runtime.sessions.get(tester, { sessionId: other.id })).tags).toEqual(['main'])
    expect(await target.runtime.permissions.rules(tester, {})).toEqual({ items: [] })
    await source.runtime.shutdown()
  })

  it('[E10] [S1] an import beside its original needs another id, and two at once make one session', async () => {
    const source = await startTestRuntime({ runner: busy() })
    const { id } = await source.runtime.sessions.create(tester, {})
    await source.runtime.runs.execute(tester, { sessionId: id, input: { text: 'work' } })
    const lines = linesOf(await exported(source, id))
    await expect(source.runtime.sessions.import(tester, { lines })).rejects.toMatchObject({ code: 'SESSION_EXISTS' })
    const copies = await Promise.allSettled(
      [1, 2].map(() => source.runtime.sessions.import(tester, { id: 'c', lines })),
    )
    expect(copies.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const target = await startTestRuntime({ runner: busy() })
    const imports = await Promise.allSettled([1, 2].map(() => target.runtime.sessions.import(tester, { lines })))
    expect(imports.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    // Another session of this store has these runs.
    const renamed = lines.map((line) => line.replaceAll(`"sessionId":"${id}"`, '"sessionId":"renamed"'))
    await expect(source.runtime.sessions.import(tester, { lines: renamed })).rejects.toMatchObject({
      code: 'IMPORT_INVALID',
    })
  })

  it('[E10] events that contradict each other are refused', async () => {
    const source = await startTestRuntime({ runner: busy() })
    const { id } = await source.runtime.sessions.create(tester, {})
    await source.runtime.runs.execute(tester, { sessionId: id, input: { text: 'work' } })
    const lines = linesOf(await exported(source, id))
    const target = await startTestRuntime({ runner: busy() })
    const cut = lines.findIndex((line) => line.includes('"to":"running"')) + 1
    const orphaned = lines.slice(0, cut).map((line) => line.replace('"type":"run.started"', '"type":"moon.risen"'))
    await expect(target.runtime.sessions.import(tester, { lines: orphaned })).rejects.toMatchObject({
      code: 'IMPORT_INVALID',
    })
    await expect(target.runtime.sessions.get(tester, { sessionId: id })).rejects.toMatchObject({
      code: 'SESSION_NOT_FOUND',
    })
  })
})

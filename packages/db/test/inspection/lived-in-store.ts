import type { SessionStore } from '@sojourn/core/ports/session-store'
import { ScriptedTurns } from '@sojourn/core/testing/scripted-turns'
import { startTestRuntime, tester } from '@sojourn/core/testing/test-runtime'

export interface LivedIn {
  sessionId: string
  forkId: string
  runId: string
}

const runner = (): ScriptedTurns =>
  new ScriptedTurns({ permissions: true })
    .on('work', async (turn) => {
      const call = { toolCallId: `call-${turn.runId}`, toolId: 'fs', operation: 'get', toolInput: { path: 'a' } }
      await turn.tool(call, async () => ({ result: { text: 'A' } }))
      await turn.usage({ model: 'm', inputTokens: 10, outputTokens: 2, costUsd: 0.01 })
      await turn.saveCheckpoint({ at: turn.runId }, 'here')
      await turn.step('once', async () => 1)
    })
    .on('ask', async (turn) => {
      const call = { toolCallId: 'asks', toolId: 'fs', operation: 'write', toolInput: {} }
      await turn.tool(call, async () => ({ result: null }))
    })

/** Sessions in which about everything has happened, in a store that is closed afterwards. */
export const liveIn = async (store: SessionStore): Promise<LivedIn> => {
  const { runtime } = await startTestRuntime({ store, runner: runner() })
  const { sessions, runs, permissions } = runtime
  const { id: sessionId } = await sessions.create(tester, { title: 'Travels', labels: ['one', 'two'], tag: 'travels' })
  const file = { type: 'file' as const, mimeType: 'text/plain', data: Buffer.from('a \0 file').toString('base64') }
  const input = { blocks: [{ type: 'text' as const, text: 'work' }, file] }
  const settled = await runs.execute(tester, { sessionId, input })
  await runtime.attachments.upload(tester, { ...file, sessionId, data: Buffer.from('not named yet') })
  await sessions.update(tester, { sessionId, context: { b: 1, a: [true, null] }, labels: ['two', 'three'] })
  const { id: forkId } = await sessions.fork(tester, { sessionId })
  await runs.execute(tester, { sessionId: forkId, input: { text: 'work' } })
  const { id: second } = await sessions.fork(tester, { sessionId: forkId })
  await sessions.tag(tester, { sessionId: second, tag: 'travels' })
  await sessions.archive(tester, { sessionId: second })
  const { id: waits } = await sessions.create(tester, {})
  await runs.submit(tester, { sessionId: waits, input: { text: 'ask' } })
  while ((await permissions.list(tester, {})).items.length === 0) await new Promise((resolve) => setImmediate(resolve))
  await runs.submit(tester, { sessionId: waits, input: { text: 'later' }, runAt: '2026-06-01T00:00:00Z' })
  await sessions.create(tester, { id: 'untouched' })
  await copy(runtime, sessionId)
  await runtime.shutdown()
  return { sessionId, forkId, runId: settled.id }
}

const copy = async (runtime: Awaited<ReturnType<typeof startTestRuntime>>['runtime'], sessionId: string) => {
  const lines: string[] = []
  for await (const page of runtime.sessions.export(tester, { sessionId })) lines.push(...page.map(({ json }) => json))
  await runtime.sessions.import(tester, { id: 'copy', lines })
}

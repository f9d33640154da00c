import type { Transcript } from '@sojourn/contract/transcript'
import { describe, expect, it } from 'vitest'
import type { Runner } from '../src/ports/runner.ts'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { startTestRuntime, tester } from '../src/testing/test-runtime.ts'

const start = async ({ summarise, autoCompact }: { summarise?: Runner['summarise']; autoCompact?: boolean } = {}) => {
  const seen: (Transcript | null)[] = []
  const asked: boolean[] = []
  const runner: ScriptedTurns & Runner = new ScriptedTurns()
    .on('fill', async (turn) => {
      await turn.say('A long answer')
      await turn.usage({ model: 'm', inputTokens: 500, cacheReadTokens: 200, cacheWriteTokens: 50, outputTokens: 50 })
    })
    .on('nearly', (turn) => turn.usage({ model: 'm', inputTokens: 799 }))
    .on('no room', async (turn) => void asked.push(await turn.compact(), await turn.compact()))
    .on('read', async (turn) => void seen.push(await turn.transcript()))
  if (summarise) runner.summarise = summarise
  const agents = [{ id: 'test', runner: 'test', settings: { contextWindow: 1000 } }]
  const test = await startTestRuntime({ runner, agents })
  const policy = autoCompact === undefined ? {} : { policy: { autoCompact } }
  await test.runtime.sessions.create(tester, { id: 's', ...policy })
  const run = (text: string) => test.runtime.runs.execute(tester, { sessionId: 's', input: { text } })
  const marks = async () =>
    (await test.eventsOf('s')).flatMap((event) => (event.type === 'session.compacted' ? [event] : []))
  return { ...test, seen, asked, run, marks }
}

describe('automatic compaction', () => {
  it('[F4] compacts the past before a run when the last call has filled 80 % of the context window', async () => {
    const { run, marks, seen, eventsOf } = await start()
    await run('fill')
    expect(await marks()).toEqual([])
    await run('read')
    const [mark] = await marks()
    expect(mark?.data).toMatchObject({ mode: 'auto', summary: 'User: fill\nAgent: A long answer' })
    const types = (await eventsOf('s')).slice(mark?.data.uptoSeq, mark?.seq).map(({ type }) => type)
    expect(types[0]).toBe('run.started')
    expect(seen[0]?.summary?.text).toBe('User: fill\nAgent: A long answer')
    expect(seen[0]?.items.flatMap((item) => (item.type === 'block' ? [item.text] : []))).toEqual(['read'])
  })

  it('[F4] not below 80 %, and not again until a later call has filled the window anew', async () => {
    const { run, marks } = await start()
    await run('nearly')
    await run('read')
    expect(await marks()).toEqual([])
    await run('fill')
    await run('read')
    await run('read')
    await run('read')
    expect((await marks()).length).toBe(1)
    await run('fill')
    await run('read')
    expect((await marks()).length).toBe(2)
  })

  it('[F4] what a summary itself has used says nothing of how full the window is', async () => {
    const { run, marks } = await start({
      summarise: async ({ usage }) => {
        await usage({ model: 'm', inputTokens: 990 })
        return 'All of it'
      },
    })
    await run('fill')
    await run('read')
    expect((await run('read')).usage.inputTokens).toBe(0)
    expect(await marks()).toHaveLength(1)
  })

  it('[F4] at most once a run, and not when the policy says no', async () => {
    const { run, marks } = await start()
    await run('fill')
    await run('/status')
    expect(await marks()).toEqual([])
    const unwilling = await start({ autoCompact: false })
    await unwilling.run('fill')
    await unwilling.run('read')
    expect(await unwilling.marks()).toEqual([])
  })

  it('[F4] [F3] a summary that fails is noted, and the run goes on without it', async () => {
    const { run, marks, eventsOf } = await start({ summarise: () => Promise.reject(new Error('no model')) })
    await run('fill')
    expect((await run('read')).status).toBe('completed')
    expect(await marks()).toEqual([])
    const logged = (await eventsOf('s')).flatMap((event) => (event.type === 'log' ? [event.data.message] : []))
    expect(logged).toEqual(['The transcript was not compacted: no model'])
  })

  it('[F4] a runner whose model has no room gets the past before its run compacted, once', async () => {
    const { run, marks, asked } = await start({
      summarise: async ({ transcript }) => `${transcript.items.length} items`,
    })
    await run('nearly')
    await run('no room')
    expect(asked).toEqual([true, false])
    expect((await marks()).map(({ data }) => [data.mode, data.summary])).toEqual([['auto', '1 items']])
  })

  it('[F4] [F3] the runner hears of a summary that fails, and nothing has changed', async () => {
    const { run, marks } = await start({ summarise: () => Promise.reject(new Error('no model')) })
    await run('nearly')
    expect(await run('no room')).toMatchObject({ status: 'failed', error: { message: 'no model' } })
    expect(await marks()).toEqual([])
  })

  it('[F4] a context window that is no number of tokens is refused when the agent is registered', async () => {
    const { runtime } = await start()
    const agent = { id: 'x', runner: 'test', settings: { contextWindow: '200k' } }
    await expect(runtime.agents.register(tester, agent)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
  })
})

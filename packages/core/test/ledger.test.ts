import { describe, expect, it } from 'vitest'
import type { ToolExecution, ToolReport, ToolRequest, Turn } from '../src/ports/runner.ts'
import { MemoryStore } from '../src/store/memory-store.ts'
import { CrashSite, expectWhole } from '../src/testing/crash-site.ts'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { quiet, SessionDriver } from '../src/testing/session-driver.ts'
import { StoreLink } from '../src/testing/store-link.ts'
import { tester } from '../src/testing/test-runtime.ts'

const allowAll = { policy: { rules: [{ toolId: '*', operation: '*', decision: 'allow' as const }] } }

const request = (given: Partial<ToolRequest> = {}): ToolRequest => ({
  toolCallId: 'call',
  toolId: 'fs',
  operation: 'write',
  toolInput: { path: 'a' },
  ...given,
})

const open = async (play: (turn: Turn) => Promise<unknown>) => {
  const reports: unknown[] = []
  const runner = new ScriptedTurns().on('go', async (turn) => {
    reports.push(await play(turn))
  })
  const link = new StoreLink(new MemoryStore())
  const driver = await SessionDriver.open({ runner, store: link.store }, allowAll)
  return { driver, link, reports, runner }
}

describe('the ledger', () => {
  it('[C4] a call is in the log before it starts and after it ends, with what was asked and what came of it', async () => {
    const { driver, reports } = await open((turn) =>
      turn.tool(request({ title: 'Write a', effect: 'write' }), async ({ toolInput, progress }) => {
        const before = (await driver.types()).filter((type) => type.startsWith('tool.'))
        expect(before).toEqual(['tool.called', 'tool.started'])
        progress('half')
        driver.clock.advance(250)
        return { result: toolInput, summary: 'Wrote a' }
      }),
    )
    await driver.run('go')
    const report = { status: 'completed', result: { path: 'a' }, summary: 'Wrote a', toolInput: { path: 'a' } }
    expect(reports).toEqual([{ ...report, replayed: false }])
    const events = (await driver.events()).filter(({ type }) => type.startsWith('tool.'))
    expect(events.map(({ type, data }) => [type, data])).toMatchObject([
      ['tool.called', { toolCallId: 'call', effect: 'write', title: 'Write a', attempt: 1 }],
      ['tool.started', { toolCallId: 'call' }],
      ['tool.progressed', { output: 'half' }],
      ['tool.completed', { result: { path: 'a' }, summary: 'Wrote a', durationMs: 250 }],
    ])
    expect((await driver.runtime.toolCalls.list(tester, driver.ref)).items).toMatchObject([
      { toolCallId: 'call', status: 'completed', result: { path: 'a' } },
    ])
  })

  it('[C4] what is not said of a call: `get` reads, anything else writes; the start of the result is its summary', async () => {
    const { driver, reports } = await open(async (turn) => [
      await turn.tool(request({ toolCallId: 'a', operation: 'get' }), async () => ({ result: 'x'.repeat(600) })),
      await turn.tool(request({ toolCallId: 'b' }), async () => ({ result: { done: true } })),
    ])
    await driver.run('go')
    expect((await driver.eventsOfType('tool.called')).map(({ data }) => data.effect)).toEqual(['read', 'write'])
    expect(reports[0]).toMatchObject([{ summary: 'x'.repeat(500) }, { summary: '{"done":true}' }])
  })

  it('[C4] a tool that fails is a failed call, not a failed run', async () => {
    const { driver, reports } = await open((turn) =>
      turn.tool(request(), async () => {
        throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
      }),
    )
    expect(await driver.run('go')).toMatchObject({ status: 'completed' })
    const error = { code: 'ENOENT', message: 'no such file' }
    expect(reports).toMatchObject([{ status: 'failed', error, replayed: false }])
    expect(await driver.eventsOfType('tool.failed')).toMatchObject([{ data: { error } }])
  })

  it('[C4] a result that JSON cannot say is a failed call', async () => {
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const { driver, reports } = await open(async (turn) => {
      const results = [10n, undefined, circular, () => 1] as never[]
      const calls: ToolReport[] = []
      for (const [at, result] of results.entries()) {
        calls.push(await turn.tool(request({ toolCallId: `call-${at}` }), async () => ({ result, summary: 'odd' })))
      }
      return calls.map(({ status }) => status)
    })
    expect(await driver.run('go')).toMatchObject({ status: 'completed' })
    expect(reports).toEqual([['failed', 'failed', 'failed', 'failed']])
  })

  it('[C4] what a tool gives back is kept as it was, whatever the runner does with it later', async () => {
    const { driver } = await open(async (turn) => {
      const result = { lines: ['one'] }
      await turn.tool(request(), async () => ({ result }))
      result.lines.push('two')
      const data = { at: 1 }
      await turn.saveCheckpoint(data)
      data.at = 2
    })
    const frames = driver.runtime.events.follow(tester, driver.ref, new AbortController().signal)
    await frames.next()
    await driver.run('go')
    const seen: unknown[] = []
    for await (const frame of frames) {
      if (frame.kind === 'events') for (const { json } of frame.events) seen.push(JSON.parse(json))
      if (frame.kind === 'events' && frame.events.some(({ type }) => type === 'run.completed')) break
    }
    expect(seen).toEqual((await driver.events()).slice(1, 1 + seen.length))
    expect(await driver.eventsOfType('tool.completed')).toMatchObject([{ data: { result: { lines: ['one'] } } }])
  })

  it('[C4] a write that was done while the log was away is in doubt when the run is tried again', async () => {
    const done: string[] = []
    const { driver, link, runner } = await open((turn) =>
      turn.tool(request(), async () => {
        done.push(`attempt ${turn.attempt}`)
        if (turn.attempt === 1) link.fail('append')
        return { result: null }
      }),
    )
    const runId = await driver.submit('go')
    await driver.until('run.requeued')
    driver.clock.advance(60_000)
    await quiet()
    expect(await driver.session()).toMatchObject({ blockedOn: 'in_doubt', inDoubtCalls: 1 })
    expect([done, runner.turns.length]).toEqual([['attempt 1'], 1])
    await driver.runtime.toolCalls.settle(tester, { ...driver.ref, toolCallId: 'call', happened: 'yes' })
    expect(await driver.settled(runId)).toMatchObject({ status: 'completed', attempt: 2 })
    expect(done).toEqual(['attempt 1'])
  })

  it('[C4] [R6] a call whose start was under way when the run was cancelled is not executed', async () => {
    let executed = false
    const gate = Promise.withResolvers<void>()
    const { driver, link } = await open(async (turn) => {
      await gate.promise
      await turn.tool(request(), async () => {
        executed = true
        return { result: null }
      })
    })
    const runId = await driver.submit('go')
    const release = link.hold('append')
    const renaming = driver.runtime.sessions.update(tester, { ...driver.ref, title: 'first' })
    await quiet()
    // Behind it wait the cancel and then the start of the call: one commit takes both.
    const cancelling = driver.runtime.runs.cancel(tester, { runId })
    await quiet()
    gate.resolve()
    await quiet()
    release()
    await Promise.all([renaming, cancelling])
    expect(await driver.settled(runId)).toMatchObject({ status: 'cancelled' })
    expect(executed).toBe(false)
    expect(await driver.types()).toContain('tool.started')
    await expectWhole(driver)
  })

  it('[C4] [R6] progress that comes when nobody listens any more harms nobody', async () => {
    const left: { execution?: ToolExecution; turn?: Turn } = {}
    const { driver } = await open((turn) =>
      turn.tool(request(), async (execution) => {
        left.execution = execution
        left.turn = turn
        // Ignores its signal.
        return new Promise(() => {})
      }),
    )
    const runId = await driver.submit('go')
    await driver.until('tool.started')
    await driver.runtime.runs.cancel(tester, { runId })
    driver.clock.advance(5_000)
    await driver.settled(runId)
    const { length } = await driver.events()
    // As an output handler calls it: what it throws would end the process.
    for (let line = 0; line < 3; line += 1) {
      left.execution?.progress(`late ${line}`)
      await quiet()
    }
    await expect(left.turn?.say('late')).rejects.toThrow('no longer the executing one')
    expect((await driver.events()).length).toBe(length)
  })
})

describe('a lost run and its calls', () => {
  const lost = () =>
    CrashSite.open({
      session: { policy: { recovery: 'manual' } },
      play: async (turn, site) => {
        const report = await site.tool(turn, 'write', { effect: 'write', after: () => site.dies() })
        return { status: 'completed', output: report.status }
      },
    })
  const settle = (driver: SessionDriver, happened: 'yes' | 'no' | 'fail') =>
    driver.runtime.toolCalls.settle(tester, { toolCallId: `${driver.sessionId}`, ...driver.ref, happened })

  for (const order of ['before', 'after'] as const) {
    it(`[C4] “fail the run” ${order} the recovery: the call is not made again`, async () => {
      const site = await lost()
      await site.untilDying()
      const driver = await site.crashAndRestart()
      const [call] = (await driver.runtime.toolCalls.list(tester, driver.ref)).items
      const fail = () =>
        driver.runtime.toolCalls.settle(tester, { ...driver.ref, toolCallId: call?.toolCallId ?? '', happened: 'fail' })
      if (order === 'before') await fail()
      await driver.runtime.sessions.recover(tester, { ...driver.ref, strategy: 'continue' })
      await quiet()
      if (order === 'after') await fail()
      await quiet()
      expect(site.times('write')).toBe(1)
      const runs = (await driver.runtime.runs.list(tester, driver.ref)).items
      expect(runs).toHaveLength(2)
      expect(runs[0]).toMatchObject(
        order === 'after' ? { status: 'failed' } : { status: 'completed', output: 'failed' },
      )
      await expectWhole(driver)
    })
  }

  it('[C4] [C3] a call in doubt holds a continued run until somebody has said what happened', async () => {
    const site = await lost()
    await site.untilDying()
    const driver = await site.crashAndRestart()
    await driver.runtime.sessions.recover(tester, { ...driver.ref, strategy: 'continue' })
    await quiet()
    expect(await driver.session()).toMatchObject({ status: 'active', blockedOn: 'in_doubt', queueDepth: 1 })
    const [call] = (await driver.runtime.toolCalls.list(tester, driver.ref)).items
    await driver.runtime.toolCalls.settle(tester, { toolCallId: call?.toolCallId ?? '', happened: 'yes' })
    await quiet()
    expect((await driver.runtime.runs.list(tester, driver.ref)).items[0]).toMatchObject({
      status: 'completed',
      output: 'by_hand',
    })
    expect(site.times('write')).toBe(1)
    await expect(settle(driver, 'yes')).rejects.toMatchObject({ code: 'TOOL_CALL_NOT_FOUND' })
  })
})

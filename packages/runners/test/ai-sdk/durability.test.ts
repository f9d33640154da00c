import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startModelAgent, toolWords } from './model-agent.ts'

const append = (word: string) => ({ name: 'run_command', input: { command: `echo ${word} >> log; cat log` } })

describe('a crash', () => {
  test('[AI5] between two steps: the next attempt goes on after the last finished one and repeats nothing', async () => {
    const gate = Promise.withResolvers<void>()
    const { session, engine, endpoint } = await startModelAgent({
      script: (_, number) => {
        if (number === 1) return { text: 'First.', toolCalls: [append('one')] }
        if (number === 2) return { text: 'Half a sent', until: gate.promise }
        return number === 3 ? { text: 'Second.', toolCalls: [append('two')] } : { text: 'Done.' }
      },
    })
    const runId = await session.submit('Go')
    await session.next('block.delta', 2)
    await engine.crash()
    gate.resolve()
    expect(await session.settled(runId)).toMatchObject({ status: 'completed', attempt: 2, output: 'Done.' })
    expect(toolWords(endpoint, 3)).toEqual(['one\n\n[Exit code 0]', 'one\ntwo\n\n[Exit code 0]'])
    expect(await session.of('tool.started')).toHaveLength(2)
    const texts = (await session.of('block.completed')).flatMap(({ block }) =>
      block.kind === 'assistant_text' ? [[block.text, block.interrupted ?? false]] : [],
    )
    expect(texts).toEqual([
      ['First.', false],
      ['Half ', true],
      ['Second.', false],
      ['Done.', false],
    ])
    expect((await session.of('checkpoint.saved')).map(({ label }) => label)).toEqual(['step 1', 'step 2', 'step 3'])
  })

  test('[AI5] while a call waits for its permission: the request stays, and the model is not asked again', async () => {
    const { session, engine, endpoint } = await startModelAgent({
      script: [{ toolCalls: [append('one')] }, { text: 'Done.' }],
      allow: [],
    })
    const runId = await session.submit('Go')
    const { permissionId } = await session.next('permission.requested')
    await engine.crash()
    await session.answerPermission({ option: 'allow_once' })
    expect(await session.settled(runId)).toMatchObject({ status: 'completed', attempt: 2 })
    expect(endpoint.requests).toHaveLength(2)
    expect((await session.of('permission.resolved')).map((resolved) => resolved.permissionId)).toEqual([permissionId])
  })

  test('[AI5] [C4] while a command is executing: it is in doubt until a person says what happened', async () => {
    const { session, engine, endpoint } = await startModelAgent({
      script: [
        { toolCalls: [{ name: 'run_command', input: { command: 'touch begun; sleep 60' } }] },
        { text: 'Done.' },
      ],
    })
    const runId = await session.submit('Go')
    await session.next('tool.started')
    await engine.crash()
    const { toolCallId } = await session.next('tool.in_doubt')
    expect(endpoint.requests).toHaveLength(1)
    await session.settleToolCall(toolCallId, 'yes')
    expect(await session.settled(runId)).toMatchObject({ status: 'completed', attempt: 2 })
    expect(toolWords(endpoint, 1)[0]).toMatch(/confirmed that this call was executed/)
  })

  test('[AI5] [C6] a host that stops requeues the run, and the next one goes on', async () => {
    const { session, engine, endpoint } = await startModelAgent({
      script: (_, number) => {
        if (number === 1) return { toolCalls: [append('one')] }
        return number === 2 ? { text: 'And', ending: 'stall' } : { text: 'Done.' }
      },
    })
    const runId = await session.submit('Go')
    await session.next('block.delta')
    await engine.restart()
    expect(await session.settled(runId)).toMatchObject({ status: 'completed', attempt: 2, output: 'Done.' })
    expect(await endpoint.requests[1]?.closed).toBe('aborted')
    await access(join(session.workspace, 'log'))
    expect(await session.of('tool.started')).toHaveLength(1)
  })

  test('[AI5] a run that goes on after a recovery by hand repeats nothing either', async () => {
    const gate = Promise.withResolvers<void>()
    const { session, engine, endpoint } = await startModelAgent({
      script: (_, number) => {
        if (number === 1) return { toolCalls: [append('one')] }
        return number === 2 ? { text: 'And', until: gate.promise, ending: 'stall' } : { text: 'Done.' }
      },
    })
    await session.update({
      policy: { recovery: 'manual', rules: [{ toolId: '*', operation: '*', decision: 'allow' }] },
    })
    await session.submit('Go')
    await session.next('block.delta')
    await engine.crash()
    await session.next('run.failed')
    const runId = await session.recover()
    expect(await session.settled(runId)).toMatchObject({ status: 'completed', output: 'Done.' })
    expect(toolWords(endpoint, 2)).toEqual(['one\n\n[Exit code 0]'])
    expect(await session.of('tool.started')).toHaveLength(1)
  })
})

describe('a cancel', () => {
  test('[AI9] [R6] in the middle of an answer ends the request at once', async () => {
    const { session, endpoint } = await startModelAgent({ script: [{ text: 'And so on', ending: 'stall' }] })
    const runId = await session.submit('Go')
    await session.next('block.delta')
    const before = performance.now()
    await session.cancel(runId)
    expect(await session.settled(runId)).toMatchObject({ status: 'cancelled' })
    expect(await endpoint.requests[0]?.closed).toBe('aborted')
    expect(performance.now() - before).toBeLessThan(1_000)
  })

  test('[AI9] of a command ends its processes, and the model is not asked again', async () => {
    const { session, endpoint } = await startModelAgent({
      script: [{ toolCalls: [{ name: 'run_command', input: { command: 'sleep 60' } }] }, { text: 'Done.' }],
    })
    const runId = await session.submit('Go')
    await session.next('tool.started')
    await session.cancel(runId)
    expect(await session.settled(runId)).toMatchObject({ status: 'cancelled' })
    expect(endpoint.requests).toHaveLength(1)
  })
})

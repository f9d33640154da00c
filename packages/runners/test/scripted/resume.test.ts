import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JsonValue } from '@sojourn/contract/json'
import { describe, expect, test } from 'vitest'
import { ScriptedRunner } from '../../src/scripted/scripted-runner.ts'
import { RecordedRun, type RecordedRunOptions } from '../recording-turn.ts'
import { temporaryWorkspace } from '../temporary-workspace.ts'

const runner = new ScriptedRunner()

const runOf = async (script: JsonValue, options: Partial<RecordedRunOptions> = {}) =>
  new RecordedRun({ text: `@script ${JSON.stringify(script)}`, workspace: await temporaryWorkspace(), ...options })

const append = (word: string): JsonValue => ({
  tool: { toolId: 'shell', operation: 'exec', toolInput: { command: `echo ${word} >> effects` } },
})

const everything: JsonValue = [
  { title: 'Everything' },
  { plan: [{ title: 'One' }] },
  { text: 'Some words to say' },
  { log: { level: 'info', message: 'same' }, repeat: 3 },
  { thinking: 'And some to think' },
  append('first'),
  { log: { level: 'info', message: 'same' } },
  { usage: { model: 'm', inputTokens: 5 } },
  { checkpoint: { at: 1 } },
  { ask: { prompt: 'Which?', schema: {} } },
  { step: 'once', tool: { toolId: 'shell', operation: 'exec', toolInput: { command: 'echo step >> effects' } } },
  { step: 'bare' },
  { checkpoint: { at: 1 } },
  { plan: [{ title: 'One', status: 'completed' }] },
  append('second'),
  { log: { level: 'warn', message: 'other' }, repeat: 2 },
  { text: 'The end', chunks: 4 },
]

/** What people and programs find in the log afterwards, in which nothing may be missing or twice. */
const traces = async (run: RecordedRun) => ({
  texts: run.texts(),
  thoughts: run.texts('thinking'),
  deltas: run.of('block.delta').map(({ delta }) => delta),
  completed: run.of('block.completed').map(({ blockId }) => blockId),
  called: run.of('tool.called').map(({ toolCallId }) => toolCallId),
  ended: run.of('tool.completed').map(({ toolCallId }) => toolCallId),
  asked: run.of('question.asked').map(({ questionId }) => questionId),
  lines: run.of('log'),
  usage: run.of('usage.recorded'),
  steps: run.of('step.completed').map(({ key }) => key),
  checkpoints: run.checkpoints.map(({ data }) => data),
  title: run.title,
  effects: await readFile(join(run.options.workspace, 'effects'), 'utf8'),
})

describe('exactly once', () => {
  test('[C4] an attempt that crashes after any event leaves nothing out and repeats nothing', async () => {
    const smooth = await runOf(everything)
    await runner.run(smooth.nextTurn())
    const expected = await traces(smooth)
    for (let crashAfter = 1; crashAfter <= smooth.events.length; crashAfter++) {
      const run = await runOf(everything)
      const at = `crashed after ${smooth.events[crashAfter - 1]?.type} (event ${crashAfter})`
      expect(await run.play(runner, { crashAfter }), at).toBeNull()
      expect(await run.play(runner), at).toEqual({ status: 'completed' })
      const found = await traces(run)
      // Between a usage record and the mark that it was made lies a gap that only a store could close.
      if (smooth.events[crashAfter - 1]?.type === 'usage.recorded') found.usage.pop()
      // Whether a checkpoint was the one before or after is seen only by what follows: the same value may be saved again.
      expect({ ...found, checkpoints: [] }, at).toEqual({ ...expected, checkpoints: [] })
      expect(found.checkpoints.length, at).toBeLessThanOrEqual(expected.checkpoints.length + 1)
    }
  })

  test('[C4] however often it crashes', async () => {
    const smooth = await runOf(everything)
    await runner.run(smooth.nextTurn())
    const run = await runOf(everything)
    let attempts = 0
    // Three events are enough to get past every step: two of its own, and one that ends the step before.
    while ((await run.play(runner, { crashAfter: 3 })) === null) expect(++attempts).toBeLessThan(100)
    const [found, expected] = [await traces(run), await traces(smooth)]
    expect({ ...found, checkpoints: [] }).toEqual({ ...expected, checkpoints: [] })
  })

  test('[C3] the run that continues one after a recovery goes on under its ids', async () => {
    const run = await runOf([{ text: 'Before' }, append('once'), { text: 'After that' }])
    await run.play(runner, { crashAfter: 9 })
    await run.play(runner, { runId: 'another-run' })
    expect(run.texts()).toEqual(['Before', 'After that'])
    expect(await readFile(join(run.options.workspace, 'effects'), 'utf8')).toBe('once\n')
    expect(run.of('block.completed')).toHaveLength(2)
  })

  test('[C4] a write that somebody confirmed is not made again', async () => {
    const run = await runOf([append('never'), { text: 'On' }], { settle: () => 'yes' })
    expect(await run.play(runner, { crashAfter: 2 })).toBeNull()
    expect(run.events.at(-1)?.type).toBe('tool.started')
    expect(await run.play(runner)).toEqual({ status: 'completed' })
    await expect(readFile(join(run.options.workspace, 'effects'))).rejects.toThrow('ENOENT')
    expect(run.texts()).toEqual(['On'])
  })
})

describe('checkpoints', () => {
  const long = { sleep: 86_400_000 }
  const crash = { failAttempts: 1 }
  const secondAttempt = async (script: JsonValue) => {
    const run = await runOf(script)
    await expect(runner.run(run.nextTurn())).rejects.toThrow('failAttempts')
    expect(await runner.run(run.nextTurn())).toEqual({ status: 'completed' })
    return run
  }

  test('[C1] the value is the one of the script, whatever it is', async () => {
    for (const checkpoint of [null, 0, '', [], { deep: [{ er: true }] }] satisfies JsonValue[]) {
      const run = await secondAttempt([{ checkpoint }, crash, { text: 'On' }])
      expect(run.checkpoints).toEqual([{ data: checkpoint, label: undefined }])
    }
  })

  test('[SC10] an attempt goes on after the step that saved its checkpoint', async () => {
    const run = await secondAttempt([
      { log: { level: 'info', message: 'a' } },
      { checkpoint: { b: 1, a: 2 } },
      crash,
      { text: 'On' },
    ])
    expect(run.of('log')).toHaveLength(1)
    expect(run.checkpoints).toHaveLength(1)
    expect(run.texts()).toEqual(['On'])
  })

  test('[SC10] it does so by the value, whatever the order of its keys', async () => {
    const run = await runOf([{ checkpoint: { a: 1, b: 2 } }, long, { text: 'Never said' }])
    run.checkpoints.push({ data: { b: 2, a: 1 }, label: undefined })
    run.attempts = 1
    const controller = new AbortController()
    const playing = runner.run(run.nextTurn({ signal: controller.signal }))
    controller.abort(new Error('in the sleep'))
    await expect(playing).rejects.toThrow('in the sleep')
    expect(run.of('checkpoint.saved')).toEqual([])
  })

  test('[SC10] of several with one value it is the first that may have been reached: nothing is left out', async () => {
    const same = { checkpoint: 'same' }
    const run = await secondAttempt([same, { text: 'One' }, same, crash, { text: 'Two' }, same, { text: 'Three' }])
    expect(run.texts()).toEqual(['One', 'Two', 'Three'])
    const other = await secondAttempt([same, crash, { title: 'Set' }, same, { text: 'Said' }])
    expect(other.title).toBe('Set')
  })

  test('[SC10] the checkpoint of another run, or of somebody else, changes nothing', async () => {
    const run = await runOf([{ text: 'One' }, { checkpoint: 1 }, { text: 'Two' }])
    const turn = run.nextTurn()
    Object.assign(turn, { checkpoint: 1, checkpointOfThisRun: false })
    await runner.run(turn)
    expect(run.texts()).toEqual(['One', 'Two'])
  })
})

describe('steps without an identity of their own', () => {
  test('[SC11] what lies before something that was said is not waited for again', async () => {
    const run = await runOf([{ sleep: 20 }, { text: 'Said' }, { failAttempts: 1 }])
    await expect(runner.run(run.nextTurn())).rejects.toThrow('failAttempts')
    const began = performance.now()
    await runner.run(run.nextTurn())
    expect(performance.now() - began).toBeLessThan(20)
  })

  test('[SC11] lines of the log are counted, so that the rest follows', async () => {
    const line = { log: { level: 'info', message: 'line' }, repeat: 10 }
    const run = await runOf([line, { log: { level: 'info', message: 'other' } }, line])
    await run.play(runner, { crashAfter: 4 })
    await run.play(runner, { crashAfter: 9 })
    await run.play(runner)
    expect(run.of('log').map(({ message }) => message)).toEqual([
      ...Array(10).fill('line'),
      'other',
      ...Array(10).fill('line'),
    ])
  })
})

test('[C5] a durable step is executed once over all attempts, its failure too', async () => {
  const failing = { toolId: 'fs', operation: 'read', toolInput: { path: 'not-there' } }
  const run = await runOf([{ step: 'read', tool: failing }, { failAttempts: 2 }, { text: 'On' }])
  for (const _ of [1, 2]) await expect(runner.run(run.nextTurn())).rejects.toThrow('failAttempts')
  await runner.run(run.nextTurn())
  expect(run.of('tool.failed')).toHaveLength(1)
  expect(run.of('step.completed')).toMatchObject([{ key: 'read', attempt: 1, result: { status: 'failed' } }])
})

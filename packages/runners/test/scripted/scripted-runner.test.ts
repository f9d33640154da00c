import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SojournError } from '@sojourn/contract/error'
import type { JsonValue } from '@sojourn/contract/json'
import { describe, expect, test } from 'vitest'
import { ScriptedRunner } from '../../src/scripted/scripted-runner.ts'
import { type Answer, RecordedRun, type RecordedRunOptions } from '../recording-turn.ts'
import { temporaryWorkspace } from '../temporary-workspace.ts'

const runner = new ScriptedRunner()

const runOf = async (script: JsonValue, options: Partial<RecordedRunOptions> = {}) =>
  new RecordedRun({ text: `@script ${JSON.stringify(script)}`, workspace: await temporaryWorkspace(), ...options })

const play = async (script: JsonValue, options: Partial<RecordedRunOptions> = {}) => {
  const run = await runOf(script, options)
  return { run, outcome: await runner.run(run.nextTurn()) }
}

/** `name`: tool and operation, as in `fs read`. */
const tool = (name: string, toolInput: JsonValue = {}, more: object = {}): JsonValue => {
  const [toolId = '', operation = ''] = name.split(' ')
  return { tool: { toolId, operation, toolInput, ...more } }
}

describe('steps', () => {
  test('[SC1] text and thinking are blocks that arrive in deltas', async () => {
    const { run, outcome } = await play([
      { text: 'Hello there, you.' },
      { thinking: 'Hm, hm' },
      { text: 'abcdef', chunks: 3 },
    ])
    expect(outcome).toEqual({ status: 'completed' })
    expect(run.texts()).toEqual(['Hello there, you.', 'abcdef'])
    expect(run.texts('thinking')).toEqual(['Hm, hm'])
    expect(run.of('block.delta').map(({ delta }) => delta)).toEqual([
      'Hello ',
      'there, ',
      'you.',
      'Hm, ',
      'hm',
      'ab',
      'cd',
      'ef',
    ])
    expect(run.of('block.completed').map(({ blockId }) => blockId)).toEqual(
      [0, 1, 2].map((index) => `${run.runId}.${index}`),
    )
  })

  test('[SC1] plan, log, title, usage, checkpoint and sleep do what they say', async () => {
    const plan = [{ title: 'One', description: 'First', status: 'completed' as const }, { title: 'Two' }]
    const { run, outcome } = await play([
      { plan },
      { log: { level: 'warn', message: 'Careful' }, repeat: 3 },
      { title: 'A better title' },
      { usage: { model: 'm', inputTokens: 3, costUsd: 0.5 } },
      { checkpoint: { page: 2 }, label: 'second page' },
      { sleep: 1 },
    ])
    expect(outcome.status).toBe('completed')
    expect(run.of('plan.updated')).toEqual([{ steps: plan }])
    expect(run.of('log')).toEqual(Array.from({ length: 3 }, () => ({ level: 'warn', message: 'Careful' })))
    expect(run.title).toBe('A better title')
    expect(run.of('usage.recorded')).toEqual([{ model: 'm', inputTokens: 3, costUsd: 0.5 }])
    expect(run.checkpoints).toEqual([{ data: { page: 2 }, label: 'second page' }])
  })

  test('[SC5] a usage record that cannot be one is skipped with a warning', async () => {
    const { run, outcome } = await play([{ usage: { inputTokens: -1 } }, { text: 'On' }])
    expect(outcome.status).toBe('completed')
    expect(run.of('usage.recorded')).toEqual([])
    expect(run.of('log')).toEqual([{ level: 'warn', message: expect.stringContaining('Step 1') }])
  })

  test.each<[JsonValue, string]>([
    ['blue', 'blue'],
    [{ colour: 'blue', shades: [1, 2] }, '{"colour":"blue","shades":[1,2]}'],
    [null, 'null'],
  ])('[SC6] the answer %j to a question is echoed as text', async (answer, text) => {
    const schema = { type: 'object' }
    const { run } = await play([{ ask: { prompt: 'Which?', schema } }], {
      answer: () => ({ outcome: 'answered', answer }),
    })
    expect(run.of('question.asked')).toEqual([
      { questionId: `${run.runId}.0`, prompt: 'Which?', schema, expiresAt: null },
    ])
    expect(run.texts()).toEqual([text])
  })

  test('[SC6] a question that nobody answers does not end the script', async () => {
    const answer = () => ({ outcome: 'expired' as const })
    const { run, outcome } = await play([{ ask: { prompt: 'Which?', schema: {} } }, { text: 'On' }], { answer })
    expect(outcome.status).toBe('completed')
    expect(run.texts()).toEqual(['Nobody answered: expired.', 'On'])
  })

  test('[SC6] a question that was lost with an earlier attempt is asked again, and its answer found', async () => {
    const run = await runOf([{ ask: { prompt: 'Which?', schema: {} } }])
    run.replies.set(`${run.runId}.0`, { outcome: 'cancelled' })
    expect((await runner.run(run.nextTurn())).status).toBe('completed')
    await runner.run(run.nextTurn())
    expect(run.of('question.asked').map(({ questionId }) => questionId)).toEqual([`${run.runId}.0.1`])
    expect(run.texts()).toEqual(['yes'])
  })

  test('[SC7] fail ends the run with its words', async () => {
    const { run, outcome } = await play([{ fail: { message: 'The dog ate it' } }, { text: 'Never said' }])
    const error = { code: 'RUNNER_FAILED', message: 'The dog ate it', retryable: false }
    expect(outcome).toEqual({ status: 'failed', doneReason: 'error', error })
    expect(run.texts()).toEqual([])
  })

  test('[SC7] failAttempts breaks off as a crash would, in the first attempts only', async () => {
    const run = await runOf([{ text: 'Once' }, { failAttempts: 2 }, { text: 'At last' }])
    for (const _ of [1, 2]) {
      await expect(runner.run(run.nextTurn())).rejects.toMatchObject({ code: 'RUNNER_CRASHED', retryable: true })
    }
    expect(await runner.run(run.nextTurn())).toEqual({ status: 'completed' })
    expect(run.texts()).toEqual(['Once', 'At last'])
    expect(run.of('block.completed')).toHaveLength(2)
  })
})

describe('tools', () => {
  test('[SC8] they really work in the workspace', async () => {
    const { run, outcome } = await play([
      tool('fs write', { path: 'sub/a.txt', content: 'written' }),
      tool('shell exec', { command: 'cat sub/a.txt; echo; echo no >&2; pwd > where; exit 4' }),
      tool('fs read', { path: 'sub/a.txt' }),
      tool('fs list'),
      tool('wait sleep', { ms: 1 }),
    ])
    const { workspace } = run.options
    expect(outcome.status).toBe('completed')
    expect(await readFile(join(workspace, 'sub/a.txt'), 'utf8')).toBe('written')
    expect((await readFile(join(workspace, 'where'), 'utf8')).trim()).toBe(workspace)
    const results = run.of('tool.completed').map(({ result }) => result)
    expect(results[0]).toEqual({ path: 'sub/a.txt', bytes: 7, created: true })
    expect(results[1]).toEqual({
      exitCode: 4,
      signal: null,
      output: expect.stringMatching(/^(written\nno\n|no\nwritten\n)$/),
      droppedCharacters: 0,
    })
    expect(results[2]).toEqual({ path: 'sub/a.txt', content: 'written', bytes: 7 })
    expect(results[3]).toMatchObject({ path: '.', entries: [{ name: 'sub' }, { name: 'where', type: 'file' }] })
    expect(results[4]).toEqual({ ms: 1 })
    expect(
      run
        .of('tool.progressed')
        .map(({ output }) => output)
        .join(''),
    ).toContain('written\n')
    const effects = run.of('tool.called').map(({ effect }) => effect)
    expect(effects).toEqual(['write', 'write', 'read', 'read', 'read'])
  })

  test('[SC8] a script may say what the effect and the title of a call are', async () => {
    const { run } = await play([
      tool('fs write', { path: 'a', content: '' }, { effect: 'idempotent', title: 'Touch a' }),
    ])
    expect(run.of('tool.called')).toMatchObject([{ effect: 'idempotent', title: 'Touch a' }])
  })

  test.each<[string, JsonValue, string]>([
    ['an escape', tool('fs read', { path: '../x' }), 'leads outside of the workspace'],
    ['an escape by writing', tool('fs write', { path: '/tmp/x', content: '' }), 'leads outside of the workspace'],
    ['a file that is not there', tool('fs read', { path: 'x' }), 'x does not exist'],
    ['a wrong input', tool('fs read', { file: 'x' }), 'The tool input cannot be used: path'],
    ['a tool that is none', tool('weather get', {}), 'There is no tool weather get'],
    ['an operation that is none', tool('fs delete', {}), 'There is no tool fs delete'],
    ['a name of the language', tool('__proto__ x', {}), 'There is no tool __proto__ x'],
  ])('[SC9] %s ends the call as failed, and the script goes on', async (_, step, message) => {
    const { run, outcome } = await play([step, { text: 'On' }])
    expect(run.of('tool.failed')).toEqual([
      expect.objectContaining({ error: expect.objectContaining({ message: expect.stringContaining(message) }) }),
    ])
    expect(outcome.status).toBe('completed')
    expect(run.texts()).toEqual(['On'])
  })

  test.each<[Answer, string]>([
    ['deny', 'PERMISSION_DENIED'],
    ['expire', 'PERMISSION_EXPIRED'],
  ])('[P3] the answer %s ends the run as denied, with its own code', async (answer, code) => {
    const write = { toolId: 'fs', operation: 'write', toolInput: { path: 'a', content: '' } }
    for (const step of [{ tool: write }, { step: 'key', tool: write }]) {
      const { run, outcome } = await play([step, { text: 'Never said' }], { permit: () => answer })
      expect(outcome).toMatchObject({ status: 'failed', doneReason: 'denied', error: { code, retryable: false } })
      expect(run.texts()).toEqual([])
      expect(run.of('step.completed')).toEqual([])
      // A later attempt finds the same end in the ledger.
      expect(await runner.run(run.nextTurn())).toEqual(outcome)
    }
  })

  test('[P4] a call runs with the input as the person edited it', async () => {
    const permit = () => ({ allowWith: { path: 'edited.txt', content: 'edited' } })
    const { run } = await play([tool('fs write', { path: 'a', content: 'a' })], { permit })
    expect(await readFile(join(run.options.workspace, 'edited.txt'), 'utf8')).toBe('edited')
  })
})

describe('which script', () => {
  const settings = { script: [{ text: 'From the settings' }] }

  test('[SC3] the input comes before the settings, the settings before the demo', async () => {
    const workspace = await temporaryWorkspace()
    const fromSettings = new RecordedRun({ text: 'Hello', workspace, settings })
    await runner.run(fromSettings.nextTurn())
    expect(fromSettings.texts()).toEqual(['From the settings'])
    const { run: fromInput } = await play([{ text: 'From the input' }], { settings })
    expect(fromInput.texts()).toEqual(['From the input'])
  })

  test('[SC2] a broken script fails the run and says where', async () => {
    const { run, outcome } = await play([{ text: 'Never said' }, { sleep: 'long' }])
    const message = 'Step 2 of the script cannot be used: sleep: Invalid input: expected number, received string'
    const error = { code: 'VALIDATION_FAILED', message, retryable: false }
    expect(outcome).toEqual({ status: 'failed', doneReason: 'error', error })
    expect(run.events).toEqual([])
  })

  test('[SC2] broken settings are refused when an agent is registered', () => {
    runner.checkSettings({})
    runner.checkSettings(settings)
    const path = 'settings.script.0.sleep'
    const refused = expect.objectContaining({ code: 'VALIDATION_FAILED', issues: [expect.objectContaining({ path })] })
    expect(() => runner.checkSettings({ script: [{ sleep: -1 }] })).toThrow(refused)
    expect(() => runner.checkSettings({ script: 'demo' })).toThrow(SojournError)
    expect(() => runner.checkSettings({ scripts: [] })).toThrow(SojournError)
  })
})

describe('cancelling', () => {
  test.each<[string, JsonValue, string]>([
    ['a sleep', [{ text: 'a' }, { sleep: 86_400_000 }], 'block.completed'],
    ['a slow text', [{ text: 'a b', delayMs: 60_000 }], 'block.delta'],
    ['many lines', [{ log: { level: 'info', message: 'x' }, repeat: 1_000_000 }], 'log'],
    ['a waiting tool', [tool('wait sleep', { ms: 86_400_000 })], 'tool.started'],
    ['a command', [tool('shell exec', { command: 'echo go; sleep 300' })], 'tool.progressed'],
  ])('[R6] %s ends at once', async (_, script, type) => {
    const controller = new AbortController()
    const onEvent = (event: { type: string }) => event.type === type && controller.abort(new Error('cancelled'))
    const run = await runOf(script, { onEvent })
    await expect(runner.run(run.nextTurn({ signal: controller.signal }))).rejects.toThrow('cancelled')
  })

  test('[P3] a run that is cancelled while it waits for a permission was not denied', async () => {
    const controller = new AbortController()
    const onEvent = (event: { type: string }) =>
      event.type === 'tool.called' && controller.abort(new Error('cancelled'))
    const permit = () => ({ until: controller.signal })
    const run = await runOf([tool('fs write', { path: 'a', content: '' })], { onEvent, permit })
    await expect(runner.run(run.nextTurn({ signal: controller.signal }))).rejects.toThrow('cancelled')
  })
})

test('[SC8] a file that is in the workspace already is found', async () => {
  const workspace = await temporaryWorkspace()
  await writeFile(join(workspace, 'mine.txt'), 'mine')
  const { run } = await play([tool('fs read', { path: 'mine.txt' })], { workspace })
  expect(run.of('tool.completed')).toMatchObject([{ result: { content: 'mine' } }])
})

import { SojournError } from '@sojourn/contract/error'
import { describe, expect, test } from 'vitest'
import { parseScript, scriptInInput } from '../../src/scripted/script.ts'

const refusal = (play: () => unknown): SojournError => {
  try {
    play()
  } catch (error) {
    if (error instanceof SojournError) return error
    throw error
  }
  throw new Error('Nothing was refused')
}

const everyStep = [
  { text: 'Hello', chunks: 3, delayMs: 10 },
  { thinking: 'Hm' },
  { plan: [{ title: 'One', description: 'The first', status: 'in_progress' }, { title: 'Two' }] },
  { tool: { toolId: 'fs', operation: 'read', toolInput: { path: 'a' }, effect: 'read' } },
  { tool: { toolId: 'fs', operation: 'list' } },
  { ask: { prompt: 'Which?', schema: { type: 'string' } } },
  { sleep: 5 },
  { log: { level: 'info', message: 'Here' }, repeat: 3 },
  { checkpoint: { any: ['thing', null] }, label: 'one' },
  { checkpoint: null },
  { step: 'key' },
  { step: 'key', tool: { toolId: 'shell', operation: 'exec', toolInput: { command: 'true' } } },
  { usage: { model: 'm', inputTokens: 1 } },
  { title: 'A title' },
  { failAttempts: 2 },
  { fail: { message: 'No more' } },
]

test('[SC1] every step of the list is a step', () => {
  const kinds = parseScript(everyStep, 'script').map((step) => step.kind)
  const expected =
    'text thinking plan tool tool ask sleep log checkpoint checkpoint step step usage title failAttempts fail'
  expect(kinds.join(' ')).toBe(expected)
  expect(parseScript([], 'script')).toEqual([])
})

describe('broken scripts', () => {
  test.each<[string, unknown, [path: string, message: string]]>([
    ['something else', { text: 'x' }, ['script', 'A script is a JSON array of steps']],
    ['a step that is none', [{ text: 'x' }, 'y'], ['script.1', 'Step 2 of the script is not a step']],
    ['a step without a known key', [{ txt: 'x' }], ['script.0', 'it needs one of step, text, thinking']],
    ['null', [null], ['script.0', 'Step 1 of the script is not a step']],
    ['a wrong value', [{ text: 5 }], ['script.0.text', 'Step 1 of the script cannot be used: text: Invalid input']],
    ['a wrong value deep inside', [{ plan: [{ title: 'x' }, {}] }], ['script.0.plan.1.title', 'expected string']],
    ['a misspelt key', [{ text: 'x', delayMS: 3 }], ['script.0', 'Unrecognized key: "delayMS"']],
    ['two steps in one', [{ text: 'x', thinking: 'y' }], ['script.0', 'Unrecognized key: "thinking"']],
    ['no chunks', [{ text: 'x', chunks: 0 }], ['script.0.chunks', 'Too small']],
    ['too many chunks', [{ text: 'x', chunks: 100_001 }], ['script.0.chunks', 'Too big']],
    ['a delay that is too long', [{ text: 'x', delayMs: 60_001 }], ['script.0.delayMs', 'Too big']],
    ['a sleep of more than a day', [{ sleep: 86_400_001 }], ['script.0.sleep', 'Too big']],
    ['a negative sleep', [{ sleep: -1 }], ['script.0.sleep', 'Too small']],
    ['too many lines', [{ log: { level: 'info', message: 'x' }, repeat: 1_000_001 }], ['script.0.repeat', 'Too big']],
    ['an unknown level', [{ log: { level: 'loud', message: 'x' } }], ['script.0.log.level', 'Invalid option']],
    ['a tool without an operation', [{ tool: { toolId: 'fs' } }], ['script.0.tool.operation', 'expected string']],
    [
      'an unknown effect',
      [{ tool: { toolId: 'fs', operation: 'x', effect: 'none' } }],
      ['script.0.tool.effect', 'Invalid option'],
    ],
    ['an empty title', [{ title: '' }], ['script.0.title', 'Too small']],
    ['attempts that are no number', [{ failAttempts: '1' }], ['script.0.failAttempts', 'expected number']],
    ['a failure without words', [{ fail: {} }], ['script.0.fail.message', 'expected string']],
    ['usage that is no object', [{ usage: 3 }], ['script.0.usage', 'Invalid input']],
    [
      'too many steps',
      Array.from({ length: 10_001 }, () => ({ sleep: 0 })),
      ['script', 'at most 10000 steps, this one 10001'],
    ],
  ])('[SC2] %s is refused by step and path', (_, script, [path, message]) => {
    const error = refusal(() => parseScript(script, 'script'))
    expect(error.code).toBe('VALIDATION_FAILED')
    expect(error.message).toContain(message)
    expect(error.issues?.map((issue) => issue.path)).toContain(path)
  })

  test('[SC2] every wrong value of a step is named', () => {
    const error = refusal(() => parseScript([{ text: 1, chunks: 'a', delayMs: -1 }], 'settings.script'))
    expect(error.message).toContain('(and 2 more)')
    expect(error.issues?.map((issue) => issue.path)).toEqual(
      ['text', 'chunks', 'delayMs'].map((key) => `settings.script.0.${key}`),
    )
  })
})

describe('scripts in the input', () => {
  test('[SC3] an input that starts with @script and white space is one', () => {
    expect(scriptInInput('@script [{"sleep": 1}]')).toEqual([{ kind: 'sleep', sleep: 1 }])
    expect(scriptInInput('@script\n\n[\n{"sleep": 1}\n]\n')).toEqual([{ kind: 'sleep', sleep: 1 }])
  })

  test.each(['Hello', '', '@scripted [{"sleep": 1}]', '@script', 'Say @script []', ' @script []', '[{"sleep": 1}]'])(
    '[SC3] the input %j is an ordinary one',
    (input) => expect(scriptInInput(input)).toBeNull(),
  )

  test.each(['@script {', '@script [{"text": "x"},]', '@script hello'])('[SC2] %j is refused as no JSON', (input) => {
    const error = refusal(() => scriptInInput(input))
    expect(error.code).toBe('VALIDATION_FAILED')
    expect(error.message).toMatch(/^The script is not JSON: /)
  })
})

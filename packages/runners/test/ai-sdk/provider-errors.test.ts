import { describe, expect, test } from 'vitest'
import type { ModelAnswer } from '../../src/testing/model-endpoint/model-answer.ts'
import { ModelEndpoint } from '../../src/testing/model-endpoint/model-endpoint.ts'
import { messagesOf, startModelAgent } from './model-agent.ts'

const refusal = (status: number, message: string): ModelAnswer => ({ error: { status, message } })

const rows: [string, ModelAnswer, object][] = [
  [
    'a key that is not taken',
    refusal(401, 'Bad key sk-secret'),
    { code: 'MODEL_UNAUTHORIZED', message: 'Bad key •••', retryable: false },
  ],
  ['a key that may not', refusal(403, 'No access'), { code: 'MODEL_FORBIDDEN', retryable: false }],
  ['a model that is not there', refusal(404, 'No such model'), { code: 'MODEL_NOT_FOUND', retryable: false }],
  ['a request that is not taken', refusal(400, 'Bad tools'), { code: 'MODEL_REFUSED', retryable: false }],
  [
    'too many requests',
    { error: { status: 429, retryAfter: 90 } },
    { code: 'MODEL_RATE_LIMITED', retryable: true, retryAfterMs: 90_000 },
  ],
  ['an overloaded provider', refusal(529, 'Overloaded'), { code: 'MODEL_OVERLOADED', retryable: true }],
  ['a provider that fails', refusal(500, 'Oops'), { code: 'MODEL_FAILED', retryable: true }],
  [
    'a socket that drops in mid-answer',
    { text: 'And then', ending: 'drop' },
    { code: 'MODEL_DISCONNECTED', retryable: true },
  ],
  ['a socket that drops before', { hangUp: true }, { code: 'MODEL_DISCONNECTED', retryable: true }],
  ['a server that answers nothing', { silent: true }, { code: 'MODEL_SILENT', retryable: true }],
  ['a stream that stalls', { text: 'And then', ending: 'stall' }, { code: 'MODEL_SILENT', retryable: true }],
  [
    'talk that is no answer',
    { error: { status: 200, body: 'Welcome to the proxy' } },
    { code: 'MODEL_FAILED', retryable: true },
  ],
]

const dialects = { 'openai-compatible': {}, anthropic: {} }

describe.each(Object.keys(dialects))('%s', (provider) => {
  test.each(rows)('[AI7] %s ends the run with a code of its own', async (_, answer, error) => {
    const { session } = await startModelAgent({
      script: () => answer,
      settings: { provider, apiKey: 'sk-secret', silenceTimeoutMs: 150 },
    })
    await session.update({ policy: { maxAttempts: 1 } })
    const run = await session.settled(await session.submit('Hello'))
    expect(run).toMatchObject({ status: 'failed', doneReason: 'error', error })
  })
})

describe('what passes', () => {
  test('[AI7] is asked again within the attempt, and what broke off is not part of the answer', async () => {
    const { session, endpoint } = await startModelAgent({
      script: [{ text: 'Half a', ending: 'drop' }, refusal(529, 'Overloaded'), { text: 'Whole.' }],
    })
    const run = await session.settled(await session.submit('Hello'))
    expect(run).toMatchObject({ status: 'completed', attempt: 1, output: 'Whole.' })
    expect(endpoint.requests).toHaveLength(3)
    const warnings = (await session.of('log')).map(({ level, message }) => `${level}: ${message}`)
    expect(warnings).toEqual([
      expect.stringMatching(/^warn: .*MODEL_DISCONNECTED.*asking again in 0\.001 s\.$/),
      expect.stringMatching(/^warn: Overloaded \(MODEL_OVERLOADED\); asking again in 0\.002 s\.$/),
    ])
  })

  test('[AI7] a short retry-after is waited for, a long one is left to the runtime', async () => {
    const { session } = await startModelAgent({
      script: [{ error: { status: 429, retryAfter: 0.05 } }, { error: { status: 429, retryAfter: 3_600 } }],
    })
    const runId = await session.submit('Hello')
    const { notBefore, error } = await session.next('run.requeued')
    expect(error).toMatchObject({ code: 'MODEL_RATE_LIMITED', retryAfterMs: 3_600_000 })
    expect(Date.parse(notBefore ?? '') - Date.now()).toBeGreaterThan(3_500_000)
    await session.cancel(runId)
  })

  test('[AI7] a server that is not there is said to be unreachable', async () => {
    const gone = await ModelEndpoint.start()
    const { baseURL } = gone
    await gone[Symbol.asyncDispose]()
    const { session } = await startModelAgent({ script: [], settings: { baseURL } })
    await session.update({ policy: { maxAttempts: 1 } })
    expect(await session.settled(await session.submit('Hello'))).toMatchObject({ error: { code: 'MODEL_UNREACHABLE' } })
  })

  test('[AI7] a key that is missing says where to put it', async () => {
    const { session } = await startModelAgent({ script: [], settings: { apiKeyEnv: 'NO_SUCH_KEY_HERE' } })
    expect(await session.settled(await session.submit('Hello'))).toMatchObject({
      error: { code: 'AGENT_AUTH_REQUIRED', message: expect.stringContaining('NO_SUCH_KEY_HERE'), retryable: false },
    })
  })
})

const tooLong = refusal(400, 'This model’s maximum context length is 8192 tokens')

describe('a talk that is too long', () => {
  test('[AI8] is compacted, and the model is asked once more with the summary', async () => {
    const { session, endpoint } = await startModelAgent({
      script: [{ text: 'It was a long story.' }, tooLong, { text: 'They talked.' }, { text: 'Short now.' }],
    })
    await session.settled(await session.submit('Tell me'))
    const run = await session.settled(await session.submit('Go on'))
    expect(run).toMatchObject({ status: 'completed', attempt: 1, output: 'Short now.' })
    expect(await session.of('session.compacted')).toMatchObject([{ mode: 'auto', summary: 'They talked.' }])
    expect(messagesOf(endpoint, 3)).toMatchObject([
      { role: 'user', content: '[Summary of what was said before]\nThey talked.' },
      { role: 'user', content: 'Go on' },
    ])
  })

  test('[AI8] long results of earlier steps are left out when the talk of the run itself is too long', async () => {
    const long = { name: 'run_command', input: { command: 'seq 1 5000' } }
    const { session, endpoint } = await startModelAgent({
      script: [{ toolCalls: [long] }, { toolCalls: [long] }, tooLong, { text: 'Done.' }],
    })
    expect(await session.settled(await session.submit('Count'))).toMatchObject({ status: 'completed', output: 'Done.' })
    const told = messagesOf(endpoint, 3).flatMap(({ role, content }) => (role === 'tool' ? [String(content)] : []))
    expect(told[0]).toMatch(/^\[\d+ characters were left out to make room/)
    expect(told[1]).toContain('4999')
  })

  test('[AI8] fails with its own code when nothing can be made shorter', async () => {
    const { session, endpoint } = await startModelAgent({ script: () => tooLong })
    expect(await session.settled(await session.submit('Hello'))).toMatchObject({
      status: 'failed',
      error: { code: 'MODEL_CONTEXT_TOO_LONG', retryable: false },
    })
    expect(endpoint.requests).toHaveLength(1)
  })

  test('[AI8] room is made before the window is full, when its size is known', async () => {
    const long = { name: 'run_command', input: { command: 'seq 1 5000' } }
    const full = { input: 900, output: 10 }
    const { session, endpoint } = await startModelAgent({
      script: [{ toolCalls: [long] }, { toolCalls: [long], usage: full }, { text: 'Done.' }],
      settings: { contextWindow: 1_000 },
    })
    await session.settled(await session.submit('Count'))
    const told = messagesOf(endpoint, 2).flatMap(({ role, content }) => (role === 'tool' ? [String(content)] : []))
    expect(told[0]).toMatch(/left out to make room/)
  })
})

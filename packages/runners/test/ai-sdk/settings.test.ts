import type { JsonObject } from '@sojourn/contract/json'
import { describe, expect, onTestFinished, test } from 'vitest'
import { AiSdkRunner } from '../../src/ai-sdk/ai-sdk-runner.ts'
import { ModelEndpoint } from '../../src/testing/model-endpoint/model-endpoint.ts'
import { messagesOf, startModelAgent } from './model-agent.ts'

const runner = new AiSdkRunner()
const good = { provider: 'openai-compatible', baseURL: 'http://127.0.0.1:1/v1', model: 'm' }

describe('settings', () => {
  test.each<[string, JsonObject, string]>([
    ['no provider', { model: 'm' }, 'settings.provider'],
    ['no address', { provider: 'openai-compatible', model: 'm' }, 'settings.baseURL'],
    ['an address that is none', { ...good, baseURL: 'localhost:11434' }, 'settings.baseURL'],
    ['a file', { ...good, baseURL: 'file:///etc/passwd' }, 'settings.baseURL'],
    ['a secret in the address', { ...good, baseURL: 'http://user:pass@host/v1' }, 'settings.baseURL'],
    ['a variable of the server itself', { ...good, apiKeyEnv: 'SOJOURN_TOKEN' }, 'settings.apiKeyEnv'],
    ['a tool that is not there', { ...good, tools: ['fly'] }, 'settings.tools.0'],
    ['no steps', { ...good, maxSteps: 0 }, 'settings.maxSteps'],
    ['an MCP server that is nothing', { ...good, mcpServers: { a: {} } }, 'settings.mcpServers.a'],
    ['something else', { ...good, temprature: 1 }, 'settings'],
  ])('[AI13] %s is refused with its path', (...row) => {
    const [, settings, path] = row
    let thrown: unknown
    try {
      runner.checkSettings(settings)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({ code: 'VALIDATION_FAILED', issues: [{ path }] })
  })

  test('[AI13] only the tools that the settings name are offered, and the key goes to the provider', async () => {
    const { session, endpoint } = await startModelAgent({
      script: [{ text: 'Hi.' }],
      settings: { provider: 'anthropic', apiKey: 'k', tools: ['read'], system: 'Be brief.', reasoning: 'none' },
    })
    await session.settled(await session.submit('Hello'))
    const { headers, body } = endpoint.requests[0] ?? {}
    expect(headers?.['x-api-key']).toBe('k')
    expect(body?.tools).toMatchObject([{ name: 'read_file' }])
    expect(body?.system).toMatchObject([{ text: 'Be brief.', cache_control: { type: 'ephemeral' } }])
    expect(messagesOf(endpoint, 0)).toMatchObject([
      { role: 'user', content: [{ text: 'Hello', cache_control: { type: 'ephemeral' } }] },
    ])
  })
})

describe('check', () => {
  const signal = new AbortController().signal

  test('[AI14] says that the model answers, and what its MCP servers offer', async () => {
    await using endpoint = await ModelEndpoint.start(() => ({ text: 'OK' }))
    const settings = { ...good, baseURL: endpoint.baseURL }
    expect(await runner.check(settings, signal)).toEqual({ ok: true, detail: `m answers at ${endpoint.baseURL}.` })
    const mcpServers = { gone: { command: '/no/such/program' } }
    expect(await runner.check({ ...settings, mcpServers }, signal)).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/m answers at .* The MCP server gone cannot be used/),
    })
  })

  test('[AI14] says what is wrong with a code of the catalogue', async () => {
    await using endpoint = await ModelEndpoint.start([{ error: { status: 401, message: 'No such key: k-123' } }])
    const settings = { ...good, baseURL: endpoint.baseURL, apiKey: 'k-123' }
    await expect(runner.check(settings, signal)).rejects.toMatchObject({
      code: 'MODEL_UNAUTHORIZED',
      message: 'No such key: •••',
    })
    await expect(runner.check(good, signal)).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE' })
  })
})

describe('a summary', () => {
  test('[AI15] is the model’s own, and a talk that is too long for it is shortened', async () => {
    const { session, endpoint, engine } = await startModelAgent({
      script: [
        { text: 'A long story.' },
        { error: { status: 400, message: 'prompt is too long' } },
        { text: 'In short.', usage: { input: 400, output: 12 } },
      ],
      settings: { contextWindow: 1_000 },
    })
    await session.settled(await session.submit('x'.repeat(5_000)))
    await session.settled(await session.submit('/compact'))
    expect(await session.of('session.compacted')).toMatchObject([{ summary: 'In short.', mode: 'manual' }])
    expect((await session.of('usage.recorded')).at(-1)).toMatchObject({
      ...{ model: 'a-model', inputTokens: 400, outputTokens: 12, purpose: 'summary' },
    })
    const lengths = [1, 2].map((request) => JSON.stringify(messagesOf(endpoint, request)).length)
    expect(lengths[0]).toBeGreaterThan((lengths[1] ?? 0) + 900)
    onTestFinished(() => engine.runtime.shutdown())
  })
})

import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogle } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { generateText, type LanguageModel, streamText } from 'ai'
import { describe, expect, test } from 'vitest'
import type { ModelAnswer } from '../../src/testing/model-endpoint/model-answer.ts'
import { ModelEndpoint } from '../../src/testing/model-endpoint/model-endpoint.ts'

const clients: [string, (baseURL: string) => LanguageModel][] = [
  [
    'openai-chat',
    (baseURL) => createOpenAICompatible({ name: 'mock', baseURL, includeUsage: true }).chatModel('a-model'),
  ],
  ['openai-responses', (baseURL) => createOpenAI({ baseURL, apiKey: 'a-key' }).languageModel('a-model')],
  ['google', (baseURL) => createGoogle({ baseURL, apiKey: 'a-key' }).languageModel('a-model')],
  ['anthropic-messages', (baseURL) => createAnthropic({ baseURL, apiKey: 'a-key' }).languageModel('a-model')],
]

const answer: ModelAnswer = {
  thinking: 'Hm, well.',
  text: 'It is so.',
  toolCalls: [{ name: 'look', input: { at: 'this' } }],
  usage: { input: 7, output: 9, cacheRead: 100 },
}

describe.each(clients)('%s', (dialect, modelAt) => {
  test('an official client understands a streamed answer, and the request is remembered', async () => {
    await using endpoint = await ModelEndpoint.start([answer])
    const result = streamText({ model: modelAt(endpoint.baseURL), prompt: 'Hello' })
    const parts = await Array.fromAsync(result.stream)
    expect(parts.filter((part) => part.type === 'error')).toEqual([])
    expect(await result.text).toBe('It is so.')
    expect(await result.finalStep).toMatchObject({ reasoningText: 'Hm, well.', finishReason: 'tool-calls' })
    expect(await result.toolCalls).toMatchObject([{ toolName: 'look', input: { at: 'this' } }])
    expect(await result.usage).toMatchObject({
      inputTokens: 107,
      inputTokenDetails: { noCacheTokens: 7, cacheReadTokens: 100 },
      outputTokens: 9,
    })
    expect(endpoint.requests).toMatchObject([{ dialect }])
    expect(await endpoint.requests[0]?.closed).toBe('complete')
  })

  test('an official client understands a whole answer', async () => {
    await using endpoint = await ModelEndpoint.start([answer])
    const result = await generateText({ model: modelAt(endpoint.baseURL), prompt: 'Hello' })
    expect(result.text).toBe('It is so.')
    expect(result.toolCalls).toMatchObject([{ toolName: 'look', input: { at: 'this' } }])
    expect(result.usage).toMatchObject({ inputTokens: 107, outputTokens: 9 })
  })

  test('a refusal has its status, and says when to come again', async () => {
    await using endpoint = await ModelEndpoint.start([{ error: { status: 429, message: 'Slow down', retryAfter: 7 } }])
    const calling = generateText({ model: modelAt(endpoint.baseURL), prompt: 'Hello', maxRetries: 0 })
    await expect(calling).rejects.toMatchObject({
      statusCode: 429,
      message: 'Slow down',
      responseHeaders: { 'retry-after': '7' },
    })
  })

  test('a dropped answer breaks off after its content', async () => {
    await using endpoint = await ModelEndpoint.start([{ text: 'And then', ending: 'drop' }])
    const result = streamText({ model: modelAt(endpoint.baseURL), prompt: 'Hello', maxRetries: 0, onError: () => {} })
    const parts: string[] = []
    const reading = (async () => {
      for await (const part of result.stream) parts.push(part.type === 'text-delta' ? part.text : part.type)
    })()
    await reading.catch((error: unknown) => parts.push(String(error)))
    expect(parts.join('')).toContain('And then')
    expect(parts.join(' ')).toMatch(/error|terminated|closed/i)
    expect(parts).not.toContain('finish')
    expect(await endpoint.requests[0]?.closed).toBe('aborted')
  })
})

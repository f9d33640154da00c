import type { JsonObject } from '@sojourn/contract/json'
import { type Dialect, frame, type Speech } from './dialect.ts'
import { defaultUsage, finishOf, piecesOf } from './model-answer.ts'

const finishReasons = { stop: 'STOP', tool_calls: 'STOP', length: 'MAX_TOKENS', content_filter: 'SAFETY' } as const

const usageOf = ({ answer }: Speech): JsonObject => {
  const { input, output, cacheRead = 0, cacheWrite = 0, reasoning = 0 } = answer.usage ?? defaultUsage
  const prompt = input + cacheRead + cacheWrite
  return {
    promptTokenCount: prompt,
    cachedContentTokenCount: cacheRead,
    candidatesTokenCount: output - reasoning,
    thoughtsTokenCount: reasoning,
    totalTokenCount: prompt + output,
  }
}

const partsOf = ({ answer }: Speech): JsonObject[] => [
  ...piecesOf(answer.thinking).map((text) => ({ text, thought: true })),
  ...piecesOf(answer.text).map((text) => ({ text })),
  ...(answer.toolCalls ?? []).map(({ name, input }) => ({
    functionCall: { name, args: typeof input === 'string' ? {} : input },
  })),
]

const contentOf = (parts: JsonObject[], finish: Record<string, string> = {}): JsonObject => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...finish }],
})

const endOf = (speech: Speech, parts: JsonObject[]): JsonObject => ({
  ...contentOf(parts, { finishReason: finishReasons[finishOf(speech.answer)] }),
  usageMetadata: usageOf(speech),
  modelVersion: speech.model,
})

/** What both ways of asking Google's models share; which of them it is stands in the path. */
const google = {
  frames: (speech: Speech) => ({
    opening: [],
    content: partsOf(speech).map((part) => frame(contentOf([part]))),
    end: [frame(endOf(speech, []))],
  }),
  whole: (speech: Speech) => endOf(speech, partsOf(speech)),
  error: (status: number, message: string) => ({ error: { code: status, message, status: 'INVALID_ARGUMENT' } }),
}

/** Google's generateContent, streamed and whole. */
export const googleDialects: readonly Dialect[] = [
  { ...google, name: 'google', path: ':streamGenerateContent', streams: true },
  { ...google, name: 'google', path: ':generateContent', streams: false },
]

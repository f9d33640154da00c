import type { JsonObject } from '@sojourn/contract/json'
import { type Dialect, type Frames, frame, type Speech } from './dialect.ts'
import { defaultUsage, finishOf, inputTextOf, piecesOf } from './model-answer.ts'

const usageOf = ({ answer }: Speech): JsonObject => {
  const { input, output, cacheRead = 0, cacheWrite = 0, reasoning = 0 } = answer.usage ?? defaultUsage
  const prompt = input + cacheRead + cacheWrite
  return {
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt + output,
    prompt_tokens_details: { cached_tokens: cacheRead },
    completion_tokens_details: { reasoning_tokens: reasoning },
  }
}

const toolCallsOf = ({ answer, number }: Speech): JsonObject[] =>
  (answer.toolCalls ?? []).map((call, index) => ({
    index,
    id: call.id ?? `call_${number}_${index}`,
    type: 'function',
    function: { name: call.name, arguments: inputTextOf(call) },
  }))

const base = ({ number, model }: Speech, object: string) => ({ id: `chatcmpl-${number}`, object, created: 1, model })

const frames = (speech: Speech): Frames => {
  const { answer } = speech
  const chunk = (delta: JsonObject, finish: string | null = null): string =>
    frame({ ...base(speech, 'chat.completion.chunk'), choices: [{ index: 0, delta, finish_reason: finish }] })
  const tokens = { ...base(speech, 'chat.completion.chunk'), choices: [], usage: usageOf(speech) }
  return {
    opening: [chunk({ role: 'assistant', content: '' })],
    content: [
      ...piecesOf(answer.thinking).map((reasoning_content) => chunk({ reasoning_content })),
      ...piecesOf(answer.text).map((content) => chunk({ content })),
      ...toolCallsOf(speech).map((call) => chunk({ tool_calls: [call] })),
    ],
    end: [chunk({}, finishOf(answer)), frame(tokens), 'data: [DONE]\n\n'],
  }
}

/** OpenAI's chat completions, as Ollama, vLLM, LiteLLM and many others speak them too. */
export const openaiChatDialect: Dialect = {
  name: 'openai-chat',
  path: '/chat/completions',
  frames,
  whole: (speech) => {
    const { answer } = speech
    const calls = toolCallsOf(speech)
    const message: JsonObject = { role: 'assistant', content: piecesOf(answer.text).join('') || null }
    if (answer.thinking !== undefined) message.reasoning_content = answer.thinking
    if (calls.length > 0) message.tool_calls = calls
    const choice = { index: 0, message, finish_reason: finishOf(answer) }
    return { ...base(speech, 'chat.completion'), choices: [choice], usage: usageOf(speech) }
  },
  error: (status, message) => ({ error: { message, type: 'invalid_request_error', param: null, code: status } }),
}

import type { JsonObject } from '@sojourn/contract/json'
import { type Dialect, type Frames, frame, type Speech } from './dialect.ts'
import { defaultUsage, finishOf, inputTextOf, piecesOf } from './model-answer.ts'

const stopReasons = {
  stop: 'end_turn',
  length: 'max_tokens',
  content_filter: 'refusal',
  tool_calls: 'tool_use',
} as const

const errorTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
}

const readTokens = ({ answer }: Speech): JsonObject => {
  const { input, cacheRead = 0, cacheWrite = 0 } = answer.usage ?? defaultUsage
  return { input_tokens: input, cache_read_input_tokens: cacheRead, cache_creation_input_tokens: cacheWrite }
}

const writtenTokens = ({ answer }: Speech): JsonObject => ({
  output_tokens: (answer.usage ?? defaultUsage).output,
})

/** A block of content: as it is whole, as it begins, and the deltas between. */
interface Part {
  whole: JsonObject
  start: JsonObject
  deltas: JsonObject[]
}

const partsOf = ({ answer, number }: Speech): Part[] => {
  const parts: Part[] = []
  if (answer.thinking !== undefined) {
    const thinking = piecesOf(answer.thinking).map((piece) => ({ type: 'thinking_delta', thinking: piece }))
    parts.push({
      whole: { type: 'thinking', thinking: answer.thinking, signature: `signature-${number}` },
      start: { type: 'thinking', thinking: '', signature: '' },
      deltas: [...thinking, { type: 'signature_delta', signature: `signature-${number}` }],
    })
  }
  const pieces = piecesOf(answer.text)
  if (pieces.length > 0) {
    parts.push({
      whole: { type: 'text', text: pieces.join('') },
      start: { type: 'text', text: '' },
      deltas: pieces.map((text) => ({ type: 'text_delta', text })),
    })
  }
  for (const [index, call] of (answer.toolCalls ?? []).entries()) {
    const use = { type: 'tool_use', id: call.id ?? `toolu_${number}_${index}`, name: call.name }
    parts.push({
      whole: { ...use, input: typeof call.input === 'string' ? {} : call.input },
      start: { ...use, input: {} },
      deltas: [{ type: 'input_json_delta', partial_json: inputTextOf(call) }],
    })
  }
  return parts
}

const message = (speech: Speech, content: JsonObject[]): JsonObject => ({
  id: `msg_${speech.number}`,
  type: 'message',
  role: 'assistant',
  model: speech.model,
  content,
  stop_reason: null,
  stop_sequence: null,
  usage: { ...readTokens(speech), output_tokens: 1 },
})

const frames = (speech: Speech): Frames => {
  const event = (type: string, data: JsonObject = {}) => frame({ type, ...data }, type)
  const parts = partsOf(speech).flatMap(({ start, deltas }, index) => [
    event('content_block_start', { index, content_block: start }),
    ...deltas.map((delta) => event('content_block_delta', { index, delta })),
    event('content_block_stop', { index }),
  ])
  const delta = { stop_reason: stopReasons[finishOf(speech.answer)], stop_sequence: null }
  return {
    opening: [event('message_start', { message: message(speech, []) }), event('ping'), ...parts.slice(0, 1)],
    content: parts.slice(1),
    end: [event('message_delta', { delta, usage: writtenTokens(speech) }), event('message_stop')],
  }
}

/** Anthropic's messages. */
export const anthropicMessagesDialect: Dialect = {
  name: 'anthropic-messages',
  path: '/messages',
  frames,
  whole: (speech) => ({
    ...message(
      speech,
      partsOf(speech).map(({ whole }) => whole),
    ),
    stop_reason: stopReasons[finishOf(speech.answer)],
    usage: { ...readTokens(speech), ...writtenTokens(speech) },
  }),
  error: (status, text) => ({ type: 'error', error: { type: errorTypes[status] ?? 'api_error', message: text } }),
}

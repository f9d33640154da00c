import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import type { SpokenAnswer } from './model-answer.ts'

/** What an answer is told with. */
export interface Speech {
  answer: SpokenAnswer
  model: string
  /** From 1: makes ids of answers and tool calls. */
  number: number
}

/** Server-sent events of an answer: what comes before the first delta, the deltas, and what ends it in good order. */
export interface Frames {
  opening: readonly string[]
  content: readonly string[]
  end: readonly string[]
}

/** One way in which models are spoken to over HTTP. */
export interface Dialect {
  readonly name: 'openai-chat' | 'openai-responses' | 'anthropic-messages' | 'google'
  /** The end of the path that it is spoken at. */
  readonly path: string
  /** Whether it streams, where the path says it; elsewhere the request says it by `stream`. */
  readonly streams?: boolean
  frames(speech: Speech): Frames
  /** The same, for a client that does not stream. */
  whole(speech: Speech): JsonObject
  error(status: number, message: string): JsonObject
}

export const frame = (data: JsonValue, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`

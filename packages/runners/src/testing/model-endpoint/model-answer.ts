import type { JsonObject, JsonValue } from '@sojourn/contract/json'

/** Tokens of one answer. `input` is what was read anew: neither from the cache nor into it. */
export interface AnswerUsage {
  input: number
  output: number
  cacheRead?: number
  cacheWrite?: number
  /** Part of `output`. */
  reasoning?: number
}

export interface AnswerToolCall {
  /** Chosen by the endpoint when absent. */
  id?: string
  name: string
  /** A string is sent as it is, so that it may be broken JSON. */
  input: JsonObject | string
}

/** What the model says. Every part is optional and is sent in the order of this list. */
export interface SpokenAnswer {
  thinking?: string
  /** One delta for each piece; a string is sent word by word. */
  text?: string | readonly string[]
  toolCalls?: readonly AnswerToolCall[]
  usage?: AnswerUsage
  /** Default: `tool_calls` when there are some, else `stop`. */
  finish?: 'stop' | 'length' | 'content_filter' | 'tool_calls'
  /** Sent after the first piece of content, the rest only when this settles. */
  until?: Promise<unknown>
  /**
   * `stall`: after the content nothing more is sent, and the connection stays open. `drop`: the socket is destroyed
   * there, in the middle of the answer. Default: it ends as it should.
   */
  ending?: 'complete' | 'stall' | 'drop'
}

/** What the endpoint says instead of an answer. */
export interface RefusedAnswer {
  error: {
    status: number
    message?: string
    /** Seconds, for the header `retry-after`. */
    retryAfter?: number
    /** The body, when it is not the usual one of the dialect. */
    body?: JsonValue | string
  }
}

/** `silent`: the request is read and nothing is ever answered. `hangUp`: the socket is destroyed at once. */
export type ModelAnswer = SpokenAnswer | RefusedAnswer | { silent: true } | { hangUp: true }

export const piecesOf = (text: SpokenAnswer['text']): readonly string[] => {
  if (text === undefined) return []
  return typeof text === 'string' ? (text.match(/\S+\s*|\s+/g) ?? []) : text
}

export const inputTextOf = ({ input }: AnswerToolCall): string =>
  typeof input === 'string' ? input : JSON.stringify(input)

export const finishOf = ({ finish, toolCalls }: SpokenAnswer): NonNullable<SpokenAnswer['finish']> =>
  finish ?? (toolCalls && toolCalls.length > 0 ? 'tool_calls' : 'stop')

export const defaultUsage: AnswerUsage = { input: 10, output: 5 }

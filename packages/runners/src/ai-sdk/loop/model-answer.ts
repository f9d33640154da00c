import type { JsonValue } from '@sojourn/contract/json'
import type { AssistantModelMessage } from 'ai'

/** A tool call as the model asked for it. */
export type AskedCall = {
  /** The provider's id. */
  id: string
  /** Its place among the calls of the step, from 0. */
  index: number
  name: string
  input: JsonValue
  /** Why it cannot be executed: no such tool, no valid input. */
  fault: string | null
}

/** What one call of the model came to; JSON, so that it can be stored as a durable step. */
export type ModelAnswer = {
  messages: AssistantModelMessage[]
  text: string
  calls: AskedCall[]
  finishReason: string
  /** Tokens that the call has filled of the context window; null when the provider does not count. */
  tokens: number | null
}

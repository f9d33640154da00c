import { SojournError } from '@sojourn/contract/error'
import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import type { Turn } from '@sojourn/core/ports/runner'
import {
  type AssistantModelMessage,
  jsonSchema,
  type LanguageModelUsage,
  type ModelMessage,
  streamText,
  type ToolSet,
  tool,
} from 'ai'
import type { AiSdkSettings } from '../ai-sdk-settings.ts'
import type { ModelOptions } from '../model/open-model.ts'
import type { AgentTool } from '../tools/agent-tool.ts'
import { AnswerBlocks } from './answer-blocks.ts'
import type { AskedCall, ModelAnswer } from './model-answer.ts'
import { cachedInstructions, cachedMessages } from './prompt-cache.ts'
import { isCounted, usageRecord } from './usage-record.ts'

export interface ModelQuestion {
  turn: Turn
  settings: AiSdkSettings
  model: ModelOptions
  tools: ReadonlyMap<string, AgentTool>
  messages: readonly ModelMessage[]
  /** Prefix of the ids of the answer's blocks. */
  prefix: string
}

/** The tools without what they do: calls are executed by the loop, through permission and ledger. */
const toolSet = (tools: ReadonlyMap<string, AgentTool>): ToolSet =>
  Object.fromEntries(
    [...tools.values()].map(({ name, description, inputSchema }) => [
      name,
      tool({ description, inputSchema: jsonSchema(inputSchema) }),
    ]),
  )

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Providers take nothing but objects as the input of a call that is told to them again. */
const withObjectInputs = (message: AssistantModelMessage): AssistantModelMessage => {
  if (typeof message.content === 'string') return message
  const content = message.content.map((part) =>
    part.type === 'tool-call' && !isObject(part.input) ? { ...part, input: {} } : part,
  )
  return { ...message, content }
}

/** What is gathered while the answer streams. */
class Hearing {
  readonly calls: AskedCall[] = []
  text = ''
  finishReason = 'unknown'
  usage: LanguageModelUsage | null = null

  addCall({
    toolCallId,
    toolName,
    input,
    ...call
  }: {
    toolCallId: string
    toolName: string
    input: unknown
    invalid?: boolean | undefined
    error?: unknown
  }): void {
    const fault = call.invalid ? faultOf(call.error, toolName) : null
    const given = (input ?? {}) as JsonValue
    this.calls.push({ id: toolCallId, index: this.calls.length, name: toolName, input: given, fault })
  }
}

const faultOf = (error: unknown, toolName: string): string => {
  const words = error instanceof Error ? error.message : String(error ?? 'Its input is not valid.')
  return `The call of ${toolName} was not valid: ${words}`
}

/**
 * Calls the model once and streams what it says. Throws what the provider or the way to it throws, after what has been said
 * so far is marked as broken off; throws the signal's reason as soon as the turn is aborted.
 */
export const askModel = async (question: ModelQuestion): Promise<ModelAnswer> => {
  const { turn, settings, prefix } = question
  const blocks = new AnswerBlocks(turn, prefix)
  const heard = new Hearing()
  try {
    const result = startStream(question)
    await listen(result.stream, { blocks, heard, turn })
    const messages = (await result.responseMessages).flatMap((each) =>
      each.role === 'assistant' ? [withObjectInputs(each)] : [],
    )
    await blocks.completeAll()
    const { text, calls, finishReason, usage } = heard
    if (usage && isCounted(usage)) await turn.usage(usageRecord(settings.model, usage))
    const tokens = usage && isCounted(usage) ? (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0) : null
    return { messages, text, calls, finishReason, tokens }
  } catch (error) {
    turn.signal.throwIfAborted()
    await blocks.interruptAll()
    throw error
  }
}

const startStream = ({ turn, settings, model, tools, messages }: ModelQuestion) => {
  const { maxOutputTokens, reasoning } = settings
  const instructions = cachedInstructions(settings)
  return streamText({
    model: model.model,
    messages: cachedMessages(messages, settings),
    tools: toolSet(tools),
    providerOptions: model.providerOptions,
    maxRetries: 0,
    abortSignal: turn.signal,
    // Said by the stream itself; the default prints to the console.
    onError: () => {},
    ...(instructions !== undefined && { instructions }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(reasoning !== undefined && { reasoning }),
  })
}

type Part = ReturnType<typeof startStream>['stream'] extends AsyncIterable<infer Each> ? Each : never

interface Listener {
  blocks: AnswerBlocks
  heard: Hearing
  turn: Turn
}

const listen = async (stream: AsyncIterable<Part>, { blocks, heard, turn }: Listener): Promise<void> => {
  for await (const part of stream) {
    switch (part.type) {
      case 'text-delta':
        heard.text += part.text
        await blocks.delta('assistant_text', part.id, part.text)
        break
      case 'text-end':
        await blocks.end('assistant_text', part.id)
        break
      case 'reasoning-delta':
        await blocks.delta('thinking', part.id, part.text)
        break
      case 'reasoning-end':
        await blocks.end('thinking', part.id)
        break
      case 'tool-call':
        if (!part.providerExecuted) heard.addCall(part)
        break
      case 'finish-step':
        heard.finishReason = part.finishReason
        heard.usage = part.usage
        break
      case 'error':
        throw part.error
      case 'abort':
        turn.signal.throwIfAborted()
        throw new SojournError('MODEL_DISCONNECTED', 'The answer was broken off.')
    }
  }
}

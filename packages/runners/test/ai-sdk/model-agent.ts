import type { JsonObject } from '@sojourn/contract/json'
import { onTestFinished } from 'vitest'
import { AiSdkRunner } from '../../src/ai-sdk/ai-sdk-runner.ts'
import { ModelEndpoint, type ModelScript } from '../../src/testing/model-endpoint/model-endpoint.ts'
import { Engine, type EngineSession } from '../engine.ts'

export interface ModelAgentOptions {
  script: ModelScript
  /** On top of an openai-compatible agent that asks the endpoint. */
  settings?: JsonObject
  /** Calls of these tools are allowed without asking; default: all. */
  allow?: readonly string[]
}

export interface ModelAgent {
  endpoint: ModelEndpoint
  engine: Engine
  session: EngineSession
}

/** A session of the real runtime whose agent asks a model endpoint over HTTP. */
export const startModelAgent = async ({
  script,
  settings = {},
  allow = ['*'],
}: ModelAgentOptions): Promise<ModelAgent> => {
  const endpoint = await ModelEndpoint.start(script)
  onTestFinished(() => endpoint[Symbol.asyncDispose]())
  const agent = {
    id: 'model',
    runner: 'ai-sdk',
    settings: { provider: 'openai-compatible', baseURL: endpoint.baseURL, model: 'a-model', ...settings },
    policy: { rules: allow.map((toolId) => ({ toolId, operation: '*', decision: 'allow' as const })) },
  }
  const engine = await Engine.start({ makeRunners: () => [new AiSdkRunner({ backoffMs: 1 })], agents: [agent] })
  return { endpoint, engine, session: await engine.session('model') }
}

/** The messages of a chat completions request. */
export const messagesOf = (endpoint: ModelEndpoint, request: number): JsonObject[] => {
  const { messages } = endpoint.requests[request]?.body ?? {}
  return Array.isArray(messages) ? (messages as JsonObject[]) : []
}

/** What the model was told of its tool calls, in the request of this number (from 0). */
export const toolWords = (endpoint: ModelEndpoint, request: number): string[] =>
  messagesOf(endpoint, request).flatMap(({ role, content }) => (role === 'tool' ? [String(content)] : []))

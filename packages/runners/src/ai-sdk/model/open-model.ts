import type { LanguageModel } from 'ai'
import { type AiSdkSettings, seesResults } from '../ai-sdk-settings.ts'
import { modelKey } from './model-key.ts'
import { watchedFetch } from './watched-fetch.ts'

// `ai` would print its warnings past the server's log.
globalThis.AI_SDK_LOG_WARNINGS = false

/** What a call to a model is made with, beyond its messages. */
export type ModelOptions = {
  model: LanguageModel
  /** Never shown, although a provider may repeat it. */
  apiKey: string | undefined
  /** For the provider's own part of every call. */
  providerOptions: Record<string, Record<string, string | boolean>>
}

/**
 * The model that the settings name. Only the package of its provider is loaded. Throws AGENT_AUTH_REQUIRED when its key is
 * missing.
 */
export const openModel = async (settings: AiSdkSettings): Promise<ModelOptions> => {
  const { provider, model, baseURL } = settings
  const apiKey = modelKey(settings)
  const common = {
    fetch: watchedFetch(settings.silenceTimeoutMs),
    ...(apiKey !== undefined && { apiKey }),
    ...(baseURL !== undefined && { baseURL }),
  }
  switch (provider) {
    case 'anthropic': {
      const { createAnthropic } = await import('@ai-sdk/anthropic')
      return { apiKey, model: createAnthropic(common)(model), providerOptions: {} }
    }
    case 'openai': {
      const { createOpenAI } = await import('@ai-sdk/openai')
      // Nothing is kept at the provider: the session's log is the truth.
      return { apiKey, model: createOpenAI(common)(model), providerOptions: { openai: { store: false } } }
    }
    case 'google': {
      const { createGoogle } = await import('@ai-sdk/google')
      return { apiKey, model: createGoogle(common)(model), providerOptions: {} }
    }
    case 'openai-compatible': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
      const compatible = createOpenAICompatible({
        ...common,
        name: 'compatible',
        baseURL: baseURL ?? '',
        includeUsage: true,
        supportsMultiPartToolContent: seesResults(settings),
      })
      return { apiKey, model: compatible.chatModel(model), providerOptions: {} }
    }
  }
}

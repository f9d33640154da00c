import type { RunnerCheck } from '@sojourn/core/ports/runner'
import { generateText } from 'ai'
import type { AiSdkSettings } from '../ai-sdk-settings.ts'
import { modelError } from './model-error.ts'
import { openModel } from './open-model.ts'

/** Asks the model for one word. Throws the provider's error with the catalogue's code. */
export const checkModel = async (settings: AiSdkSettings, signal: AbortSignal): Promise<RunnerCheck> => {
  const { model, providerOptions, apiKey } = await openModel(settings)
  const prompt = 'This tests a connection. Answer with the word OK.'
  try {
    await generateText({ model, providerOptions, prompt, maxOutputTokens: 64, maxRetries: 0, abortSignal: signal })
  } catch (thrown) {
    signal.throwIfAborted()
    throw modelError(thrown, { apiKey, now: Date.now() })
  }
  return { ok: true, detail: `${settings.model} answers at ${settings.baseURL ?? settings.provider}.` }
}

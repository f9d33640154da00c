import { SojournError } from '@sojourn/contract/error'
import type { AiSdkSettings } from '../ai-sdk-settings.ts'

/** Where the key is looked for when the settings name neither it nor its place. */
const usualVariables: Record<AiSdkSettings['provider'], readonly string[]> = {
  'openai-compatible': [],
  anthropic: ['ANTHROPIC_API_KEY'],
  openai: ['OPENAI_API_KEY'],
  google: ['GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY'],
}

/** The key of an agent; undefined for a server that needs none. AGENT_AUTH_REQUIRED when one is needed and missing. */
export const modelKey = (
  { provider, apiKey, apiKeyEnv }: AiSdkSettings,
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined => {
  if (apiKey !== undefined) return apiKey
  const names = apiKeyEnv === undefined ? usualVariables[provider] : [apiKeyEnv]
  const key = names.map((name) => environment[name]).find((value) => value !== undefined && value !== '')
  if (key !== undefined || names.length === 0) return key
  throw new SojournError(
    'AGENT_AUTH_REQUIRED',
    `No key for ${provider}: start the server with ${names.join(' or ')} in its environment, or give the agent an apiKey.`,
  )
}

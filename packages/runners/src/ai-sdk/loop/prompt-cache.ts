import type { Instructions, ModelMessage } from 'ai'
import type { AiSdkSettings } from '../ai-sdk-settings.ts'

const mark = { anthropic: { cacheControl: { type: 'ephemeral' } } } as const

/** Anthropic caches what stands before a mark; other providers do so by themselves. */
const needsMarks = ({ provider }: AiSdkSettings): boolean => provider === 'anthropic'

export const cachedInstructions = (settings: AiSdkSettings): Instructions | undefined => {
  const { system } = settings
  if (system === undefined || system.trim() === '') return undefined
  return needsMarks(settings) ? { role: 'system', content: system, providerOptions: mark } : system
}

/** Marks the end of what is said so far: the next call reads it from the cache. */
export const cachedMessages = (messages: readonly ModelMessage[], settings: AiSdkSettings): ModelMessage[] =>
  messages.map((message, at) =>
    needsMarks(settings) && at === messages.length - 1 ? { ...message, providerOptions: mark } : message,
  )

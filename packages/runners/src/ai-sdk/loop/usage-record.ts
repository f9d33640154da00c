import type { UsageRecord } from '@sojourn/contract/usage'
import type { LanguageModelUsage } from 'ai'

/** [AI6] What a call used, under the name of its model. */
export const usageRecord = (model: string, usage: LanguageModelUsage): UsageRecord => {
  const { inputTokenDetails: read, outputTokenDetails: written } = usage
  const cached = (read.cacheReadTokens ?? 0) + (read.cacheWriteTokens ?? 0)
  return {
    model,
    inputTokens: read.noCacheTokens ?? Math.max(0, (usage.inputTokens ?? 0) - cached),
    outputTokens: usage.outputTokens ?? 0,
    cacheReadTokens: read.cacheReadTokens ?? 0,
    cacheWriteTokens: read.cacheWriteTokens ?? 0,
    reasoningTokens: written.reasoningTokens ?? 0,
  }
}

/** False when the provider does not count. */
export const isCounted = ({ inputTokens, outputTokens }: LanguageModelUsage) =>
  inputTokens !== undefined || outputTokens !== undefined

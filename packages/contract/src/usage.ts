import { z } from 'zod'

const count = z.int().min(0)

/** Tokens and cost of one model call. Every count is optional at the edge; what is missing counts as zero. */
export const usageRecord = z.object({
  model: z.string().max(200).optional(),
  inputTokens: count.optional(),
  outputTokens: count.optional(),
  cacheReadTokens: count.optional(),
  cacheWriteTokens: count.optional(),
  reasoningTokens: count.optional(),
  /** US dollars; totals are kept in micro-dollars, so nothing smaller than 0.000001 counts. */
  costUsd: z.number().min(0).max(1_000_000).optional(),
  /** `summary`: the call summed up the past for a compaction. Absent: it did the run's work. */
  purpose: z.literal('summary').optional(),
})
export type UsageRecord = z.infer<typeof usageRecord>

export const usageTotals = z.object({
  inputTokens: count,
  outputTokens: count,
  cacheReadTokens: count,
  cacheWriteTokens: count,
  reasoningTokens: count,
  costUsd: z.number().min(0),
})
export type UsageTotals = z.infer<typeof usageTotals>

export const noUsage: UsageTotals = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  costUsd: 0,
}

/** Cost is kept and added in millionths of a dollar. */
export const microDollars = (usd: number) => Math.round(usd * 1_000_000)

/** Adds one record to totals. Cost is added in micro-dollars (integers), so sums do not drift. */
export const addUsage = (totals: UsageTotals, record: UsageRecord): UsageTotals => ({
  inputTokens: totals.inputTokens + (record.inputTokens ?? 0),
  outputTokens: totals.outputTokens + (record.outputTokens ?? 0),
  cacheReadTokens: totals.cacheReadTokens + (record.cacheReadTokens ?? 0),
  cacheWriteTokens: totals.cacheWriteTokens + (record.cacheWriteTokens ?? 0),
  reasoningTokens: totals.reasoningTokens + (record.reasoningTokens ?? 0),
  costUsd: (microDollars(totals.costUsd) + microDollars(record.costUsd ?? 0)) / 1_000_000,
})

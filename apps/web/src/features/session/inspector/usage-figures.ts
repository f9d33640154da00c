import type { OutlineEntry } from '@sojourn/contract/outline'

type UsageEntry = Extract<OutlineEntry, { kind: 'usage' }>

export interface ModelUsage {
  model: string
  calls: number
  inputTokens: number
  outputTokens: number
  cacheReadTokens: number
  costUsd: number
}

export interface CostPoint {
  ts: number
  costUsd: number
  seq: number
}

export interface UsageFigures {
  models: readonly ModelUsage[]
  /** What had been spent at each model call. */
  costs: readonly CostPoint[]
  /** Tokens that the last call read, cached ones included: what stands in the model's context now. */
  contextTokens: number | null
}

const isUsage = (entry: OutlineEntry): entry is UsageEntry => entry.kind === 'usage'

const noUsage = { calls: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, costUsd: 0 }

/** Cost over time, by model, and how full the context is. */
export const usageFigures = (entries: readonly OutlineEntry[]): UsageFigures => {
  const models = new Map<string, ModelUsage>()
  const costs: CostPoint[] = []
  let spent = 0
  let contextTokens: number | null = null
  for (const entry of entries.filter(isUsage)) {
    const { inputTokens = 0, outputTokens = 0, cacheReadTokens = 0, costUsd = 0, model = 'Unnamed model' } = entry
    const known = models.get(model) ?? { model, ...noUsage }
    models.set(model, {
      model,
      calls: known.calls + 1,
      inputTokens: known.inputTokens + inputTokens,
      outputTokens: known.outputTokens + outputTokens,
      cacheReadTokens: known.cacheReadTokens + cacheReadTokens,
      costUsd: known.costUsd + costUsd,
    })
    spent += costUsd
    contextTokens = inputTokens + outputTokens
    costs.push({ ts: Date.parse(entry.ts), costUsd: spent, seq: entry.seq })
  }
  return { models: [...models.values()].sort((one, other) => other.costUsd - one.costUsd), costs, contextTokens }
}

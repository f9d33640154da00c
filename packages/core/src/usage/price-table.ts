import { SojournError } from '@sojourn/contract/error'
import type { JsonObject } from '@sojourn/contract/json'
import type { UsageRecord } from '@sojourn/contract/usage'
import { z } from 'zod'

const price = z.number().min(0).max(1_000_000)

/** US dollars for a million tokens. */
const modelPrice = z.object({
  inputPerMillion: price,
  outputPerMillion: price,
  /** Default: the price of input. */
  cacheReadPerMillion: price.optional(),
  cacheWritePerMillion: price.optional(),
})
type ModelPrice = z.infer<typeof modelPrice>

/** An agent's setting `prices`, by model. */
const priceTable = z.record(z.string(), modelPrice)
export type PriceTable = z.infer<typeof priceTable>

/** The agent's prices; none when it has no valid ones. */
export const pricesOf = (settings: JsonObject): PriceTable => priceTable.safeParse(settings.prices ?? {}).data ?? {}

/** Throws VALIDATION_FAILED, naming the paths that are wrong, for prices that would never be found. */
export const checkPrices = (settings: JsonObject): void => {
  const result = priceTable.safeParse(settings.prices ?? {})
  if (result.success) return
  const issues = result.error.issues.map(({ path, message }) => ({
    path: ['settings', 'prices', ...path].join('.'),
    message,
  }))
  throw new SojournError('VALIDATION_FAILED', 'The prices are not US dollars for a million tokens.', { issues })
}

/** Tokens times dollars for a million of them are millionths of a dollar. Reasoning is part of the output. */
const costMicros = (record: UsageRecord, price: ModelPrice): number =>
  Math.round(
    (record.inputTokens ?? 0) * price.inputPerMillion +
      (record.outputTokens ?? 0) * price.outputPerMillion +
      (record.cacheReadTokens ?? 0) * (price.cacheReadPerMillion ?? price.inputPerMillion) +
      (record.cacheWriteTokens ?? 0) * (price.cacheWritePerMillion ?? price.inputPerMillion),
  )

/** The record with its cost: the runner's own when it gave one, else what the table says, else none. */
export const priced = (record: UsageRecord, prices: PriceTable): UsageRecord => {
  if (record.costUsd !== undefined || record.model === undefined) return record
  const price = Object.hasOwn(prices, record.model) ? prices[record.model] : undefined
  return price ? { ...record, costUsd: costMicros(record, price) / 1_000_000 } : record
}

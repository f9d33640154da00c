import type { PromptResponse } from '@agentclientprotocol/sdk/unstable'
import type { UsageRecord } from '@sojourn/contract/usage'
import { isJsonObject } from './is-json-object.ts'

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value) : undefined

/** `_meta.quota`, the way of agents that know no other: tokens of the turn, by model where they say so. */
const quotaRecords = (meta: PromptResponse['_meta']): UsageRecord[] => {
  const quota = meta?.quota
  if (!isJsonObject(quota)) return []
  const perModel = Array.isArray(quota.model_usage) ? quota.model_usage : []
  const parts = perModel.length > 0 ? perModel : [quota]
  return parts.flatMap((part) => {
    if (!isJsonObject(part)) return []
    const tokens = isJsonObject(part.token_count) ? part.token_count : part
    const [inputTokens, outputTokens] = [count(tokens.input_tokens), count(tokens.output_tokens)]
    if (inputTokens === undefined && outputTokens === undefined) return []
    const model = typeof part.model === 'string' ? { model: part.model } : {}
    return [{ ...model, inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 }]
  })
}

const usageRecord = (usage: Readonly<Record<string, unknown>> | null | undefined): UsageRecord | null => {
  if (!usage) return null
  return {
    inputTokens: count(usage.inputTokens) ?? 0,
    outputTokens: count(usage.outputTokens) ?? 0,
    cacheReadTokens: count(usage.cachedReadTokens) ?? 0,
    cacheWriteTokens: count(usage.cachedWriteTokens) ?? 0,
    reasoningTokens: count(usage.thoughtTokens) ?? 0,
  }
}

/**
 * What a prompt used, from wherever the agent says it: on the response, with its chunks, in `usage_update`, in
 * `_meta.quota`, or not at all. Cost comes as the sum of the agent's own session, so what is new is the difference.
 */
export class UsageTally {
  #costSoFar: number
  #cost: number
  readonly #calls: UsageRecord[] = []

  /** `costSoFar`: what the agent's session had cost before, US dollars. */
  constructor(costSoFar: number) {
    this.#costSoFar = costSoFar
    this.#cost = costSoFar
  }

  /** `_meta.usage` of a chunk: what one call of the model used. */
  takeCall(meta: Readonly<Record<string, unknown>> | null | undefined): void {
    const record = isJsonObject(meta?.usage) ? usageRecord(meta.usage) : null
    if (record) this.#calls.push(record)
  }

  takeCost(cost: { amount: number; currency: string } | null | undefined): void {
    if (cost?.currency.toUpperCase() !== 'USD' || !Number.isFinite(cost.amount)) return
    // A smaller sum is that of an agent that began to count anew.
    if (cost.amount < this.#cost) this.#costSoFar = 0
    this.#cost = cost.amount
  }

  get costSoFar(): number {
    return this.#cost
  }

  /** The records of a prompt that has ended. */
  records(response: PromptResponse, model: string | null): UsageRecord[] {
    const told = usageRecord(response.usage)
    const calls = this.#calls.splice(0)
    const records = told ? [told] : calls.length > 0 ? calls : quotaRecords(response._meta)
    const costUsd = Math.max(0, this.#cost - this.#costSoFar)
    this.#costSoFar = this.#cost
    const [first, ...rest] = records.map((record) => (model === null || record.model ? record : { ...record, model }))
    if (costUsd === 0) return first ? [first, ...rest] : []
    return [{ ...(first ?? (model === null ? {} : { model })), costUsd }, ...rest]
  }
}

import type { UsageGrouping } from '@sojourn/contract/usage-report'
import type { IdempotencyRecord, UsageEntry } from '../ports/records.ts'
import type { IdempotencyStore, SessionStore } from '../ports/session-store.ts'
import type { UsageGroup, UsageReads } from '../ports/usage-reads.ts'
import { MemoryRegistry } from './memory-registry.ts'
import { copyOf } from './memory-session.ts'

const inProject = (projectId: string, name: string): string => JSON.stringify([projectId, name])

const keyOf: Record<UsageGrouping, (entry: UsageEntry) => string> = {
  day: ({ at }) => at.slice(0, 10),
  agent: ({ agentId }) => agentId,
  model: ({ model }) => model,
  session: ({ sessionId }) => sessionId,
}

const noUse = (key: string, part: string | null): UsageGroup => ({
  key,
  part,
  entries: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  costMicros: 0,
})

const added = (group: UsageGroup, entry: UsageEntry): UsageGroup => ({
  key: group.key,
  part: group.part,
  entries: group.entries + 1,
  inputTokens: group.inputTokens + entry.inputTokens,
  outputTokens: group.outputTokens + entry.outputTokens,
  cacheReadTokens: group.cacheReadTokens + entry.cacheReadTokens,
  cacheWriteTokens: group.cacheWriteTokens + entry.cacheWriteTokens,
  reasoningTokens: group.reasoningTokens + entry.reasoningTokens,
  costMicros: group.costMicros + entry.costMicros,
})

const fits = (entry: UsageEntry, query: Parameters<SessionStore['usageGroups']>[0]): boolean =>
  entry.projectId === query.projectId &&
  (query.from === undefined || entry.at >= query.from) &&
  (query.to === undefined || entry.at < query.to) &&
  (query.agentId === undefined || entry.agentId === query.agentId) &&
  (query.sessionId === undefined || entry.sessionId === query.sessionId)

/** What of a memory store outlives sessions: what was used, and which mutations were done under a key. */
export class MemoryAccounts extends MemoryRegistry implements Pick<UsageReads, 'usageGroups'>, IdempotencyStore {
  readonly #usage = new Map<string, UsageEntry>()
  readonly #keys = new Map<string, IdempotencyRecord>()

  async usageGroups(query: Parameters<SessionStore['usageGroups']>[0]): Promise<UsageGroup[]> {
    const groups = new Map<string, UsageGroup>()
    for (const entry of this.#usage.values()) {
      if (!fits(entry, query)) continue
      const key = keyOf[query.groupBy](entry)
      const part = query.splitBy === undefined ? null : keyOf[query.splitBy](entry)
      const place = JSON.stringify([key, part])
      groups.set(place, added(groups.get(place) ?? noUse(key, part), entry))
    }
    return [...groups.values()]
  }

  async claimKey(record: IdempotencyRecord): Promise<IdempotencyRecord | null> {
    const key = inProject(record.projectId, record.key)
    const known = this.#keys.get(key)
    if (!known) this.#keys.set(key, copyOf(record))
    return known ? copyOf(known) : null
  }

  async answerKey(claim: Parameters<IdempotencyStore['answerKey']>[0], answer: string): Promise<void> {
    const known = this.#keys.get(inProject(claim.projectId, claim.key))
    if (known?.seedId === claim.seedId) known.answer = answer
  }

  async releaseKey(claim: Parameters<IdempotencyStore['releaseKey']>[0]): Promise<void> {
    const key = inProject(claim.projectId, claim.key)
    if (this.#keys.get(key)?.seedId === claim.seedId) this.#keys.delete(key)
  }

  async pruneKeys(before: string): Promise<number> {
    const old = [...this.#keys].filter(([, { createdAt }]) => createdAt < before)
    for (const [key] of old) this.#keys.delete(key)
    return old.length
  }

  protected storeUsage(entries: readonly UsageEntry[]): void {
    for (const entry of entries) {
      const key = inProject(entry.projectId, entry.eventId)
      if (!this.#usage.has(key)) this.#usage.set(key, entry)
    }
  }
}

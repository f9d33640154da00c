import type { UsageReport, UsageReportInput } from '@sojourn/contract/usage-report'
import type { SessionStore, UsageGroup } from '../ports/session-store.ts'

type Sums = UsageReport['total']

const sumsOf = ({ key, entries, costMicros, ...tokens }: UsageGroup): Sums => ({
  calls: entries,
  ...tokens,
  costUsd: costMicros / 1_000_000,
})

/** Adds groups in millionths of a dollar, so that the total does not drift from its parts. */
const totalOf = (groups: readonly UsageGroup[]): Sums => {
  const sum = (count: (group: UsageGroup) => number): number => groups.reduce((all, group) => all + count(group), 0)
  return {
    calls: sum(({ entries }) => entries),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    cacheReadTokens: sum(({ cacheReadTokens }) => cacheReadTokens),
    cacheWriteTokens: sum(({ cacheWriteTokens }) => cacheWriteTokens),
    reasoningTokens: sum(({ reasoningTokens }) => reasoningTokens),
    costUsd: sum(({ costMicros }) => costMicros) / 1_000_000,
  }
}

const compareKeys = (left: UsageGroup, right: UsageGroup): number => (left.key < right.key ? -1 : 1)

/** What the model calls of a project have used, each counted once: a fork's past is its source's. */
export const reportUsage = async (
  store: SessionStore,
  projectId: string,
  { groupBy = 'day', ...filter }: UsageReportInput,
): Promise<UsageReport> => {
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
  const groups = await store.usageGroups({ projectId, groupBy, ...given })
  const sorted = groups.toSorted((left, right) =>
    groupBy === 'day' ? compareKeys(left, right) : right.costMicros - left.costMicros || compareKeys(left, right),
  )
  const items = sorted.map((group) => ({ key: group.key, ...sumsOf(group) }))
  return { groupBy, items, total: totalOf(groups) }
}

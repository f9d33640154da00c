import type { RunOutcomes, RunOutcomesInput, UsageReport, UsageReportInput } from '@sojourn/contract/usage-report'
import type { SessionStore } from '../ports/session-store.ts'
import type { UsageGroup } from '../ports/usage-reads.ts'

type Sums = UsageReport['total']

const sumsOf = ({ key, part, entries, costMicros, ...tokens }: UsageGroup): Sums => ({
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

const compareKeys = (left: UsageGroup, right: UsageGroup): number => {
  if (left.key !== right.key) return left.key < right.key ? -1 : 1
  return (left.part ?? '') < (right.part ?? '') ? -1 : 1
}

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
  const items = sorted.map((group) => ({ key: group.key, part: group.part, ...sumsOf(group) }))
  return { groupBy, splitBy: filter.splitBy ?? null, items, total: totalOf(groups) }
}

type Outcomes = RunOutcomes['total']

const noOutcomes: Outcomes = { completed: 0, failed: 0, cancelled: 0, timed_out: 0 }
const runsIn = ({ completed, failed, cancelled, timed_out }: Outcomes): number =>
  completed + failed + cancelled + timed_out

/** How the runs of a project ended, by agent. */
export const reportOutcomes = async (
  store: SessionStore,
  projectId: string,
  { from, to }: RunOutcomesInput,
): Promise<RunOutcomes> => {
  const counts = await store.runOutcomes({ projectId, ...(from ? { from } : {}), ...(to ? { to } : {}) })
  const byAgent = new Map<string, Outcomes>()
  const total = { ...noOutcomes }
  for (const { agentId, status, count } of counts) {
    const outcomes = byAgent.get(agentId) ?? { ...noOutcomes }
    byAgent.set(agentId, { ...outcomes, [status]: outcomes[status] + count })
    total[status] += count
  }
  const items = [...byAgent].map(([agentId, outcomes]) => ({ agentId, ...outcomes }))
  return { items: items.toSorted((left, right) => runsIn(right) - runsIn(left)), total }
}

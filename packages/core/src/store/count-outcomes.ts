import type { RunRecord } from '../ports/records.ts'
import type { RunOutcomeCount, UsageReads } from '../ports/usage-reads.ts'

/** Runs by agent and terminal status, of those that settled between the times. */
export const countOutcomes = (
  runs: readonly RunRecord[],
  { from, to }: Parameters<UsageReads['runOutcomes']>[0],
): RunOutcomeCount[] => {
  const counts = new Map<string, RunOutcomeCount>()
  for (const { agentId, status, settledAt } of runs) {
    if (status === 'queued' || status === 'running' || settledAt === null) continue
    if ((from !== undefined && settledAt < from) || (to !== undefined && settledAt >= to)) continue
    const place = JSON.stringify([agentId, status])
    counts.set(place, { agentId, status, count: (counts.get(place)?.count ?? 0) + 1 })
  }
  return [...counts.values()]
}

import type { RunStatus } from '@sojourn/contract/run'
import type { UsageGrouping } from '@sojourn/contract/usage-report'
import type { UsageEntry } from './records.ts'

/** Sums over the entries that share a day, an agent, a model or a session. */
export interface UsageGroup
  extends Pick<
    UsageEntry,
    'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheWriteTokens' | 'reasoningTokens' | 'costMicros'
  > {
  /** The day (`2026-01-31`, UTC), or the id or name of what the entries share. */
  key: string
  /** What divides the group further; null when nothing does. */
  part: string | null
  entries: number
}

export interface RunOutcomeCount {
  agentId: string
  status: Exclude<RunStatus, 'queued' | 'running'>
  count: number
}

export interface UsageReads {
  /** In no order. `from` is inclusive, `to` exclusive. Sessions that were deleted count: what was spent stays spent. */
  usageGroups(query: {
    projectId: string
    groupBy: UsageGrouping
    splitBy?: UsageGrouping
    from?: string
    to?: string
    agentId?: string
    sessionId?: string
  }): Promise<UsageGroup[]>
  /** Runs by agent and terminal status, settled from `from` on and before `to`; in no order. */
  runOutcomes(query: { projectId: string; from?: string; to?: string }): Promise<RunOutcomeCount[]>
}

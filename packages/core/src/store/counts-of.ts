import type { PermissionRecord, RunRecord, ToolCallRecord } from '../ports/records.ts'
import type { MetricReads } from '../ports/session-store.ts'

interface RowsOfSession {
  runs: readonly RunRecord[]
  toolCalls: readonly ToolCallRecord[]
  permissions: readonly PermissionRecord[]
}

/** What the metrics of a session need of its rows. */
export const countsOf = ({
  runs: ofSession,
  toolCalls,
  permissions,
}: RowsOfSession): Awaited<ReturnType<MetricReads['sessionCounts']>> => {
  const runs = { queued: 0, running: 0, completed: 0, failed: 0, cancelled: 0, timed_out: 0 }
  let activeMs = 0
  for (const run of ofSession) {
    runs[run.status] += 1
    activeMs += run.durationMs ?? 0
  }
  let permissionWaitMs = 0
  for (const { createdAt, resolvedAt } of permissions) {
    if (resolvedAt !== null) permissionWaitMs += Date.parse(resolvedAt) - Date.parse(createdAt)
  }
  const toolFailures = toolCalls.filter((call) => call.status === 'failed').length
  return { runs, activeMs, toolCalls: toolCalls.length, toolFailures, permissionWaitMs }
}

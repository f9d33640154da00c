import type { UsageEntry } from '@sojourn/core/ports/records'
import type { UsageEntry as UsageEntryModel } from '../generated/sqlite/client.ts'
import type { Row } from './row.ts'

export const toUsageRow = (entry: UsageEntry): Row<UsageEntryModel> => ({
  projectId: entry.projectId,
  eventId: entry.eventId,
  sessionId: entry.sessionId,
  agentId: entry.agentId,
  runId: entry.runId,
  model: entry.model,
  at: entry.at,
  day: entry.at.slice(0, 10),
  inputTokens: entry.inputTokens,
  outputTokens: entry.outputTokens,
  cacheReadTokens: entry.cacheReadTokens,
  cacheWriteTokens: entry.cacheWriteTokens,
  reasoningTokens: entry.reasoningTokens,
  costMicros: entry.costMicros,
})

import type { IdempotencyRecord, UsageEntry } from '../ports/records.ts'
import { projectId, timeAt } from './store-fixtures.ts'

export const usageEntry = (given: Partial<UsageEntry> = {}): UsageEntry => ({
  eventId: 'u1',
  projectId,
  sessionId: 's1',
  agentId: 'demo',
  runId: 'r1',
  model: 'small',
  at: timeAt(0),
  inputTokens: 1,
  outputTokens: 2,
  cacheReadTokens: 3,
  cacheWriteTokens: 4,
  reasoningTokens: 5,
  costMicros: 6,
  ...given,
})

export const idempotencyRecord = (given: Partial<IdempotencyRecord> = {}): IdempotencyRecord => ({
  projectId,
  key: 'k1',
  operation: 'sessions.create',
  inputHash: 'abc',
  seedId: 'seed-1',
  createdAt: timeAt(0),
  answer: null,
  ...given,
})

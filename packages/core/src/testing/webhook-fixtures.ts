import type { DeliveryRecord, WebhookRecord } from '../ports/webhook-store.ts'
import { projectId, timeAt } from './store-fixtures.ts'

// Whole records for store tests: name only what the test is about.

export const webhookRecord = (given: Partial<WebhookRecord> = {}): WebhookRecord => ({
  id: 'w1',
  projectId,
  url: 'https://example.com/hook',
  description: null,
  types: ['*'],
  sessionId: null,
  agentId: null,
  enabled: true,
  disabledReason: null,
  createdBy: 'tester',
  createdAt: timeAt(0),
  updatedAt: timeAt(0),
  secret: 'whsec_AAAA',
  previousSecret: null,
  previousSecretUntil: null,
  ...given,
})

export const deliveryRecord = (given: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
  id: 'd1',
  projectId,
  webhookId: 'w1',
  sessionId: 's1',
  eventId: 'e1',
  eventType: 'run.completed',
  seq: 1,
  status: 'pending',
  attempts: 0,
  nextAttemptAt: timeAt(0),
  retryUntil: timeAt(86_400),
  lastStatus: null,
  lastError: null,
  createdAt: timeAt(0),
  finishedAt: null,
  ...given,
})

import type { ListSessionsInput } from '@sojourn/contract/session'

/** Every key of the query cache, so that what invalidates and what reads cannot drift apart. */
export const keys = {
  sessionLists: ['sessions'] as const,
  sessionList: (filter: ListSessionsInput) => ['sessions', filter] as const,
  session: (sessionId: string) => ['session', sessionId] as const,
  sessionDetail: (sessionId: string) => ['session', sessionId, 'detail'] as const,
  sessionMetrics: (sessionId: string) => ['session', sessionId, 'metrics'] as const,
  sessionSummary: (sessionId: string) => ['session', sessionId, 'summary'] as const,
  sessionUsage: (sessionId: string) => ['session', sessionId, 'usage'] as const,
  wholeEvents: (sessionId: string, seqs: readonly number[]) => ['session', sessionId, 'whole', ...seqs] as const,
  children: (sessionId: string) => ['session', sessionId, 'children'] as const,
  queue: (sessionId: string) => ['session', sessionId, 'queue'] as const,
  runs: (sessionId: string) => ['session', sessionId, 'runs'] as const,
  toolCallsInDoubt: (sessionId: string) => ['session', sessionId, 'in-doubt'] as const,
  checkpoints: (sessionId: string) => ['session', sessionId, 'checkpoints'] as const,
  inbox: ['inbox'] as const,
  inboxPending: ['inbox', 'pending'] as const,
  inboxDecided: ['inbox', 'decided'] as const,
  agents: ['agents'] as const,
  rules: ['rules'] as const,
  info: ['info'] as const,
  usage: ['usage'] as const,
  operations: ['operations'] as const,
  webhooks: ['webhooks'] as const,
  deliveries: (webhookId: string) => ['webhooks', webhookId, 'deliveries'] as const,
}

import { type UsageRecord, usageRecord } from '@sojourn/contract/usage'
import { draft, type EventDraft } from '../session/event-draft.ts'
import { priced, pricesOf } from '../usage/price-table.ts'
import type { AttemptContext } from './attempt-context.ts'

/** [U1] Counts a model call of a run, with its price; what is no record is skipped and said in the log. */
export const recordUsage = ({ agent, run, reporter }: AttemptContext, record: UsageRecord): Promise<void> => {
  const parsed = usageRecord.safeParse(record)
  const by = { runId: run.id, source: 'runner' } as const
  const drafts: EventDraft[] = parsed.success
    ? [draft('usage.recorded', priced(parsed.data, pricesOf(agent.settings)), by)]
    : [draft('log', { level: 'warn', message: 'A usage record was not usable and was skipped.' }, by)]
  return reporter.send(drafts)
}

import type { RunOutcomes, RunOutcomesInput, UsageReport, UsageReportInput } from '@sojourn/contract/usage-report'
import type { Method } from './call.ts'

export interface UsageApi {
  /** Tokens and cost by day, agent, model or session. */
  report: Method<UsageReportInput, UsageReport>
  /** How runs ended, by agent. */
  outcomes: Method<RunOutcomesInput, RunOutcomes>
}

export const usageKinds = { report: 'query', outcomes: 'query' } as const satisfies Record<keyof UsageApi, string>

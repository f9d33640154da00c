import type { UsageReport, UsageReportInput } from '@sojourn/contract/usage-report'
import type { Method } from './call.ts'

export interface UsageApi {
  /** Tokens and cost by day, agent, model or session. */
  report: Method<UsageReportInput, UsageReport>
}

export const usageKinds = { report: 'query' } as const satisfies Record<keyof UsageApi, string>

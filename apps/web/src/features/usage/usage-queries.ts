import type { SessionSummary } from '@sojourn/contract/session'
import { queryOptions } from '@tanstack/react-query'
import { getClient } from '@/wire/client.ts'
import { hasCode } from '@/wire/problem.ts'
import { keys } from '@/wire/query-keys.ts'
import type { Split } from './use-usage-view.ts'

/** Numbers that grow while somebody looks are asked for again now and then. */
const refetchInterval = 30_000

export const usageByDayQuery = (from: string, splitBy: Split) =>
  queryOptions({
    queryKey: [...keys.usage, 'days', from, splitBy],
    queryFn: ({ signal }) => getClient().usage.report.query({ from, groupBy: 'day', splitBy }, { signal }),
    refetchInterval,
  })

export const usageByQuery = (from: string, groupBy: 'agent' | 'model' | 'session') =>
  queryOptions({
    queryKey: [...keys.usage, groupBy, from],
    queryFn: ({ signal }) => getClient().usage.report.query({ from, groupBy }, { signal }),
    refetchInterval,
  })

export const outcomesQuery = (from: string) =>
  queryOptions({
    queryKey: [...keys.usage, 'outcomes', from],
    queryFn: ({ signal }) => getClient().usage.outcomes.query({ from }, { signal }),
    refetchInterval,
  })

/** A session as far as it is still there: null when it was deleted. */
export const summaryQuery = (sessionId: string) =>
  queryOptions({
    queryKey: keys.sessionSummary(sessionId),
    queryFn: async ({ signal }): Promise<SessionSummary | null> => {
      try {
        return await getClient().sessions.summary.query({ sessionId }, { signal })
      } catch (error) {
        if (hasCode(error, 'SESSION_NOT_FOUND')) return null
        throw error
      }
    },
  })

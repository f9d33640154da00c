import { queryOptions } from '@tanstack/react-query'
import { stored } from '@/preferences/stored.ts'
import { getClient } from '@/wire/client.ts'
import { problemOf } from '@/wire/problem.ts'
import { keys } from '@/wire/query-keys.ts'

const kept = 8

/** Ids of the sessions that were opened in this browser, the last one first. */
export const recentIds = stored<readonly string[]>('recent', [], (json) =>
  Array.isArray(json) ? json.filter((id) => typeof id === 'string').slice(0, kept) : null,
)

export const noteOpened = (sessionId: string): void => {
  const [newest] = recentIds.get()
  if (newest !== sessionId)
    recentIds.set([sessionId, ...recentIds.get().filter((id) => id !== sessionId)].slice(0, kept))
}

/** Their summaries; one that is gone is left out. The live feed keeps them current. */
export const recentSessionsQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: keys.recent(ids),
    queryFn: async ({ signal }) => {
      const found = await Promise.allSettled(
        ids.map((sessionId) => getClient().sessions.summary.query({ sessionId }, { signal })),
      )
      return found.flatMap((answer) => {
        if (answer.status === 'fulfilled') return [answer.value]
        if (problemOf(answer.reason)?.status === 404) return []
        throw answer.reason
      })
    },
    placeholderData: (before) => before,
  })

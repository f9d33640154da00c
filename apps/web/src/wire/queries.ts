import type { Permission } from '@sojourn/contract/permission'
import type { Question } from '@sojourn/contract/question'
import type { ListSessionsInput, Session, SessionSummary } from '@sojourn/contract/session'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { getClient } from './client.ts'
import { keys } from './query-keys.ts'

const pageSize = 50
const listPageSize = 100

export const sessionListQuery = (filter: ListSessionsInput) =>
  infiniteQueryOptions({
    queryKey: keys.sessionList(filter),
    queryFn: ({ pageParam, signal }) =>
      getClient().sessions.list.query(
        { ...filter, limit: listPageSize, ...(pageParam === null ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    // Comparing thousands of rows field by field at every page costs more than drawing the forty in view.
    structuralSharing: false,
  })

/** A session with what only its summary knows, kept current by the live feed. */
export type SessionDetail = Session & Pick<SessionSummary, 'archived' | 'running' | 'recoverable'>

export const sessionQuery = (sessionId: string) =>
  queryOptions({
    queryKey: keys.sessionDetail(sessionId),
    queryFn: async ({ signal }): Promise<SessionDetail> => {
      const { sessions } = getClient()
      const [session, summary] = await Promise.all([
        sessions.get.query({ sessionId }, { signal }),
        sessions.summary.query({ sessionId }, { signal }),
      ])
      return { ...session, ...summary }
    },
  })

export const queueQuery = (sessionId: string) =>
  queryOptions({
    queryKey: keys.queue(sessionId),
    queryFn: async ({ signal }) => {
      const page = await getClient().runs.list.query({ sessionId, status: 'queued', limit: 200 }, { signal })
      const queued = page.items.filter((run) => run.status === 'queued')
      return queued.sort((one, other) => one.position - other.position)
    },
  })

export const runsQuery = (sessionId: string) =>
  infiniteQueryOptions({
    queryKey: keys.runs(sessionId),
    queryFn: ({ pageParam, signal }) =>
      getClient().runs.list.query(
        { sessionId, limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })

export const metricsQuery = (sessionId: string) =>
  queryOptions({
    queryKey: keys.sessionMetrics(sessionId),
    queryFn: ({ signal }) => getClient().sessions.metrics.query({ sessionId }, { signal }),
  })

export const usageQuery = (sessionId: string) =>
  queryOptions({
    queryKey: keys.sessionUsage(sessionId),
    queryFn: ({ signal }) => getClient().sessions.usage.query({ sessionId }, { signal }),
  })

/** Events that were read briefly, whole; they never change. */
export const wholeEventsQuery = (sessionId: string, seqs: readonly number[]) =>
  queryOptions({
    queryKey: keys.wholeEvents(sessionId, seqs),
    queryFn: async ({ signal }) => {
      const { events } = getClient()
      const pages = await Promise.all(
        seqs.map((seq) => events.list.query({ sessionId, after: seq - 1, limit: 1 }, { signal })),
      )
      return pages.flatMap((page) => page.events)
    },
    staleTime: Number.POSITIVE_INFINITY,
  })

export const childrenQuery = (sessionId: string) =>
  queryOptions({
    queryKey: keys.children(sessionId),
    queryFn: ({ signal }) =>
      getClient().sessions.list.query({ parentId: sessionId, archived: true, empty: true, limit: 200 }, { signal }),
  })

export const checkpointsQuery = (sessionId: string) =>
  queryOptions({
    queryKey: keys.checkpoints(sessionId),
    queryFn: ({ signal }) => getClient().checkpoints.list.query({ sessionId, limit: 200 }, { signal }),
  })

export const inDoubtQuery = (sessionId: string) =>
  queryOptions({
    queryKey: keys.toolCallsInDoubt(sessionId),
    queryFn: ({ signal }) => getClient().toolCalls.list.query({ sessionId, status: 'in_doubt' }, { signal }),
  })

export interface PendingInbox {
  permissions: Permission[]
  questions: Question[]
  /** The sessions that wait for somebody, for their titles and their tool calls in doubt. */
  sessions: SessionSummary[]
}

export const pendingInboxQuery = queryOptions({
  queryKey: keys.inboxPending,
  queryFn: async ({ signal }): Promise<PendingInbox> => {
    const client = getClient()
    const [permissions, questions, sessions] = await Promise.all([
      client.permissions.list.query({ status: 'pending', limit: 200 }, { signal }),
      client.questions.list.query({ status: 'pending', limit: 200 }, { signal }),
      client.sessions.list.query({ activity: 'requires_action', archived: true, empty: true, limit: 200 }, { signal }),
    ])
    return { permissions: permissions.items, questions: questions.items, sessions: sessions.items }
  },
})

/** How many things wait for a person, as the navigation, the tab's title and its icon say. */
export const inboxCount = (inbox: PendingInbox): number =>
  inbox.permissions.length +
  inbox.questions.length +
  inbox.sessions.reduce((sum, session) => sum + session.inDoubtCalls, 0)

export const agentsQuery = queryOptions({
  queryKey: keys.agents,
  queryFn: ({ signal }) => getClient().agents.list.query({ limit: 200 }, { signal }),
})

export const rulesQuery = queryOptions({
  queryKey: keys.rules,
  queryFn: ({ signal }) => getClient().permissions.rules.query({}, { signal }),
})

export const infoQuery = queryOptions({
  queryKey: keys.info,
  queryFn: ({ signal }) => getClient().system.info.query(undefined, { signal }),
})

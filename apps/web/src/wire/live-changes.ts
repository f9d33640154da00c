import type { ListSessionsInput, SessionSummary } from '@sojourn/contract/session'
import type { QueryClient } from '@tanstack/react-query'
import { getClient } from './client.ts'
import { connectionStore } from './connection.ts'
import { logInAgainAfter } from './login.ts'
import type { PendingInbox, SessionDetail } from './queries.ts'
import { keys } from './query-keys.ts'
import type { SessionChange } from './session-change.ts'
import { applyChanges, type SessionPages } from './session-list.ts'

const retryMs = 1_000
/** What a page has just read when the feed begins first is read again a little later, when the page is there. */
const firstRereadMs = 1_000

/** Whether the inbox in the cache still says of this session what the feed says. */
const inboxDiffers = (inbox: PendingInbox, change: SessionChange): boolean => {
  const id = change.kind === 'deleted' ? change.sessionId : change.summary.id
  const known = [
    inbox.permissions.filter((permission) => permission.sessionId === id).length,
    inbox.questions.filter((question) => question.sessionId === id).length,
    inbox.sessions.find((session) => session.id === id)?.inDoubtCalls ?? 0,
  ]
  const now =
    change.kind === 'deleted'
      ? [0, 0, 0]
      : [change.summary.pendingPermissions, change.summary.pendingQuestions, change.summary.inDoubtCalls]
  return known.some((count, at) => count !== now[at])
}

const applyToLists = (queries: QueryClient, changes: readonly SessionChange[]): void => {
  for (const [key, data] of queries.getQueriesData<SessionPages>({ queryKey: keys.sessionLists })) {
    if (data) queries.setQueryData(key, applyChanges(data, key[1] as ListSessionsInput, changes))
  }
}

/** Applies what changed while lists were being read once more when they have come: what was read may be older. */
const reapplyAfterReads = (queries: QueryClient) => {
  let during: SessionChange[] = []
  const isReading = () => queries.isFetching({ queryKey: keys.sessionLists }) > 0
  const leave = queries.getQueryCache().subscribe((event) => {
    if (during.length === 0 || event.type !== 'updated') return
    if (event.action.type !== 'success' || event.action.manual) return
    const changes = during
    if (!isReading()) during = []
    applyToLists(queries, changes)
  })
  const note = (changes: readonly SessionChange[]): void => {
    if (isReading()) during.push(...changes)
    else during = []
  }
  return { note, leave }
}

const applyToCache = (queries: QueryClient, changes: readonly SessionChange[]): void => {
  applyToLists(queries, changes)
  const changed = new Map(
    changes.map((change) => [change.kind === 'deleted' ? change.sessionId : change.summary.id, change]),
  )
  queries.setQueriesData<SessionSummary[]>({ queryKey: keys.recents }, (recent) =>
    recent?.flatMap((session) => {
      const change = changed.get(session.id)
      if (!change) return [session]
      return change.kind === 'deleted' ? [] : [change.summary]
    }),
  )
  for (const change of changes) {
    if (change.kind === 'deleted') continue
    const { summary } = change
    queries.setQueryData<SessionDetail>(keys.sessionDetail(summary.id), (detail) =>
      detail && detail.lastSeq <= summary.lastSeq ? { ...detail, ...summary } : detail,
    )
    if (summary.parentId) void queries.invalidateQueries({ queryKey: keys.children(summary.parentId) })
  }
  const inbox = queries.getQueryData<PendingInbox>(keys.inboxPending)
  if (!inbox || changes.some((change) => inboxDiffers(inbox, change))) {
    void queries.invalidateQueries({ queryKey: keys.inbox })
  }
}

/**
 * Keeps the query cache in step with the server for as long as it runs. The feed replays nothing, so whatever may have
 * been missed is read again each time it begins.
 */
export const followChanges = (queries: QueryClient): (() => void) => {
  let stopFeed: (() => void) | null = null
  let retry: ReturnType<typeof setTimeout> | undefined
  let rereading: ReturnType<typeof setTimeout> | undefined
  let rereadMs = firstRereadMs
  const reread = () => {
    rereading = setTimeout(() => void queries.invalidateQueries(), rereadMs)
    rereadMs = 0
  }
  const reads = reapplyAfterReads(queries)
  const stop = () => {
    clearTimeout(retry)
    clearTimeout(rereading)
    stopFeed?.()
    stopFeed = null
  }
  const start = () => {
    const again = () => {
      stop()
      retry = setTimeout(sync, retryMs)
    }
    const feed = getClient().sessions.changes.subscribe(undefined, {
      onStarted: reread,
      onData: ({ changes }) => {
        applyToCache(queries, changes)
        reads.note(changes)
      },
      onError: (error) => {
        logInAgainAfter(error)
        again()
      },
      onComplete: again,
    })
    stopFeed = () => feed.unsubscribe()
  }
  const sync = () => {
    const live = connectionStore.get().status === 'live'
    if (live && !stopFeed) start()
    if (!live) stop()
  }
  const leave = connectionStore.subscribe(sync)
  sync()
  return () => {
    leave()
    reads.leave()
    stop()
  }
}

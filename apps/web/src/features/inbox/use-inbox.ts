'use client'

import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMounted } from '@/features/shell/use-mounted.ts'
import { getClient } from '@/wire/client.ts'
import { inDoubtQuery, type PendingInbox, pendingInboxQuery } from '@/wire/queries.ts'
import { type InboxItem, inDoubtItem, isOpen, permissionItem, questionItem } from './inbox-item.ts'

const pendingItems = (inbox: PendingInbox, calls: readonly InboxItem[]): InboxItem[] => {
  const titles = new Map(inbox.sessions.map((session) => [session.id, session.title]))
  const title = (sessionId: string) => titles.get(sessionId) ?? null
  return [
    ...inbox.permissions.map((permission) => permissionItem(permission, title(permission.sessionId))),
    ...inbox.questions.map((question) => questionItem(question, title(question.sessionId))),
    ...calls,
  ].sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1))
}

const useCallsInDoubt = (inbox: PendingInbox | undefined): InboxItem[] => {
  const sessions = inbox?.sessions.filter((session) => session.inDoubtCalls > 0) ?? []
  const results = useQueries({ queries: sessions.map((session) => inDoubtQuery(session.id)) })
  return results.flatMap(
    (result, at) => result.data?.items.map((call) => inDoubtItem(call, sessions[at]?.title ?? null)) ?? [],
  )
}

/** What became of an item that is not pending any more. */
const decidedQuery = (item: InboxItem) => ({
  queryKey: ['inbox-decided', item.key],
  queryFn: async (): Promise<InboxItem> => {
    const client = getClient()
    if (item.kind === 'permission') {
      return permissionItem(await client.permissions.get.query({ permissionId: item.permission.id }), item.title)
    }
    if (item.kind === 'question') {
      return questionItem(await client.questions.get.query({ questionId: item.question.id }), item.title)
    }
    const { items } = await client.toolCalls.list.query({ sessionId: item.sessionId })
    const call = items.find((candidate) => candidate.toolCallId === item.call.toolCallId)
    return call ? inDoubtItem(call, item.title) : item
  },
})

/**
 * What waits for a person, oldest first. An item that is decided, here or elsewhere, stays in its place with what became
 * of it until it is cleared away, so that nothing moves under the reader's hand.
 */
export const useInbox = () => {
  // The shell may have the answer before this page is drawn over the exported HTML, which has none.
  const mounted = useMounted()
  const { data: loaded, error, isPending, refetch } = useQuery(pendingInboxQuery)
  const data = mounted ? loaded : undefined
  const calls = useCallsInDoubt(data)
  const pending = data ? pendingItems(data, calls) : []
  const [seen, setSeen] = useState<readonly InboxItem[]>([])
  const fresh = pending.filter((item) => !seen.some((known) => known.key === item.key))
  if (fresh.length > 0) setSeen([...seen, ...fresh])

  const waiting = new Set(pending.map((item) => item.key))
  const gone = data ? seen.filter((item) => !waiting.has(item.key)) : []
  const decided = useQueries({ queries: gone.map(decidedQuery) })
  const outcomes = new Map(decided.flatMap(({ data: item }) => (item ? [[item.key, item] as const] : [])))
  const items = seen.map((item) => outcomes.get(item.key) ?? item)
  return {
    items,
    open: items.filter((item) => waiting.has(item.key) && isOpen(item)),
    decidedCount: gone.length,
    isPending: isPending || !mounted,
    error,
    refetch,
    clearDecided: () => setSeen(pending),
  }
}

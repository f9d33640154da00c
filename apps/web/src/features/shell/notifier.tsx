'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { type PendingInbox, pendingInboxQuery } from '@/wire/queries.ts'

interface Waiting {
  id: string
  sessionId: string
  words: string
}

const waitingIn = (inbox: PendingInbox): Waiting[] => [
  ...inbox.permissions.map(({ id, sessionId, toolId, operation }) => ({
    id,
    sessionId,
    words: `May ${toolId} ${operation} go ahead?`,
  })),
  ...inbox.questions.map(({ id, sessionId, prompt }) => ({ id, sessionId, words: prompt })),
]

const idsOf = (inbox: PendingInbox): ReadonlySet<string> => new Set(waitingIn(inbox).map(({ id }) => id))

const notify = ({ id, sessionId, words }: Waiting, inbox: PendingInbox): void => {
  const title = inbox.sessions.find((session) => session.id === sessionId)?.title ?? 'A session waits for you'
  const notification = new Notification(title, { body: words, tag: id, icon: '/favicon.svg' })
  notification.onclick = () => {
    window.focus()
    window.location.assign(`/session?id=${encodeURIComponent(sessionId)}`)
  }
}

/**
 * Tells of what begins to wait for a person while nobody looks at the console. What waited `before` is not news: what was
 * known of when it was asked for this, or, when nothing was known yet, what is read first.
 */
export function Notifier({ before: first }: { before: PendingInbox | undefined }) {
  const { data } = useQuery(pendingInboxQuery)
  const known = useRef(first ? idsOf(first) : null)
  useEffect(() => {
    if (!data) return
    const waiting = waitingIn(data)
    const before = known.current
    known.current = idsOf(data)
    if (!before || document.visibilityState === 'visible' || Notification.permission !== 'granted') return
    for (const item of waiting) if (!before.has(item.id)) notify(item, data)
  }, [data])
  return null
}

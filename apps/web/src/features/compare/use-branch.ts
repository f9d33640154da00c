'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { sayError } from '@/components/ui/toast.tsx'
import { sessionQuery } from '@/wire/queries.ts'
import { sessionLogOf, sessionOutlineOf, useSessionLog } from '@/wire/use-session-log.ts'

/** One of the two sessions, followed live. */
export const useBranch = (sessionId: string) => {
  const log = sessionLogOf(sessionId)
  const view = useSessionLog(log)
  const outlined = sessionOutlineOf(log)
  const outline = useSyncExternalStore(outlined.subscribe, outlined.get, outlined.get)
  const { data: session, error, refetch } = useQuery(sessionQuery(sessionId))
  return { log, view, outline, session, error, refetch }
}

export type Branch = ReturnType<typeof useBranch>

/** Reads back to where the branches part. */
export const useBranchFrom = ({ log, view }: Branch, forkSeq: number | null): void => {
  const opened = view.phase !== 'opening'
  useEffect(() => {
    if (forkSeq === null || !opened) return
    const stopping = new AbortController()
    log.readerIsAtEnd(false)
    log.loadBackTo(forkSeq + 1, stopping.signal).catch(sayError)
    return () => stopping.abort()
  }, [log, opened, forkSeq])
}

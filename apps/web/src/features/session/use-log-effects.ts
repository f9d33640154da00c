'use client'

import type { SessionEvent } from '@sojourn/contract/event'
import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys } from '@/wire/query-keys.ts'
import type { SessionLog } from '@/wire/session-log.ts'

/** What the cache holds that an event makes old. */
const staleAfter = (event: SessionEvent, sessionId: string): QueryKey[] => {
  const { type } = event
  if (type.startsWith('run.')) {
    return [keys.queue(sessionId), keys.runs(sessionId), keys.sessionMetrics(sessionId), keys.sessionUsage(sessionId)]
  }
  if (type === 'checkpoint.saved') return [keys.checkpoints(sessionId)]
  if (type === 'tool.completed' || type === 'tool.failed' || type === 'permission.resolved')
    return [keys.sessionMetrics(sessionId)]
  if (type === 'session.updated' || type === 'agent.options_changed') return [keys.sessionDetail(sessionId)]
  return []
}

/** Reads again what the live log says has changed. What was there before the page opened is read by the page anyway. */
export const useLogEffects = (log: SessionLog): void => {
  const queries = useQueryClient()
  useEffect(
    () =>
      log.subscribe(() => {
        const { fresh, phase } = log.get()
        if (phase !== 'live') return
        const stale = new Map<string, QueryKey>()
        for (const event of fresh) {
          for (const key of staleAfter(event, log.sessionId)) stale.set(key.join('/'), key)
        }
        for (const queryKey of stale.values()) void queries.invalidateQueries({ queryKey })
      }),
    [log, queries],
  )
}

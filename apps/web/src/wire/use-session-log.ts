'use client'

import { useEffect, useSyncExternalStore } from 'react'
import { SessionLog, type SessionLogView } from './session-log.ts'
import { SessionOutline } from './session-outline.ts'

const keptLogs = 6
const logs = new Map<string, SessionLog>()

/** The log of a session. The last few stay in memory, so that going back shows them at once and reads only what is new. */
export const sessionLogOf = (sessionId: string): SessionLog => {
  const log = logs.get(sessionId) ?? new SessionLog(sessionId)
  logs.delete(sessionId)
  logs.set(sessionId, log)
  const oldest = logs.keys().next().value
  if (logs.size > keptLogs && oldest !== undefined) logs.delete(oldest)
  return log
}

/** Follows a session's log for as long as the component is mounted. */
export const useSessionLog = (log: SessionLog): SessionLogView => {
  useEffect(() => log.follow(), [log])
  return useSyncExternalStore(log.subscribe, log.get, log.get)
}

const outlines = new WeakMap<SessionLog, SessionOutline>()

/** What happened in the session of a log. */
export const sessionOutlineOf = (log: SessionLog): SessionOutline => {
  const outline = outlines.get(log) ?? new SessionOutline(log)
  outlines.set(log, outline)
  return outline
}

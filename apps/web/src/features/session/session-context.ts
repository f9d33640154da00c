'use client'

import { createContext, useContext } from 'react'

/** What parts deep in a session's page need to know of it. */
export interface SessionContextValue {
  sessionId: string
  agentId: string
  /** Shows an event in the inspector. */
  inspectEvent: (seq: number) => void
  forkAt: (seq: number) => void
}

export const SessionContext = createContext<SessionContextValue | null>(null)

export const useSessionContext = (): SessionContextValue => {
  const value = useContext(SessionContext)
  if (!value) throw new Error('This component belongs inside a session’s page')
  return value
}

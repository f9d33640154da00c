import type { ClientHub } from '../ports/client-hub.ts'
import type { SessionRecord } from '../ports/records.ts'
import type { AppendRequest } from '../ports/session-store.ts'
import type { AgentSession } from '../session/agent-session.ts'

/** Where a session is: the host that has it loaded. */
export interface SessionLocation {
  hostId: string
  loaded: boolean
}

/** Where sessions live and how they are found. */
export interface SessionHost {
  readonly hostId: string
  /** The session when it is loaded here. */
  getSession(sessionId: string): AgentSession | undefined
  /** Stores a new session with its first events, whole or not at all ([S1]); SESSION_EXISTS when the id is taken. */
  createSession(request: AppendRequest): Promise<AgentSession>
  /** Loads once, however many ask at the same time; SESSION_NOT_FOUND when it is unknown in the project. */
  loadSession(projectId: string, sessionId: string): Promise<AgentSession>
  /** Takes an idle session out of memory; one that works stays. True when it is not loaded afterwards. */
  unloadSession(sessionId: string): Promise<boolean>
  isSessionLoaded(sessionId: string): boolean
  getLoadedSessionIds(): string[]
  /** Rows of all sessions of a project, loaded or not, newest activity first. */
  getAllSessions(projectId: string): Promise<SessionRecord[]>
  whereis(sessionId: string): SessionLocation | null
  /** Broadcasts through `hub` from now on. Followers of the former hub end, and come back with their cursor. */
  setClientHub(hub: ClientHub): void
  isHealthy(): boolean
  /** No new runs; executing ones end or are requeued; sessions unload ([C6]). */
  shutdown(): Promise<void>
}

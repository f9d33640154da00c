import type { AgentDirectory } from '../agents/agent-directory.ts'
import type { EventWriter } from '../events/event-writer.ts'
import type { ClientHub } from '../ports/client-hub.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdSource } from '../ports/id-source.ts'
import type { RunRecord } from '../ports/records.ts'
import type { SessionStore } from '../ports/session-store.ts'
import type { Logger } from '../runtime/runtime-options.ts'
import type { AgentSession } from '../session/agent-session.ts'
import type { HostBlock } from '../session/blocked.ts'
import type { Alarms } from './alarms.ts'

export type StartPermit = { allowed: true; runner: string; resumes: boolean; goesOn: boolean } | { allowed: false }

/** Whether the host lets a run start. A permit holds a place until it is released. */
export interface RunStarts {
  /** Takes a place for the session's next run, or remembers that it waits for one. */
  allow(session: AgentSession, run: RunRecord): StartPermit
  /** What keeps the session waiting that `allow` has refused; null when it waits for nothing here. */
  blockOf(sessionId: string): HostBlock | null
  /** Takes a place for a run that executes already, whether there is one or not. */
  hold(session: AgentSession, run: RunRecord): void
  /** Gives the session's place back, if it holds one. */
  release(sessionId: string): void
  /** The session waits for a place no longer: nothing of it could start. */
  withdraw(sessionId: string): void
}

/** Executes attempts. Called after the commit that says so. */
export interface RunExecution {
  begin(session: AgentSession, run: RunRecord): void
  interrupt(session: AgentSession): void
}

/** What a loaded session needs from its host. */
export interface SessionServices {
  readonly hostId: string
  readonly store: SessionStore
  readonly writer: EventWriter
  readonly hub: ClientHub
  readonly clock: Clock
  readonly ids: IdSource
  readonly alarms: Alarms
  readonly logger: Logger
  readonly agents: AgentDirectory
  readonly starts: RunStarts
  readonly execution: RunExecution
  /** Called after every commit of a session. */
  changed(session: AgentSession): void
}

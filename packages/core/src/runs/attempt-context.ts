import type { SessionServices } from '../host/session-services.ts'
import type { RunRecord } from '../ports/records.ts'
import type { AgentRecord } from '../ports/session-store.ts'
import type { AgentSession } from '../session/agent-session.ts'
import type { AttemptHistory } from './attempt-history.ts'
import type { AttemptReporter } from './attempt-reporter.ts'

/** Why a runner's signal aborts. */
export type AbortCause = 'cancelled' | 'timed_out' | 'budget' | 'shutdown' | 'broken'

const messages: Record<AbortCause, string> = {
  cancelled: 'The run was cancelled',
  timed_out: 'The run was timed out',
  budget: 'The budget of the session is used up',
  shutdown: 'The host is shutting down',
  broken: 'The attempt broke off',
}

/** The reason of the signal that a turn carries. */
export class AttemptAborted extends Error {
  override readonly name = 'AbortError'
  // `cause` is Error's own; this is what happened, for the runtime.
  readonly because: AbortCause
  constructor(because: AbortCause) {
    super(messages[because])
    this.because = because
  }
}

export const abortedBecause = (signal: AbortSignal): AbortCause | null =>
  signal.reason instanceof AttemptAborted ? signal.reason.because : null

/** What the parts of a turn share. */
export interface AttemptContext {
  session: AgentSession
  services: SessionServices
  run: RunRecord
  /** Ids of the lost runs that this one goes on with, oldest first, then its own. */
  lineage: readonly string[]
  agent: AgentRecord
  reporter: AttemptReporter
  signal: AbortSignal
  history: AttemptHistory
}

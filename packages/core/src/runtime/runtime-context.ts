import type { Blocked } from '@sojourn/contract/blocked'
import { SojournError } from '@sojourn/contract/error'
import type { Session, SessionSummary } from '@sojourn/contract/session'
import type { AgentDirectory } from '../agents/agent-directory.ts'
import type { Followers } from '../events/followers.ts'
import { type LocalSessionHost, SessionUnloaded } from '../host/local-session-host.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdSource } from '../ports/id-source.ts'
import type { SessionRecord } from '../ports/records.ts'
import type { Runner } from '../ports/runner.ts'
import type { SessionStore } from '../ports/session-store.ts'
import type { RunCoordinator } from '../runs/run-coordinator.ts'
import type { RunPlaces } from '../runs/run-places.ts'
import type { AgentSession, Outcome } from '../session/agent-session.ts'
import { blockedOf, needsOpenWork } from '../session/blocked.ts'
import type { By, Command } from '../session/command.ts'
import { stateOf, toSession, toSummary } from '../session/session-state.ts'
import type { Actor, Committed } from './agent-runtime.ts'
import type { ChangeFeed } from './change-feed.ts'
import type { KeyedQueue } from './keyed-queue.ts'
import { earlierOutcome, takeMark } from './repeated-call.ts'

/** What the procedures of the runtime share. */
export interface RuntimeContext {
  readonly store: SessionStore
  readonly host: LocalSessionHost
  readonly clock: Clock
  readonly ids: IdSource
  readonly agents: AgentDirectory
  readonly places: RunPlaces
  readonly coordinator: RunCoordinator
  readonly runners: ReadonlyMap<string, Runner>
  readonly feed: ChangeFeed
  readonly followers: Followers
  readonly tagMoves: KeyedQueue
  readonly keyedCalls: KeyedQueue
  /** By agent's session: two that attach to one would write into each other. */
  readonly attaching: KeyedQueue
  readonly defaultAgentId: string
  /** Removes the session's own folder. Never rejects. */
  readonly removeWorkspace: (sessionId: string) => Promise<void>
}

export const byOf = (actor: Actor): By => ({ by: actor.by, source: actor.source })

/** The project is the caller's own and not part of any public shape. */
export const withoutProject = <Item extends { projectId: string }>({
  projectId,
  ...item
}: Item): Omit<Item, 'projectId'> => item

export const sessionNotFound = (sessionId: string) =>
  new SojournError('SESSION_NOT_FOUND', `There is no session ${sessionId}.`)

/** The loaded session; SESSION_NOT_FOUND when it is unknown in the actor's project. */
export const openSession = (context: RuntimeContext, actor: Actor, sessionId: string): Promise<AgentSession> =>
  context.host.loadSession(actor.projectId, sessionId)

/**
 * Loads the session and executes what `command` makes of it. A session that was just leaving memory is loaded again; it
 * was idle, so the command has not happened.
 */
export const executeOn = async (
  context: RuntimeContext,
  { actor, sessionId }: { actor: Actor; sessionId: string },
  command: (session: AgentSession) => Command | Promise<Command>,
): Promise<Outcome & { session: AgentSession }> => {
  while (true) {
    const session = await openSession(context, actor, sessionId)
    try {
      const earlier = await earlierOutcome(context, actor, session)
      if (earlier) return { ...earlier, session }
      const outcome = await session.execute(await command(session), takeMark(actor, sessionId))
      return { ...outcome, session }
    } catch (error) {
      if (!(error instanceof SessionUnloaded)) throw error
    }
  }
}

/** Why a session does not move: a loaded one knows best; of the others, few have anything open that has to be read. */
const blockedNow = async ({ host, store, clock }: RuntimeContext, record: SessionRecord): Promise<Blocked | null> => {
  const loaded = host.getSession(record.id)
  if (loaded) return loaded.blocked()
  const stored = needsOpenWork(record) ? await store.loadSession({ projectId: record.projectId, id: record.id }) : null
  const state = stateOf(stored ?? { record, runs: [], permissions: [], questions: [], toolCalls: [] })
  return blockedOf(state, { now: clock.now(), hostBlock: null })
}

export const publicSession = async (context: RuntimeContext, record: SessionRecord): Promise<Session> =>
  toSession(record, await blockedNow(context, record))

export const publicSummary = async (context: RuntimeContext, record: SessionRecord): Promise<SessionSummary> =>
  toSummary(record, await blockedNow(context, record))

export const committedSession = ({ session, state, seq }: Outcome & { session: AgentSession }): Committed<Session> => ({
  ...toSession(state.record, session.blocked(state)),
  seq,
})

/** The session as it is now. */
export const snapshot = (session: AgentSession): Committed<Session> => {
  const { record } = session.state
  return { ...toSession(record, session.blocked()), seq: record.lastSeq }
}

import type { AgentSession, Outcome } from '../session/agent-session.ts'
import type { Actor } from './agent-runtime.ts'
import type { RuntimeContext } from './runtime-context.ts'

const pageSize = 1_000

/** Id of what the call makes; under a key the same in every execution ([R11]). */
export const newId = ({ ids }: RuntimeContext, actor: Actor): string => actor.once?.id ?? ids.next()

/**
 * Id of the first event that the call writes into this session's log: under a key the claim's own, by which a later
 * execution sees that an earlier one has been there. Undefined for any other event.
 */
export const takeMark = ({ once }: Actor, sessionId: string): string | undefined => {
  if (!once || once.marked.has(sessionId)) return undefined
  once.marked.add(sessionId)
  return once.id
}

/** What an earlier execution of this call has done to the session; null when it has not, or there was none. */
export const earlierOutcome = async (
  { store }: RuntimeContext,
  { once }: Actor,
  session: AgentSession,
): Promise<Outcome | null> => {
  if (!once?.again || once.marked.has(session.id)) return null
  // Times of events may be equal to the claim's.
  const afterTime = new Date(Date.parse(once.since) - 1).toISOString()
  let afterSeq = 0
  while (true) {
    const page = await store.readEvents({ sessionId: session.id, afterSeq, afterTime, limit: pageSize })
    const found = page.find(({ event }) => event.id === once.id)
    if (found) {
      once.marked.add(session.id)
      return { state: session.state, seq: found.seq, run: () => undefined }
    }
    const last = page.at(-1)
    if (!last || page.length < pageSize) return null
    afterSeq = last.seq
  }
}

/** The session that an earlier execution of this call has made: the first event of its own has the claim's id. */
export const sessionMadeBefore = async (
  { store, host }: RuntimeContext,
  { projectId, once }: Actor,
  { sessionId, firstEventId }: { sessionId: string; firstEventId?: string },
): Promise<AgentSession | null> => {
  const session = once?.again ? await store.getSession({ projectId, id: sessionId }) : null
  if (!once || !session) return null
  // What an import brings begins with it; a fork's own events begin after the past that it has copied.
  const afterSeq = firstEventId === undefined ? (session.forkedAtSeq ?? 0) : 0
  const [first] = await store.readEvents({ sessionId, afterSeq, limit: 1 })
  return first?.event.id === (firstEventId ?? once.id) ? host.loadSession(projectId, sessionId) : null
}

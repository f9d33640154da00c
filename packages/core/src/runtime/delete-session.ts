import type { DeletedSession, DeleteSessionInput } from '@sojourn/contract/session'
import type { AgentSession } from '../session/agent-session.ts'
import type { Actor } from './agent-runtime.ts'
import { byOf, executeOn, type RuntimeContext, sessionNotFound } from './runtime-context.ts'

/** Ends everything that waits or executes, until nothing has come in the meantime; refused as [S12] says. */
const windUp = async (
  context: RuntimeContext,
  actor: Actor,
  { sessionId, force }: DeleteSessionInput,
): Promise<AgentSession> => {
  while (true) {
    const { session } = await executeOn(context, { actor, sessionId }, () => ({
      type: 'windUp',
      force: force ?? false,
      reason: 'the session is deleted',
      actor: byOf(actor),
    }))
    await context.coordinator.ended(sessionId)
    if (session.state.active === null && session.state.queue.length === 0) return session
  }
}

/**
 * [S12] Removes the session with everything that belongs to it. Refused while a run executes unless forced; then run and
 * queue are cancelled first. While the store removes it nobody can load it again.
 */
export const deleteSession = async (
  context: RuntimeContext,
  actor: Actor,
  input: DeleteSessionInput,
): Promise<DeletedSession> => {
  const { sessionId } = input
  const isGone = actor.once?.again && !(await context.store.getSession({ projectId: actor.projectId, id: sessionId }))
  if (isGone) return { id: sessionId, deleted: true, seq: 0 }
  const session = await windUp(context, actor, input)
  const removed = await context.host.removeSession(session, async () => {
    // A run that slipped in at the last moment has nowhere left to report to.
    context.coordinator.abandon(sessionId)
    // While the id is taken: nobody else can have a folder of this name yet.
    await context.removeWorkspace(sessionId)
    return context.store.deleteSession({ projectId: actor.projectId, id: sessionId })
  })
  if (!removed) throw sessionNotFound(sessionId)
  context.feed.deleted(session)
  return { id: sessionId, deleted: true, seq: session.state.record.lastSeq }
}

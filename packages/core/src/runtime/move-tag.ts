import { SojournError } from '@sojourn/contract/error'
import type { CommittedSession, TagSessionInput } from '@sojourn/contract/session'
import type { Actor } from './agent-runtime.ts'
import { byOf, committedSession, executeOn, type RuntimeContext } from './runtime-context.ts'

/** [S8] Whoever sets or looks for a tag does so alone, so that two who want it at once do not both believe they have it. */
export const holdingTag = <Value>(
  context: RuntimeContext,
  { actor, tag }: { actor: Actor; tag: string },
  work: () => Promise<Value>,
): Promise<Value> => context.tagMoves.run(`${actor.projectId}\n${tag}`, work)

/** The session that had the tag learns that it moved; the tag itself has moved already. */
export const releaseTag = async (
  context: RuntimeContext,
  actor: Actor,
  { tag, from, to }: { tag: string; from: string | null; to: string },
): Promise<void> => {
  if (from === null || from === to) return
  try {
    await executeOn(context, { actor, sessionId: from }, () => ({
      type: 'untag',
      tag,
      movedTo: to,
      actor: byOf(actor),
    }))
  } catch (error) {
    // Deleted in the meantime: nobody is left to tell.
    if (!(error instanceof SojournError) || error.code !== 'SESSION_NOT_FOUND') throw error
  }
}

/** [S8] Points the tag at the session, wherever it pointed before. */
export const tagSession = (
  context: RuntimeContext,
  actor: Actor,
  { sessionId, tag }: TagSessionInput,
): Promise<CommittedSession> =>
  holdingTag(context, { actor, tag }, async () => {
    const previousSessionId = await context.store.sessionOfTag({ projectId: actor.projectId, tag })
    const command = { type: 'tag', tag, previousSessionId, actor: byOf(actor) } as const
    const tagged = await executeOn(context, { actor, sessionId }, () => command)
    await releaseTag(context, actor, { tag, from: previousSessionId, to: sessionId })
    return committedSession(tagged)
  })

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

interface TagMove {
  actor: Actor
  tag: string
  to: string
}

/** Sessions that believe they have the tag: the one that had it, and those in memory that nobody could tell. */
const formerHolders = ({ host }: RuntimeContext, { actor, tag, to }: TagMove, previous: string | null): Set<string> => {
  const loaded = host.getLoadedSessionIds().filter((id) => {
    const session = host.getSession(id)
    return session?.projectId === actor.projectId && session.state.record.tags.includes(tag)
  })
  const holders = new Set(previous === null ? loaded : [previous, ...loaded])
  holders.delete(to)
  return holders
}

const tellFormer = async (context: RuntimeContext, move: TagMove, previous: string | null): Promise<void> => {
  const { actor, tag, to } = move
  for (const sessionId of formerHolders(context, move, previous)) {
    try {
      await executeOn(context, { actor, sessionId }, () => ({ type: 'untag', tag, movedTo: to, actor: byOf(actor) }))
    } catch (error) {
      // Deleted in the meantime: nobody is left to tell.
      if (!(error instanceof SojournError) || error.code !== 'SESSION_NOT_FOUND') throw error
    }
  }
}

/**
 * [S8] Executes `work`, which points the tag at `to`, and lets the former holder know. Also when `work` fails: its commit may
 * stand although its answer got lost, and then the tag has moved all the same.
 */
export const movingTag = async <Value>(
  context: RuntimeContext,
  move: TagMove,
  work: (previous: string | null) => Promise<Value>,
): Promise<Value> => {
  const { actor, tag, to } = move
  const holder = () => context.store.sessionOfTag({ projectId: actor.projectId, tag })
  const previous = await holder()
  try {
    const value = await work(previous)
    await tellFormer(context, move, previous)
    return value
  } catch (error) {
    // What counts is why it failed; whoever could not be told now is told at the next move.
    const now = await holder().catch(() => null)
    if (now === to) await tellFormer(context, move, previous).catch(() => {})
    throw error
  }
}

/** [S8] Points the tag at the session, wherever it pointed before. */
export const tagSession = (
  context: RuntimeContext,
  actor: Actor,
  { sessionId, tag }: TagSessionInput,
): Promise<CommittedSession> =>
  holdingTag(context, { actor, tag }, () =>
    movingTag(context, { actor, tag, to: sessionId }, async (previousSessionId) => {
      const command = { type: 'tag', tag, previousSessionId, actor: byOf(actor) } as const
      return committedSession(await executeOn(context, { actor, sessionId }, () => command))
    }),
  )

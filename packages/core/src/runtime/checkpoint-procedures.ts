import { SojournError } from '@sojourn/contract/error'
import { defaultPageLimit } from '@sojourn/contract/page'
import type { CheckpointRecord } from '../ports/records.ts'
import type { Actor, AgentRuntime } from './agent-runtime.ts'
import { newId } from './repeated-call.ts'
import { byOf, executeOn, openSession, type RuntimeContext, withoutProject } from './runtime-context.ts'

const checkpointOf = async (context: RuntimeContext, actor: Actor, id: string): Promise<CheckpointRecord> => {
  const checkpoint = await context.store.getCheckpoint({ projectId: actor.projectId, id })
  if (!checkpoint) throw new SojournError('CHECKPOINT_NOT_FOUND', `There is no checkpoint ${id}.`)
  return checkpoint
}

export const checkpointProcedures = (context: RuntimeContext): AgentRuntime['checkpoints'] => ({
  save: async (actor, { sessionId, data, label }) => {
    const checkpointId = newId(context, actor)
    const { seq } = await executeOn(context, { actor, sessionId }, () => ({
      type: 'saveCheckpoint',
      checkpointId,
      data,
      label,
      actor: byOf(actor),
    }))
    return { ...withoutProject(await checkpointOf(context, actor, checkpointId)), seq }
  },
  list: async (actor, { sessionId, cursor, limit }) => {
    await openSession(context, actor, sessionId)
    const query = { projectId: actor.projectId, sessionId, limit: limit ?? defaultPageLimit }
    const page = await context.store.listCheckpoints(cursor === undefined ? query : { ...query, cursor })
    return { items: page.items.map(withoutProject), nextCursor: page.nextCursor }
  },
  get: async (actor, { checkpointId }) => withoutProject(await checkpointOf(context, actor, checkpointId)),
})

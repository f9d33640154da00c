import { checkpoint, checkpointRef, listCheckpointsInput, saveCheckpointInput } from '@sojourn/contract/checkpoint'
import { pageOf } from '@sojourn/contract/page'
import { once } from '../once.ts'
import { procedure } from '../procedure.ts'

export const checkpointProcedures = {
  save: procedure
    .meta({ summary: 'Save a checkpoint; it becomes the current one' })
    .input(saveCheckpointInput)
    .output(checkpoint)
    .mutation(once(({ ctx, input }) => ctx.runtime.checkpoints.save(ctx.actor, input))),
  list: procedure
    .meta({ summary: 'List the checkpoints of a session, newest first' })
    .input(listCheckpointsInput)
    .output(pageOf(checkpoint))
    .query(({ ctx, input }) => ctx.runtime.checkpoints.list(ctx.actor, input)),
  get: procedure
    .meta({ summary: 'Get a checkpoint' })
    .input(checkpointRef)
    .output(checkpoint)
    .query(({ ctx, input }) => ctx.runtime.checkpoints.get(ctx.actor, input)),
}

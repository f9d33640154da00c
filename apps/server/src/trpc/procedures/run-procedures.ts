import { pageOf } from '@sojourn/contract/page'
import {
  awaitRunInput,
  cancelRunInput,
  committedRun,
  editRunInput,
  executeRunInput,
  listRunsInput,
  moveRunInput,
  run,
  runRef,
  settledRun,
  submitRunInput,
  submittedRun,
} from '@sojourn/contract/run'
import { once } from '../once.ts'
import { procedure } from '../procedure.ts'

export const runProcedures = {
  submit: procedure
    .meta({ summary: 'Queue input for the agent; answers once it is durable' })
    .input(submitRunInput)
    .output(submittedRun)
    .mutation(once(({ ctx, input }) => ctx.runtime.runs.submit(ctx.actor, input))),
  execute: procedure
    .meta({ summary: 'Queue input and wait until its run has settled' })
    .input(executeRunInput)
    .output(settledRun)
    .mutation(once(({ ctx, input, signal }) => ctx.runtime.runs.execute(ctx.actor, input, signal))),
  list: procedure
    .meta({ summary: 'List the runs of a session, newest first; queued ones in queue order' })
    .input(listRunsInput)
    .output(pageOf(run))
    .query(({ ctx, input }) => ctx.runtime.runs.list(ctx.actor, input)),
  get: procedure
    .meta({ summary: 'Get a run' })
    .input(runRef)
    .output(run)
    .query(({ ctx, input }) => ctx.runtime.runs.get(ctx.actor, input)),
  await: procedure
    .meta({ summary: 'Wait until a run has settled' })
    .input(awaitRunInput)
    .output(settledRun)
    .query(({ ctx, input, signal }) => ctx.runtime.runs.await(ctx.actor, input, signal)),
  edit: procedure
    .meta({ summary: 'Change a queued run' })
    .input(editRunInput)
    .output(committedRun)
    .mutation(once(({ ctx, input }) => ctx.runtime.runs.edit(ctx.actor, input))),
  move: procedure
    .meta({ summary: 'Move a queued run to another place in the queue' })
    .input(moveRunInput)
    .output(committedRun)
    .mutation(once(({ ctx, input }) => ctx.runtime.runs.move(ctx.actor, input))),
  cancel: procedure
    .meta({ summary: 'Cancel a run; a settled one stays as it is' })
    .input(cancelRunInput)
    .output(committedRun)
    .mutation(once(({ ctx, input }) => ctx.runtime.runs.cancel(ctx.actor, input))),
}

import { operations, operationsInput } from '@sojourn/contract/operations'
import { systemInfo } from '@sojourn/contract/system'
import { procedure } from '../procedure.ts'

export const systemProcedures = {
  info: procedure
    .meta({ summary: 'Say what this server is and what it is doing' })
    .output(systemInfo)
    .query(({ ctx }) => ctx.runtime.system.info()),
  operations: procedure
    .meta({ summary: 'Say what executes, what waits and why, and how hosts, store, followers and bridges are doing' })
    .input(operationsInput)
    .output(operations)
    .query(({ ctx, input }) => ctx.runtime.system.operations(ctx.actor, input)),
}

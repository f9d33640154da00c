import { committedToolCall, listToolCallsInput, settleToolCallInput, toolCallList } from '@sojourn/contract/tool-call'
import { once } from '../once.ts'
import { procedure } from '../procedure.ts'

export const toolCallProcedures = {
  list: procedure
    .meta({ summary: 'List the tool calls of a session' })
    .input(listToolCallsInput)
    .output(toolCallList)
    .query(({ ctx, input }) => ctx.runtime.toolCalls.list(ctx.actor, input)),
  settle: procedure
    .meta({ summary: 'Say whether a tool call in doubt happened' })
    .input(settleToolCallInput)
    .output(committedToolCall)
    .mutation(once(({ ctx, input }) => ctx.runtime.toolCalls.settle(ctx.actor, input))),
}

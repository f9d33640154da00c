import { SojournError } from '@sojourn/contract/error'
import type { SettleToolCallInput, ToolCall } from '@sojourn/contract/tool-call'
import type { ToolCallRecord } from '../ports/records.ts'
import type { Actor, AgentRuntime, Committed } from './agent-runtime.ts'
import { byOf, executeOn, openSession, type RuntimeContext, withoutProject } from './runtime-context.ts'

const callOf = async (context: RuntimeContext, actor: Actor, input: SettleToolCallInput): Promise<ToolCallRecord> => {
  const { toolCallId, sessionId } = input
  const query = { projectId: actor.projectId, toolCallId, ...(sessionId ? { sessionId } : {}) }
  const calls = await context.store.findToolCalls(query)
  const call = calls.find(({ status }) => status === 'in_doubt') ?? calls[0]
  if (!call) throw new SojournError('TOOL_CALL_NOT_FOUND', `There is no tool call ${toolCallId}.`)
  return call
}

const alreadySettled = (call: ToolCallRecord): SojournError => {
  const how = call.happened === null ? call.status : `settled: happened ${call.happened}`
  return new SojournError('ALREADY_SETTLED', `The call is ${how}.`, { meta: { toolCall: withoutProject(call) } })
}

/** [C4] A person says whether a call in doubt happened. Saying the same again is answered with what stands. */
const settle = async (
  context: RuntimeContext,
  actor: Actor,
  input: SettleToolCallInput,
): Promise<Committed<ToolCall>> => {
  const call = await callOf(context, actor, input)
  const { happened, message } = input
  if (call.status !== 'in_doubt') {
    if (call.happened === null || call.happened !== happened) throw alreadySettled(call)
    const { record } = (await openSession(context, actor, call.sessionId)).state
    return { ...withoutProject(call), seq: record.lastSeq }
  }
  try {
    const { seq } = await executeOn(context, { actor, sessionId: call.sessionId }, () => ({
      type: 'settleToolCall',
      call,
      happened,
      message,
      actor: byOf(actor),
    }))
    return { ...withoutProject(await callOf(context, actor, { ...input, sessionId: call.sessionId })), seq }
  } catch (error) {
    if (!(error instanceof SojournError) || error.code !== 'ALREADY_SETTLED') throw error
    throw alreadySettled(await callOf(context, actor, { ...input, sessionId: call.sessionId }))
  }
}

export const toolCallProcedures = (context: RuntimeContext): AgentRuntime['toolCalls'] => ({
  list: async (actor, { sessionId, status }) => {
    await openSession(context, actor, sessionId)
    const query = { projectId: actor.projectId, sessionId, ...(status ? { status } : {}) }
    return { items: (await context.store.listToolCalls(query)).map(withoutProject) }
  },
  settle: (actor, input) => settle(context, actor, input),
})

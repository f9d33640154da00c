import type { ToolReport, Turn } from '@sojourn/core/ports/runner'
import type { ToolModelMessage, ToolResultPart } from 'ai'
import type { AgentTool, ToolSurroundings } from '../tools/agent-tool.ts'
import type { AskedCall } from './model-answer.ts'
import { picturesIn, type ResultPictures } from './result-pictures.ts'
import { errorOutput, type ToolOutput, toolOutput } from './tool-output.ts'

export interface ToolRound {
  turn: Turn
  tools: ReadonlyMap<string, AgentTool>
  surroundings: ToolSurroundings
  /** Where pictures of results go; null when the model sees none there. */
  pictures: ResultPictures | null
  /** Number of the step, from 0. Makes ids that are the same in every attempt. */
  step: number
}

/** Calls that may be executed at the same time, in the order in which the model made them: reads together, else one by one. */
const batches = (calls: readonly AskedCall[], { tools }: ToolRound): AskedCall[][] => {
  const together: AskedCall[][] = []
  const reads = ({ name }: AskedCall) => tools.get(name)?.effect === 'read'
  for (const call of calls) {
    const last = together.at(-1)
    if (last?.every(reads) && reads(call)) last.push(call)
    else together.push([call])
  }
  return together
}

const titled = (title: string | undefined) => (title === undefined ? {} : { title: title.slice(0, 200).toWellFormed() })

const idOf = (call: AskedCall, { turn, step }: ToolRound): string => `${turn.originRunId}.${step}.${call.index}`

const use = (tool: AgentTool, call: AskedCall, round: ToolRound): Promise<ToolReport> => {
  const { turn, surroundings } = round
  const { toolId, operation, effect } = tool
  const request = {
    toolCallId: idOf(call, round),
    toolId,
    operation,
    effect,
    toolInput: call.input,
    ...titled(tool.title(call.input)),
  }
  return turn.tool(request, (execution) => tool.execute(execution, surroundings))
}

const answer = async (call: AskedCall, round: ToolRound): Promise<ToolResultPart> => {
  const partWith = (output: ToolOutput): ToolResultPart => {
    return { type: 'tool-result', toolCallId: call.id, toolName: call.name, output }
  }
  const tool = round.tools.get(call.name)
  if (call.fault !== null || !tool) {
    const fault = call.fault ?? `There is no tool ${call.name}.`
    await round.turn.log('warn', `A tool call of the model was not executed: ${fault}`)
    return partWith(errorOutput(fault))
  }
  const report = await use(tool, call, round)
  round.turn.signal.throwIfAborted()
  const part = partWith(toolOutput(report, tool, call.input))
  if (report.status !== 'completed') return part
  return round.pictures?.marked(part, idOf(call, round), picturesIn(tool, report.result)) ?? part
}

/**
 * Executes the calls of one step through permission and ledger. A call that ended in an earlier attempt comes back from
 * the ledger. What was refused, has failed or does not exist is told to the model; it does not end the run.
 */
export const playToolRound = async (calls: readonly AskedCall[], round: ToolRound): Promise<ToolModelMessage> => {
  const content: ToolResultPart[] = []
  for (const batch of batches(calls, round)) {
    content.push(...(await Promise.all(batch.map((call) => answer(call, round)))))
  }
  return { role: 'tool', content }
}

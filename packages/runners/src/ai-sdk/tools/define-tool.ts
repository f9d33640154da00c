import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import type { ToolExecution, ToolResult } from '@sojourn/core/ports/runner'
import { z } from 'zod'
import { parseOrRefuse } from '../../parse-or-refuse.ts'
import type { AgentTool, ToolSurroundings } from './agent-tool.ts'

interface ToolDefinition<Schema extends z.ZodType, Result extends JsonValue>
  extends Pick<AgentTool, 'name' | 'description' | 'toolId' | 'operation' | 'effect'> {
  input: Schema
  title: (input: z.infer<Schema>) => string
  execute: (
    input: z.infer<Schema>,
    context: ToolExecution & ToolSurroundings,
  ) => Promise<{ result: Result; summary: string }>
  words: (result: Result) => string
}

/** A tool with its input checked as late as it is executed, because the person who allows a call may edit it. */
export const defineTool = <Schema extends z.ZodType, Result extends JsonValue>({
  input,
  title,
  execute,
  words,
  ...definition
}: ToolDefinition<Schema, Result>): AgentTool => ({
  ...definition,
  inputSchema: z.toJSONSchema(input) as JsonObject,
  title: (given) => {
    const parsed = input.safeParse(given)
    return parsed.success ? title(parsed.data) : undefined
  },
  execute: (execution, surroundings): Promise<ToolResult> => {
    const parsed = parseOrRefuse(input, execution.toolInput, { what: 'The tool input', at: 'toolInput' })
    return execute(parsed, { ...execution, ...surroundings })
  },
  // The ledger gives back what this very tool has stored.
  words: (result) => words(result as Result),
})

export const plural = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : nouns}`

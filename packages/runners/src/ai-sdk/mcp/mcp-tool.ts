import type { CallToolResult, ListToolsResult } from '@ai-sdk/mcp'
import { SojournError } from '@sojourn/contract/error'
import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import type { ToolEffect } from '@sojourn/contract/tool-call'
import type { ToolExecution } from '@sojourn/core/ports/runner'
import type { AgentTool } from '../tools/agent-tool.ts'
import { keptPictures, keptWords, resultToKeep, wordsOfResult } from './mcp-result.ts'

type ToolDefinition = ListToolsResult['tools'][number]

export interface McpToolOptions {
  server: string
  definition: ToolDefinition
  call: (name: string, input: Record<string, unknown>, signal: AbortSignal) => Promise<CallToolResult>
}

const effectOf = ({ annotations }: ToolDefinition): ToolEffect => {
  if (annotations?.readOnlyHint) return 'read'
  return annotations?.idempotentHint ? 'idempotent' : 'write'
}

/** The name that models call it by: they take letters, digits, _ and -, 64 of them. */
const modelName = (server: string, tool: string): string =>
  `${server}__${tool}`.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64)

const asArguments = (toolInput: JsonValue): Record<string, unknown> => {
  if (typeof toolInput === 'object' && toolInput !== null && !Array.isArray(toolInput)) return toolInput
  throw new SojournError('VALIDATION_FAILED', 'The input of this tool is a JSON object')
}

/** A tool of an MCP server. Rules know it as `mcp`, `<server>.<tool>`. A result that says `isError` is a failed call. */
export const mcpTool = ({ server, definition, call }: McpToolOptions): AgentTool => ({
  name: modelName(server, definition.name),
  description: definition.description ?? definition.title ?? definition.name,
  inputSchema: definition.inputSchema as JsonObject,
  toolId: 'mcp',
  operation: `${server}.${definition.name}`.slice(0, 200),
  effect: effectOf(definition),
  title: () => `${server}: ${definition.annotations?.title ?? definition.title ?? definition.name}`,
  execute: async ({ toolInput, signal }: ToolExecution) => {
    const answered = await call(definition.name, asArguments(toolInput), signal)
    if ('isError' in answered && answered.isError)
      throw new SojournError('TOOL_FAILED', wordsOfResult(answered) || 'The tool says that it failed')
    const result = resultToKeep(answered)
    return { result, summary: keptWords(result) }
  },
  words: keptWords,
  pictures: keptPictures,
})

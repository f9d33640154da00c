import type { CallToolResult, ListToolsResult } from '@ai-sdk/mcp'
import { SojournError } from '@sojourn/contract/error'
import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import type { ToolEffect } from '@sojourn/contract/tool-call'
import type { ToolExecution } from '@sojourn/core/ports/runner'
import { z } from 'zod'
import { boundedWords } from '../loop/tool-output.ts'
import type { AgentTool } from '../tools/agent-tool.ts'

/** Characters of a result that are stored. */
const maxResult = 100_000

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

const textPart = z.looseObject({ type: z.literal('text'), text: z.string() })
const dataPart = z.looseObject({ type: z.string(), mimeType: z.string().optional(), data: z.string().optional() })
const linkPart = z.looseObject({ type: z.literal('resource_link'), uri: z.string(), name: z.string().optional() })
const resourcePart = z.looseObject({ type: z.literal('resource'), resource: z.looseObject({ text: z.string() }) })

/** A part of a result in words: text as it is, pictures and sounds by what they are. */
const wordsOfPart = (part: unknown): string => {
  const text = textPart.safeParse(part)
  if (text.success) return text.data.text
  const resource = resourcePart.safeParse(part)
  if (resource.success) return resource.data.resource.text
  const link = linkPart.safeParse(part)
  if (link.success) return `[${link.data.name ?? 'resource'}: ${link.data.uri}]`
  const data = dataPart.safeParse(part)
  if (!data.success) return JSON.stringify(part)
  const { type, mimeType, data: bytes } = data.data
  return `[${type}${mimeType === undefined ? '' : ` ${mimeType}`}${bytes === undefined ? '' : `, ${bytes.length} characters of base64`}]`
}

const wordsOf = (result: CallToolResult): string => {
  if (!('content' in result) || !Array.isArray(result.content)) return JSON.stringify(result)
  const words = result.content.map(wordsOfPart).join('\n')
  if (words !== '' || !('structuredContent' in result) || result.structuredContent === undefined) return words
  return JSON.stringify(result.structuredContent)
}

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
    const words = boundedWords(wordsOf(answered), maxResult)
    if ('isError' in answered && answered.isError)
      throw new SojournError('TOOL_FAILED', words || 'The tool says that it failed')
    return { result: words }
  },
  words: (result) => (typeof result === 'string' ? result : JSON.stringify(result)),
})

import type { CallToolResult, McpServer, ToolAnnotations } from '@modelcontextprotocol/server'
import { SojournError } from '@sojourn/contract/error'
import type { z } from 'zod'
import type { SessionsPort } from './sessions-port.ts'

/** What a tool works with. */
export interface ToolContext {
  port: SessionsPort
  /** Aborts when the client gives the call up. */
  signal: AbortSignal
  /** Hears of failures that the client must not. */
  report(error: unknown): void
}

export interface ToolResult<Output> {
  /** For programs. */
  data: Output
  /** The same for a model. */
  text: string
}

export interface Tool<Input extends z.ZodObject, Output extends z.ZodObject> {
  name: string
  title: string
  /** Says to a model what the tool does, when to use it and what comes back. */
  description: string
  input: Input
  output: Output
  annotations: ToolAnnotations
  run(context: ToolContext, input: z.output<Input>): Promise<ToolResult<z.input<Output>>>
}

/** Longest text of one answer, characters: a model has to read it. */
export const maxText = 24_000

/** Text that fits, with a word about what is missing. */
export const bounded = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most)}… (${text.length - most} more characters)`

/** Adds a tool to a server; a failure becomes a result that says the catalogue's code and what to do. */
export const addTool = <Input extends z.ZodObject, Output extends z.ZodObject>(
  server: McpServer,
  tool: Tool<Input, Output>,
  context: Omit<ToolContext, 'signal'>,
): void => {
  const { name, title, description, annotations } = tool
  const call = async (input: z.output<Input>, signal: AbortSignal): Promise<CallToolResult> => {
    try {
      const { data, text } = await tool.run({ ...context, signal }, input)
      return { content: [{ type: 'text', text: bounded(text, maxText) }], structuredContent: data }
    } catch (error) {
      return failed(error, context)
    }
  }
  const inputSchema: z.ZodObject = tool.input
  const outputSchema: z.ZodObject = tool.output
  server.registerTool(
    name,
    { title, description, annotations, inputSchema, outputSchema },
    // The server has parsed the arguments with the schema.
    (input: unknown, { mcpReq }) => call(input as z.output<Input>, mcpReq.signal),
  )
}

/** What errors of a call carry in `_meta`, under this key: the problem as REST sends it. */
const problemKey = 'sojourn/problem'

const failed = (error: unknown, { report }: Pick<ToolContext, 'report'>): CallToolResult => {
  const known = error instanceof SojournError
  if (!known) report(error)
  const problem = known ? error : new SojournError('INTERNAL', 'The call failed; the log of Sojourn has the reason')
  const issues = problem.issues?.map(({ path, message }) => `\n${path}: ${message}`).join('') ?? ''
  const text = `${problem.code}: ${problem.message}${issues}\n${problem.advice}`
  return { isError: true, content: [{ type: 'text', text }], _meta: { [problemKey]: problem.toProblem() } }
}

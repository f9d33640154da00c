import { createMCPClient, type MCPClient } from '@ai-sdk/mcp'
import { SojournError } from '@sojourn/contract/error'
import type { ProcessGroups } from '../../process/process-group.ts'
import type { McpServerSettings } from '../ai-sdk-settings.ts'
import type { AgentTool } from '../tools/agent-tool.ts'
import { type McpToolOptions, mcpTool } from './mcp-tool.ts'
import { StdioTransport } from './stdio-transport.ts'

/** How long a server may take to say what it can, milliseconds. */
const openTimeoutMs = 30_000
/** Pages of tools that are read at most. */
const maxPages = 20

export interface McpServerOptions {
  name: string
  settings: McpServerSettings
  workspace: string
  groups: ProcessGroups
  signal: AbortSignal
}

const transportOf = ({ settings, workspace, groups }: McpServerOptions) =>
  'command' in settings
    ? new StdioTransport({ settings, workspace, groups })
    : ({ type: 'http', url: settings.url, headers: settings.headers, redirect: 'error' } as const)

const listTools = async (client: MCPClient, signal: AbortSignal) => {
  const found: Awaited<ReturnType<MCPClient['listTools']>>['tools'] = []
  let cursor: string | undefined
  for (let page = 0; page < maxPages; page += 1) {
    const params = cursor === undefined ? {} : { params: { cursor } }
    const { tools, nextCursor } = await client.listTools({ ...params, options: { signal } })
    found.push(...tools)
    if (nextCursor === undefined) break
    cursor = nextCursor
  }
  return found
}

/** One MCP server of a session while it is connected. */
export class McpServer {
  readonly name: string
  readonly tools: readonly AgentTool[]
  readonly #client: MCPClient
  readonly #transport: Transport

  private constructor({ name, client, transport }: Connected, tools: readonly AgentTool[]) {
    this.name = name
    this.#client = client
    this.#transport = transport
    this.tools = tools
  }

  /** True when it has ended by itself. */
  get isClosed(): boolean {
    return this.#transport instanceof StdioTransport && this.#transport.hasEnded
  }

  /** Starts or reaches the server and asks what it can. Throws in words that name it; nothing of it is left then. */
  static async open(options: McpServerOptions): Promise<McpServer> {
    const { name } = options
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(openTimeoutMs)])
    const transport = transportOf(options)
    let client: MCPClient | null = null
    try {
      client = await createMCPClient({ transport, clientName: 'sojourn', initializationOptions: { signal } })
      const connected = { name, client, transport }
      const call = callOf(connected)
      const definitions = await listTools(client, signal)
      return new McpServer(
        connected,
        definitions.map((definition) => mcpTool({ server: name, definition, call })),
      )
    } catch (error) {
      await client?.close().catch(() => {})
      if (transport instanceof StdioTransport) await transport.close()
      options.signal.throwIfAborted()
      throw new SojournError('TOOL_FAILED', `The MCP server ${name} cannot be used: ${wordsOf(error, transport)}`)
    }
  }

  close(): Promise<void> {
    return this.#client.close()
  }
}

type Transport = ReturnType<typeof transportOf>

interface Connected {
  name: string
  client: MCPClient
  transport: Transport
}

const wordsOf = (error: unknown, transport: Transport): string => {
  const words = error instanceof Error ? error.message : String(error)
  const complaint = transport instanceof StdioTransport ? transport.complaint : ''
  return complaint === '' ? words : `${words} (it said: ${complaint})`
}

const callOf =
  ({ name, client, transport }: Connected): McpToolOptions['call'] =>
  async (tool, input, signal) => {
    try {
      return await client.callTool({ name: tool, arguments: input, options: { signal } })
    } catch (error) {
      signal.throwIfAborted()
      throw new SojournError('TOOL_FAILED', `The MCP server ${name} did not answer: ${wordsOf(error, transport)}`, {
        cause: error,
      })
    }
  }

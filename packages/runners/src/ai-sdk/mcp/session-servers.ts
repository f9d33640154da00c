import type { ProcessGroups } from '../../process/process-group.ts'
import type { AiSdkSettings } from '../ai-sdk-settings.ts'
import type { AgentTool } from '../tools/agent-tool.ts'
import type { McpServer } from './mcp-server.ts'

export interface OpenedServers {
  tools: readonly AgentTool[]
  /** Servers that could not be used, each in words. */
  faults: readonly string[]
}

export interface OpenRequest {
  settings: AiSdkSettings
  workspace: string
  signal: AbortSignal
}

interface Kept {
  /** The settings that it was opened with: others make another server. */
  settings: string
  server: McpServer
}

/**
 * The MCP servers of one session, started when its first run needs them and kept between its runs. Each run asks anew: a
 * server that ended meanwhile, or has other settings now, is started again.
 */
export class SessionServers {
  readonly #groups: ProcessGroups
  readonly #kept = new Map<string, Kept>()

  constructor(groups: ProcessGroups) {
    this.#groups = groups
  }

  /** Opens what is not open. A server that cannot be used is a fault in words and keeps nobody else. */
  async open({ settings, workspace, signal }: OpenRequest): Promise<OpenedServers> {
    const { McpServer: Server } = await import('./mcp-server.ts')
    const faults: string[] = []
    const wanted = Object.entries(settings.mcpServers)
    const opened = await Promise.all(
      wanted.map(async ([name, server]) => {
        const kept = this.#kept.get(name)
        const text = JSON.stringify(server)
        if (kept?.settings === text && !kept.server.isClosed) return kept.server
        await kept?.server.close()
        this.#kept.delete(name)
        try {
          const fresh = await Server.open({ name, settings: server, workspace, groups: this.#groups, signal })
          this.#kept.set(name, { settings: text, server: fresh })
          return fresh
        } catch (error) {
          signal.throwIfAborted()
          faults.push(error instanceof Error ? error.message : String(error))
          return null
        }
      }),
    )
    return { tools: opened.flatMap((server) => server?.tools ?? []), faults }
  }

  async close(): Promise<void> {
    const servers = [...this.#kept.values()]
    this.#kept.clear()
    await Promise.all(servers.map(({ server }) => server.close().catch(() => {})))
  }
}

import type { JsonObject } from '@sojourn/contract/json'
import type {
  Runner,
  RunnerCapabilities,
  RunnerCheck,
  RunOutcome,
  SummaryRequest,
  Turn,
} from '@sojourn/core/ports/runner'
import { ProcessGroups } from '../process/process-group.ts'
import { withSessionServers } from '../session-mcp-servers.ts'
import { type AiSdkSettings, parseAiSdkSettings } from './ai-sdk-settings.ts'
import { SessionServers } from './mcp/session-servers.ts'
import type { AgentTool } from './tools/agent-tool.ts'

export interface AiSdkRunnerOptions {
  /** Before a failed call is repeated, doubling with each repetition, milliseconds; default 1 s. */
  backoffMs?: number
}

/**
 * A language model that works with tools, over any number of steps. README.md of this package says what it can do. The
 * packages that speak to models are loaded by the first run that needs them: a server without such agents does without.
 */
export class AiSdkRunner implements Runner {
  readonly name = 'ai-sdk'
  readonly capabilities: RunnerCapabilities = { resume: true, steer: false, summarise: true, permissions: false }
  readonly #groups = new ProcessGroups()
  readonly #sessions = new Map<string, SessionServers>()
  readonly #backoffMs: number

  constructor({ backoffMs = 1_000 }: AiSdkRunnerOptions = {}) {
    this.#backoffMs = backoffMs
  }

  checkSettings(settings: JsonObject): void {
    parseAiSdkSettings(settings)
  }

  async run(turn: Turn): Promise<RunOutcome> {
    const settings = parseAiSdkSettings(withSessionServers(turn.agent.settings, turn.runtimeMetadata))
    const { playRun } = await import('./play-run.ts')
    const tools = await this.#mcpTools(turn, settings)
    return playRun({ turn, settings, mcpTools: tools, groups: this.#groups, backoffMs: this.#backoffMs })
  }

  async summarise({ settings, ...request }: SummaryRequest): Promise<string> {
    const { summarise } = await import('./summarise.ts')
    return summarise({ ...request, settings: parseAiSdkSettings(settings) })
  }

  async check(settings: JsonObject, signal: AbortSignal): Promise<RunnerCheck> {
    const { checkAgent } = await import('./check-agent.ts')
    return checkAgent({ settings: parseAiSdkSettings(settings), groups: this.#groups, signal })
  }

  async unloadSession(sessionId: string): Promise<void> {
    const servers = this.#sessions.get(sessionId)
    this.#sessions.delete(sessionId)
    await servers?.close()
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#sessions.keys()].map((sessionId) => this.unloadSession(sessionId)))
    await this.#groups.endAll()
  }

  /** The tools of the agent's MCP servers. One that cannot be used is said in the log, and the run goes on without it. */
  async #mcpTools(turn: Turn, settings: AiSdkSettings): Promise<readonly AgentTool[]> {
    const kept = this.#sessions.get(turn.sessionId)
    if (!kept && Object.keys(settings.mcpServers).length === 0) return []
    const servers = kept ?? new SessionServers(this.#groups)
    this.#sessions.set(turn.sessionId, servers)
    const { tools, faults } = await servers.open({ settings, workspace: turn.workspace, signal: turn.signal })
    for (const fault of faults) await turn.log('error', fault)
    return tools
  }
}

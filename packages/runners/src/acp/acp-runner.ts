import { randomUUID } from 'node:crypto'
import type { AgentOption } from '@sojourn/contract/agent-options'
import { SojournError } from '@sojourn/contract/error'
import type { JsonObject } from '@sojourn/contract/json'
import type {
  AgentPast,
  AgentSessionsRequest,
  Runner,
  RunnerCapabilities,
  RunnerCheck,
  RunOutcome,
  Turn,
} from '@sojourn/core/ports/runner'
import { parseAcpSettings } from './acp-settings.ts'
import { sweepMarked } from './marked-processes.ts'
import type { SessionAgents } from './session-agents.ts'

export interface AcpRunnerOptions {
  /** Names this host's agents among all processes of the machine, the same at each start: `sweep` goes by it. */
  owner?: string
}

/**
 * Runs any agent that speaks the Agent Client Protocol on stdio. README.md of this package has the rules. What speaks to
 * agents is loaded by whatever needs one first: a server without such agents does without.
 */
export class AcpRunner implements Runner {
  readonly name = 'acp'
  readonly capabilities: RunnerCapabilities = {
    resume: false,
    goesOn: true,
    steer: false,
    summarise: false,
    permissions: true,
  }
  readonly #owner: string
  #agents: Promise<SessionAgents> | null = null
  #hasEnded = false

  constructor({ owner = randomUUID() }: AcpRunnerOptions = {}) {
    this.#owner = owner
  }

  checkSettings(settings: JsonObject): void {
    parseAcpSettings(settings)
  }

  async check(settings: JsonObject, signal: AbortSignal): Promise<RunnerCheck> {
    return (await this.#load()).check(settings, signal)
  }

  async listAgentSessions(request: AgentSessionsRequest) {
    return (await this.#load()).listAgentSessions(request)
  }

  async readAgentSession(request: { settings: JsonObject; agentSessionId: string }): Promise<AgentPast> {
    return (await this.#load()).readAgentSession(request)
  }

  async run(turn: Turn): Promise<RunOutcome> {
    return (await this.#load()).run(turn)
  }

  /** [ACP9] Null when no agent runs for the session. */
  async setOption(choice: { sessionId: string; option: AgentOption }): Promise<AgentOption[] | null> {
    return (await this.#agents)?.setOption(choice) ?? null
  }

  async unloadSession(sessionId: string): Promise<void> {
    await (await this.#agents)?.unloadSession(sessionId)
  }

  async dispose(): Promise<void> {
    this.#hasEnded = true
    await (await this.#agents)?.dispose()
  }

  /** Ends what agents of an earlier host with the same owner have left running. To be called before anything runs. */
  sweep(): Promise<number> {
    return sweepMarked((mark) => mark.startsWith(`${this.#owner}.`))
  }

  #load(): Promise<SessionAgents> {
    if (this.#hasEnded && this.#agents === null) {
      throw new SojournError('SHUTTING_DOWN', 'No agent is started any more: the host stops.')
    }
    this.#agents ??= import('./session-agents.ts').then(({ SessionAgents: Agents }) => new Agents(this.#owner))
    return this.#agents
  }
}

import { randomUUID } from 'node:crypto'
import { isAbsolute } from 'node:path'
import type { AgentOption } from '@sojourn/contract/agent-options'
import { SojournError } from '@sojourn/contract/error'
import type { JsonObject } from '@sojourn/contract/json'
import type { AgentPast, AgentSessionsRequest, RunnerCheck, RunOutcome, Turn } from '@sojourn/core/ports/runner'
import { withSessionServers } from '../session-mcp-servers.ts'
import { resolveInWorkspace } from '../workspace/workspace-path.ts'
import { type AcpSettings, parseAcpSettings } from './acp-settings.ts'
import { AgentLink } from './agent-link.ts'
import { AgentTurn } from './agent-turn.ts'
import { checkAgent } from './check-agent.ts'
import { listOwnSessions, readOwnSession } from './own-sessions.ts'

/** The agents of a host: one for each session while it is loaded, and those that are started for a look. */
export class SessionAgents {
  readonly #owner: string
  /** By session: its agent stays between runs. */
  readonly #links = new Map<string, AgentLink>()
  readonly #starting = new Set<Promise<AgentLink>>()
  #hasEnded = false

  /** `owner` begins the mark of every process that is started. */
  constructor(owner: string) {
    this.#owner = owner
  }

  check(settings: JsonObject, signal: AbortSignal): Promise<RunnerCheck> {
    return checkAgent({ ...this.#place(settings), signal })
  }

  listAgentSessions({ settings, cursor }: AgentSessionsRequest) {
    return listOwnSessions(this.#place(settings), cursor)
  }

  async readAgentSession({
    settings,
    agentSessionId,
  }: {
    settings: JsonObject
    agentSessionId: string
  }): Promise<AgentPast> {
    return readOwnSession(this.#place(settings), agentSessionId)
  }

  async run(turn: Turn): Promise<RunOutcome> {
    const settings = parseAcpSettings(withSessionServers(turn.agent.settings, turn.runtimeMetadata))
    const agentTurn = new AgentTurn(turn)
    try {
      const link = await this.#linkFor(turn, settings)
      return await agentTurn.run(link)
    } catch (error) {
      // What is known to be broken is not used again.
      if (error instanceof SojournError && error.code !== 'RUNNER_FAILED') await this.#drop(turn.sessionId)
      throw error
    } finally {
      const link = this.#links.get(turn.sessionId)
      if (link && !link.isOpen) await this.#drop(turn.sessionId)
    }
  }

  /** [ACP9] Null when no agent runs for the session. */
  async setOption({ sessionId, option }: { sessionId: string; option: AgentOption }): Promise<AgentOption[] | null> {
    const link = this.#links.get(sessionId)
    return link?.isOpen && link.agentSessionId !== '' ? link.choose(option) : null
  }

  async unloadSession(sessionId: string): Promise<void> {
    await this.#drop(sessionId)
  }

  async dispose(): Promise<void> {
    this.#hasEnded = true
    await Promise.allSettled(this.#starting)
    await Promise.all([...this.#links.keys()].map((sessionId) => this.#drop(sessionId)))
  }

  #place(settings: JsonObject) {
    return { settings: parseAcpSettings(settings), mark: this.#newMark() }
  }

  #newMark(): string {
    return `${this.#owner}.${randomUUID()}`
  }

  async #linkFor(turn: Turn, settings: AcpSettings): Promise<AgentLink> {
    const known = this.#links.get(turn.sessionId)
    const cwd = await workingDirectory(turn.workspace, settings.cwd)
    const isSame = known?.isOpen && known.cwd === cwd && JSON.stringify(known.settings) === JSON.stringify(settings)
    if (known && isSame) return known
    await this.#drop(turn.sessionId)
    if (this.#hasEnded) throw new SojournError('SHUTTING_DOWN', 'No agent is started any more: the host stops.')
    turn.signal.throwIfAborted()
    const starting = AgentLink.start({ settings, cwd, mark: this.#newMark() })
    this.#starting.add(starting)
    try {
      const link = await starting
      // Cancelled meanwhile: nobody would end it.
      if (turn.signal.aborted) await link.end()
      turn.signal.throwIfAborted()
      this.#links.set(turn.sessionId, link)
      return link
    } finally {
      this.#starting.delete(starting)
    }
  }

  async #drop(sessionId: string): Promise<void> {
    const link = this.#links.get(sessionId)
    this.#links.delete(sessionId)
    await link?.end()
  }
}

const workingDirectory = async (workspace: string, cwd: string): Promise<string> => {
  if (isAbsolute(cwd)) return cwd
  return (await resolveInWorkspace(workspace, cwd)).absolute
}

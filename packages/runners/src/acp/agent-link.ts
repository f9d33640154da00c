import type {
  CreateElicitationRequest,
  CreateElicitationResponse,
  NewSessionResponse,
  RequestPermissionRequest,
  RequestPermissionResponse,
  SessionConfigOption,
} from '@agentclientprotocol/sdk/unstable'
import type { AgentOption } from '@sojourn/contract/agent-options'
import { SojournError } from '@sojourn/contract/error'
import type { AcpSettings } from './acp-settings.ts'
import { AgentConnection, type ClientSide } from './agent-connection.ts'
import { agentOptionsOf, type ModelState, nothingOffered, type OfferedOptions, routeOf } from './agent-options.ts'
import { AgentProcess } from './agent-process.ts'
import { type ReceivedUpdate, readUpdate } from './agent-updates.ts'
import { ClientFiles } from './client-files.ts'
import { ClientTerminals } from './client-terminals.ts'
import { UpdateQueue } from './update-queue.ts'
import { wordsOf } from './words-of.ts'

/** Updates between two turns that are kept for the next. */
const maxLate = 1_000

/** Whoever listens to the agent while a turn lasts. */
export interface TurnSide {
  update(update: ReceivedUpdate): Promise<void>
  permission(request: RequestPermissionRequest): Promise<RequestPermissionResponse>
  elicitation(request: CreateElicitationRequest): Promise<CreateElicitationResponse>
  noise(line: string): void
}

export interface LinkOptions {
  settings: AcpSettings
  cwd: string
  mark: string
}

/**
 * A running agent and the session it keeps for one of ours. It has three ways with what the agent says unasked: while a
 * stored session is opened again its past is dropped, because our log has it; during a turn it goes to the turn; what
 * comes in between is kept for the next turn. What the agent offers is kept always.
 */
export class AgentLink implements ClientSide {
  readonly settings: AcpSettings
  readonly cwd: string
  readonly queue = new UpdateQueue()
  readonly files: ClientFiles | null
  readonly terminals: ClientTerminals | null
  offered: OfferedOptions = nothingOffered
  /** When it last sent anything, milliseconds of `performance.now()`. */
  lastLife = performance.now()
  /** What its own session has cost so far, as it says, US dollars. */
  costSoFar = 0
  agentSessionId = ''
  #connection: AgentConnection | null = null
  #side: TurnSide | null = null
  #late: ReceivedUpdate[] = []
  #isReplaying = false
  #onPast: ((update: ReceivedUpdate) => void) | null = null

  private constructor({ settings, cwd, mark }: LinkOptions) {
    this.settings = settings
    this.cwd = cwd
    this.files = settings.fileAccess ? new ClientFiles(cwd) : null
    this.terminals = settings.terminalAccess ? new ClientTerminals(cwd, mark) : null
  }

  /** Starts the agent. Throws as AgentProcess and AgentConnection do; nothing is left running then. */
  static async start(options: LinkOptions): Promise<AgentLink> {
    const process = await AgentProcess.start(options)
    const link = new AgentLink(options)
    try {
      link.#connection = await AgentConnection.open(process, options.settings, link)
      return link
    } catch (error) {
      await process.end()
      throw error
    }
  }

  get connection(): AgentConnection {
    if (!this.#connection) throw new Error('The agent is not connected yet')
    return this.#connection
  }

  get isOpen(): boolean {
    return this.#connection?.isOpen ?? false
  }

  async end(): Promise<void> {
    await Promise.all([this.terminals?.endAll(), this.#connection?.close()])
  }

  life(): void {
    this.lastLife = performance.now()
  }

  noise(line: string): void {
    this.#side?.noise(line)
  }

  async update(params: unknown): Promise<void> {
    const update = readUpdate(params)
    if (!update) return
    this.#remember(update)
    if (this.#isReplaying) return this.#onPast?.(update)
    // Not awaited: the wire is read on meanwhile, as far as the queue has room.
    void this.queue.add(() => this.#deliver(update)).catch(() => {})
    await this.queue.room()
  }

  async #deliver(update: ReceivedUpdate): Promise<void> {
    if (this.#side) await this.#side.update(update)
    else if (this.#late.length < maxLate) this.#late.push(update)
  }

  permission(request: RequestPermissionRequest): Promise<RequestPermissionResponse> {
    return this.#side?.permission(request) ?? Promise.resolve({ outcome: { outcome: 'cancelled' } })
  }

  elicitation(request: CreateElicitationRequest): Promise<CreateElicitationResponse> {
    return this.#side?.elicitation(request) ?? Promise.resolve({ action: 'cancel' })
  }

  /** From now on the agent's words go to `side`, those first that came too late for the turn before. */
  async listen(side: TurnSide): Promise<void> {
    await this.queue.add(async () => {
      this.#side = side
      for (const update of this.#late.splice(0)) await side.update(update)
    })
  }

  /** Resolves when everything said so far has reached the turn; what comes now is kept for the next one. */
  async leave(): Promise<void> {
    await this.queue.add(() => {
      this.#side = null
    })
  }

  /** The agent tells its past while `open` lasts, and until the first prompt: none of it is news, but to `onPast`. */
  replaying<Value>(open: () => Promise<Value>, onPast?: (update: ReceivedUpdate) => void): Promise<Value> {
    this.#isReplaying = true
    this.#onPast = onPast ?? null
    return open()
  }

  endReplay(): void {
    this.#isReplaying = false
  }

  /** What the answer to opening a session says of modes, models and options. */
  takeOffers(response: Pick<NewSessionResponse, 'modes' | 'configOptions'> | null | undefined): void {
    const older = response as { models?: ModelState | null } | null | undefined
    this.offered = {
      ...this.offered,
      modes: response?.modes ?? this.offered.modes,
      models: older?.models ?? this.offered.models,
      config: response?.configOptions ?? this.offered.config,
    }
  }

  #remember({ read }: ReceivedUpdate): void {
    if (read?.kind === 'available_commands_update') {
      this.offered = { ...this.offered, commands: read.data.availableCommands ?? [] }
    } else if (read?.kind === 'current_mode_update' && this.offered.modes) {
      this.offered = { ...this.offered, modes: { ...this.offered.modes, currentModeId: read.data.currentModeId } }
    } else if (read?.kind === 'config_option_update') {
      this.offered = { ...this.offered, config: read.data.configOptions as unknown as SessionConfigOption[] }
    } else if (read?.kind === 'usage_update' && this.#isReplaying) {
      this.costSoFar = read.data.cost?.amount ?? this.costSoFar
    }
  }

  /** Tells the agent what somebody chose; RUNNER_FAILED with its words when it refuses. */
  async choose({ id, value }: AgentOption): Promise<AgentOption[]> {
    const { connection, agentSessionId: sessionId } = this
    try {
      const route = routeOf(this.offered, id)
      if (route === 'config') {
        const params =
          typeof value === 'boolean'
            ? { sessionId, configId: id, type: 'boolean' as const, value }
            : { sessionId, configId: id, value }
        this.takeOffers(await connection.requestSoon('session/set_config_option', params))
      } else if (route === 'mode') {
        await connection.requestSoon('session/set_mode', { sessionId, modeId: String(value) })
        this.#chose({ modes: String(value) })
      } else {
        await connection.requestCustom('session/set_model', { sessionId, modelId: String(value) })
        this.#chose({ models: String(value) })
      }
      return agentOptionsOf(this.offered)
    } catch (error) {
      const words = wordsOf(error)
      throw new SojournError('RUNNER_FAILED', `The agent did not take ${id} = ${value}: ${words}`, { cause: error })
    }
  }

  #chose({ modes: modeId, models: modelId }: { modes?: string; models?: string }): void {
    const { modes, models } = this.offered
    this.offered = {
      ...this.offered,
      modes: modes && modeId !== undefined ? { ...modes, currentModeId: modeId } : modes,
      models: models && modelId !== undefined ? { ...models, currentModelId: modelId } : models,
    }
  }
}

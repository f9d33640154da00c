import type {
  AgentRequestMethod,
  AgentRequestParamsByMethod,
  AgentRequestResponsesByMethod,
  ClientConnection,
  CreateElicitationRequest,
  CreateElicitationResponse,
  InitializeResponse,
  RequestPermissionRequest,
  RequestPermissionResponse,
} from '@agentclientprotocol/sdk/unstable'
import { SojournError } from '@sojourn/contract/error'
import type { AcpSettings } from './acp-settings.ts'
import type { AgentProcess } from './agent-process.ts'
import type { ClientFiles } from './client-files.ts'
import type { ClientTerminals } from './client-terminals.ts'
import { openLineStream } from './line-stream.ts'

/** What an agent asks of its client, and what it says unasked. */
export interface ClientSide {
  permission(request: RequestPermissionRequest): Promise<RequestPermissionResponse>
  elicitation(request: CreateElicitationRequest): Promise<CreateElicitationResponse>
  /** A `session/update` as it came. */
  update(params: unknown): Promise<void>
  /** A line on its stdout that is no message. */
  noise(line: string): void
  /** It has sent something. */
  life(): void
  /** Null unless the settings grant it. */
  files: ClientFiles | null
  terminals: ClientTerminals | null
}

/** The one version of the protocol that is spoken here. */
const protocolVersion = 1

/** Code of the error with which an agent says that it wants a log-in first. */
const authRequired = -32_000

/** Resolves as `promise` does, or rejects with RUNNER_FAILED after `ms`. */
export const within = async <Value>(promise: Promise<Value>, ms: number, what: string): Promise<Value> => {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(new SojournError('RUNNER_FAILED', `The agent did not ${what} within ${ms / 1000} s.`)),
    ms,
  )
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** One that ends before it speaks would do so again. */
const notStarted = (error: unknown): never => {
  if (!(error instanceof SojournError) || error.code !== 'RUNNER_CRASHED') throw error
  throw new SojournError('RUN_NOT_RUNNABLE', `The agent does not start. ${error.message}`, { cause: error })
}

const clientCapabilities = (files: boolean, terminal: boolean) => ({
  fs: { readTextFile: files, writeTextFile: files },
  terminal,
  elicitation: { form: {} },
  plan: {},
  session: { compaction: {}, notices: {}, configOptions: { boolean: {} } },
  // Agents that run commands themselves then send their output as it comes.
  _meta: { terminal_output: true },
})

/** A connected agent: initialized, its version checked. */
export class AgentConnection {
  readonly process: AgentProcess
  readonly info: InitializeResponse
  readonly #connection: ClientConnection
  readonly #settings: AcpSettings

  private constructor(
    connection: ClientConnection,
    info: InitializeResponse,
    of: { process: AgentProcess; settings: AcpSettings },
  ) {
    this.#connection = connection
    this.#settings = of.settings
    this.process = of.process
    this.info = info
  }

  /** Throws RUNNER_FAILED when the agent does not start to speak, or speaks another version of the protocol. */
  static async open(process: AgentProcess, settings: AcpSettings, side: ClientSide): Promise<AgentConnection> {
    const connection = await connect(process, side)
    const request: Promise<InitializeResponse> = connection.agent.request('initialize', {
      protocolVersion,
      clientInfo: { name: 'sojourn', title: 'Sojourn', version: '0.1.0' },
      clientCapabilities: clientCapabilities(side.files !== null, side.terminals !== null),
    })
    const info = await within(untilGone(request, process), settings.startTimeoutMs, 'initialize').catch(notStarted)
    // The SDK does not look.
    if (info.protocolVersion !== protocolVersion) {
      const words = `The agent speaks version ${info.protocolVersion} of the Agent Client Protocol, Sojourn version 1.`
      throw new SojournError('RUN_NOT_RUNNABLE', words)
    }
    return new AgentConnection(connection, info, { process, settings })
  }

  /** Sends a request. AGENT_AUTH_REQUIRED and RUNNER_CRASHED come as such; other errors are the agent's own. */
  async request<Method extends AgentRequestMethod>(
    method: Method,
    params: AgentRequestParamsByMethod[Method],
  ): Promise<AgentRequestResponsesByMethod[Method]> {
    try {
      return await untilGone(this.#connection.agent.request(method, params), this.process)
    } catch (error) {
      if (codeOf(error) === authRequired) throw this.#authError(error)
      throw error
    }
  }

  /** The same, bounded by the time that an agent may take to start. */
  requestSoon<Method extends AgentRequestMethod>(
    method: Method,
    params: AgentRequestParamsByMethod[Method],
  ): Promise<AgentRequestResponsesByMethod[Method]> {
    return within(this.request(method, params), this.#settings.startTimeoutMs, `answer ${method}`)
  }

  /** A request that older agents know and the protocol of today does not. */
  requestCustom(method: string, params: object): Promise<unknown> {
    const request = this.#connection.agent.request<unknown>(method, params)
    return within(untilGone(request, this.process), this.#settings.startTimeoutMs, `answer ${method}`)
  }

  async cancel(sessionId: string): Promise<void> {
    await this.#connection.agent.notify('session/cancel', { sessionId }).catch(() => {})
  }

  get isOpen(): boolean {
    return !this.#connection.signal.aborted
  }

  close(): Promise<void> {
    this.#connection.close()
    return this.process.end()
  }

  #authError(cause: unknown): SojournError {
    const ways = (this.info.authMethods ?? []).map(({ id, name }) => `${name} (${id})`).join(', ')
    const { loginHint } = this.#settings
    const hint = loginHint ?? 'log it in on the server, or pass its key with `passEnv`'
    const offered = ways === '' ? '' : ` It offers: ${ways}; \`authMethod\` chooses one.`
    return new SojournError('AGENT_AUTH_REQUIRED', `The agent is not logged in: ${hint}.${offered}`, { cause })
  }
}

/** The code of an error that an agent answered with. */
export const codeOf = (error: unknown): number | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : null

/** RUNNER_CRASHED when the process ends before `promise` settles. */
const untilGone = async <Value>(promise: Promise<Value>, process: AgentProcess): Promise<Value> => {
  const gone = process.exited.then((how): never => {
    const said = process.complaint === '' ? '' : `: ${process.complaint}`
    throw new SojournError('RUNNER_CRASHED', `The agent’s process is gone (${how})${said}`)
  })
  gone.catch(() => {})
  try {
    return await Promise.race([promise, gone])
  } catch (error) {
    // The wire breaks a moment before the system says that the process is gone.
    if (codeOf(error) === null && !(error instanceof SojournError))
      await within(gone, 1_000, 'answer').catch(rethrow(error))
    throw error
  }
}

const rethrow =
  (other: unknown) =>
  (error: unknown): never => {
    throw error instanceof SojournError && error.code === 'RUNNER_CRASHED' ? error : other
  }

const connect = async (process: AgentProcess, side: ClientSide): Promise<ClientConnection> => {
  const { client } = await import('@agentclientprotocol/sdk/unstable')
  const app = client({ name: 'sojourn' })
    .onRequest('session/request_permission', ({ params }) => side.permission(params))
    .onRequest('elicitation/create', ({ params }) => side.elicitation(params))
  const { files, terminals } = side
  if (files) {
    app
      .onRequest('fs/read_text_file', ({ params }) => files.read(params))
      .onRequest('fs/write_text_file', ({ params }) => files.write(params))
  }
  if (terminals) {
    app
      .onRequest('terminal/create', ({ params }) => terminals.create(params))
      .onRequest('terminal/output', ({ params }) => terminals.output(params))
      .onRequest('terminal/wait_for_exit', ({ params }) => terminals.waitForExit(params))
      .onRequest('terminal/kill', ({ params }) => terminals.kill(params))
      .onRequest('terminal/release', ({ params }) => terminals.release(params))
  }
  return app.connect(
    openLineStream({
      child: process.child,
      onUpdate: (params) => side.update(params),
      onNoise: (line) => side.noise(line),
      onLife: () => side.life(),
    }),
  )
}

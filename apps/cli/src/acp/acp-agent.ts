import {
  type AgentApp,
  type AgentContext,
  agent,
  type InitializeResponse,
  type ListSessionsResponse,
  type LoadSessionResponse,
  type NewSessionRequest,
  type NewSessionResponse,
  PROTOCOL_VERSION,
  RequestError,
  type SetSessionConfigOptionResponse,
} from '@agentclientprotocol/sdk'
import type { AgentOptions, Session, SessionHandle, Sojourn } from '@sojourn/sdk'
import manifest from '../../package.json' with { type: 'json' }
import { configOptionsOf, modeIn, modesOf } from './agent-choices.ts'
import { EditorSession } from './editor-session.ts'
import { offeredServers, refusalWords } from './offered-servers.ts'
import { requestError } from './request-error.ts'

export interface AcpOptions {
  sojourn: Sojourn
  /** Agent of sessions that are made; default: the server's. */
  agentId: string | undefined
  /** New sessions work in the editor's folder; else in one of their own on the server. */
  inWorkspace: boolean
  /** The session that the first `session/new` opens instead of a new one. */
  attached: SessionHandle | null
  report(error: unknown): void
}

/** Where a session works, when it says so; kept in its metadata. */
const workspaceOf = ({ runtimeMetadata }: Session): string | undefined =>
  typeof runtimeMetadata.workspace === 'string' ? runtimeMetadata.workspace : undefined

/** Sojourn as an agent of an editor: its sessions are the protocol's sessions, under the same ids. */
export class AcpAgent {
  readonly #options: AcpOptions
  readonly #open = new Map<string, EditorSession>()
  #attached: SessionHandle | null
  #forms = false

  constructor(options: AcpOptions) {
    this.#options = options
    this.#attached = options.attached
  }

  /** The handlers, to be connected to a stream. */
  app(): AgentApp {
    return agent({ name: 'sojourn' })
      .onRequest('initialize', ({ params }) => this.#initialize(params.clientCapabilities))
      .onRequest('session/new', ({ params, client }) => this.#refusing(() => this.#new(client, params)))
      .onRequest('session/load', ({ params, client }) => this.#refusing(() => this.#load(client, params, true)))
      .onRequest('session/resume', ({ params, client }) => this.#refusing(() => this.#load(client, params, false)))
      .onRequest('session/list', ({ params }) => this.#refusing(() => this.#list(params.cwd, params.cursor)))
      .onRequest('session/close', ({ params }) => {
        this.#open.get(params.sessionId)?.close()
        this.#open.delete(params.sessionId)
        return {}
      })
      .onRequest('session/prompt', ({ params }) =>
        this.#refusing(() => this.#opened(params.sessionId).prompt(params.prompt)),
      )
      .onRequest('session/set_mode', ({ params: { sessionId, modeId } }) =>
        this.#refusing(() => this.#choose(sessionId, null, modeId)),
      )
      .onRequest('session/set_config_option', ({ params: { sessionId, configId, value } }) =>
        this.#refusing(() => this.#choose(sessionId, configId, value)),
      )
      .onNotification('session/cancel', ({ params }) => this.#refusing(() => this.#opened(params.sessionId).cancel()))
  }

  /** Stops following every session. What runs goes on. */
  close(): void {
    for (const session of this.#open.values()) session.close()
  }

  #initialize(capabilities: { elicitation?: { form?: unknown } | null } | undefined): InitializeResponse {
    this.#forms = Boolean(capabilities?.elicitation?.form)
    return {
      protocolVersion: PROTOCOL_VERSION,
      agentInfo: { name: 'sojourn', title: 'Sojourn', version: manifest.version },
      agentCapabilities: {
        loadSession: true,
        promptCapabilities: { image: true, embeddedContext: true },
        mcpCapabilities: { http: true },
        sessionCapabilities: { list: {}, resume: {}, close: {} },
      },
      authMethods: [],
    }
  }

  async #new(client: AgentContext, { cwd, mcpServers }: NewSessionRequest): Promise<NewSessionResponse> {
    const attached = this.#attached
    this.#attached = null
    if (attached) {
      const session = this.#enter(client, { session: attached, cwd })
      // A prompt can only come after the answer, so it is none of what is told again.
      const { agentOptions, lastSeq } = await attached.get()
      afterTheAnswer(async () => {
        await session.replay(lastSeq)
        await session.follow()
      }, this.#options.report)
      return { sessionId: attached.id, ...offered(agentOptions) }
    }
    const { agentId, inWorkspace, sojourn } = this.#options
    const { taken, refused } = offeredServers(mcpServers)
    const made = await sojourn.sessions.create({
      ...(agentId !== undefined && { agentId }),
      sessionType: 'development',
      runtimeMetadata: {
        ...(inWorkspace && { workspace: cwd }),
        ...(Object.keys(taken).length > 0 && { mcpServers: taken }),
      },
    })
    const session = this.#enter(client, { session: made, cwd })
    session.skipTo(made.snapshot.seq)
    afterTheAnswer(async () => {
      if (refused.length > 0) await session.note(refusalWords(refused))
      await session.follow()
    }, this.#options.report)
    return { sessionId: made.id, ...offered(made.snapshot.agentOptions) }
  }

  async #load(
    client: AgentContext,
    { sessionId, cwd }: { sessionId: string; cwd: string },
    withReplay: boolean,
  ): Promise<LoadSessionResponse> {
    const handle = this.#options.sojourn.session(sessionId)
    const found = await handle.get()
    const session = this.#enter(client, { session: handle, cwd: workspaceOf(found) ?? cwd })
    if (withReplay) await session.replay(found.lastSeq)
    else session.skipTo(found.lastSeq)
    afterTheAnswer(() => session.follow(), this.#options.report)
    return offered(found.agentOptions)
  }

  #enter(client: AgentContext, place: { session: SessionHandle; cwd: string }): EditorSession {
    const { report } = this.#options
    this.#open.get(place.session.id)?.close()
    const session = new EditorSession({ client, forms: this.#forms, report }, place)
    this.#open.set(place.session.id, session)
    return session
  }

  /** Chooses something that the agent offers; without an id, its mode. Gives everything that there is to choose then. */
  async #choose(
    sessionId: string,
    optionId: string | null,
    value: string | boolean,
  ): Promise<SetSessionConfigOptionResponse> {
    const { sessions } = this.#options.sojourn
    const mode = optionId ?? modeIn((await sessions.get({ sessionId })).agentOptions)?.id
    if (mode === undefined) throw RequestError.invalidParams(undefined, 'The agent of this session has no modes')
    const { agentOptions } = await sessions.setAgentOption({ sessionId, optionId: mode, value })
    return { configOptions: configOptionsOf(agentOptions) }
  }

  /** Sessions that work in a folder, and those that work in none of an editor's; the newest activity first. */
  async #list(cwd: string | null | undefined, cursor: string | null | undefined): Promise<ListSessionsResponse> {
    const { sessions } = this.#options.sojourn
    const page = await sessions.list({ limit: 50, ...(cursor && { cursor }) })
    const found = await Promise.all(page.items.map(({ id }) => sessions.get({ sessionId: id }).catch(() => null)))
    return {
      sessions: found.flatMap((session) => {
        if (session === null) return []
        const workspace = workspaceOf(session)
        if (cwd && workspace !== undefined && workspace !== cwd) return []
        const { id, title, lastActivityAt } = session
        return [{ sessionId: id, cwd: workspace ?? cwd ?? process.cwd(), title, updatedAt: lastActivityAt }]
      }),
      nextCursor: page.nextCursor,
    }
  }

  #opened(sessionId: string): EditorSession {
    const session = this.#open.get(sessionId)
    if (session) return session
    throw new RequestError(-32_002, `The session ${sessionId} is not open: load it first`)
  }

  async #refusing<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work()
    } catch (error) {
      throw requestError(error)
    }
  }
}

/** What an agent lets people choose, when it has said so. */
const offered = (options: AgentOptions | null): LoadSessionResponse => {
  const [modes, configOptions] = [modesOf(options), configOptionsOf(options)]
  return { ...(modes && { modes }), ...(configOptions.length > 0 && { configOptions }) }
}

/** What may only be said once the answer to the request has been sent. */
const afterTheAnswer = (work: () => Promise<void>, report: (error: unknown) => void): void => {
  setImmediate(() => void work().catch(report))
}

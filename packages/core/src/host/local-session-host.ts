import { SojournError } from '@sojourn/contract/error'
import type { AgentDirectory } from '../agents/agent-directory.ts'
import type { EventWriter } from '../events/event-writer.ts'
import { LoggedEvent } from '../events/logged-event.ts'
import type { ClientHub } from '../ports/client-hub.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdSource } from '../ports/id-source.ts'
import type { SessionRecord } from '../ports/records.ts'
import type { AppendRequest, SessionStore } from '../ports/session-store.ts'
import type { RunCoordinator } from '../runs/run-coordinator.ts'
import type { RunPlaces } from '../runs/run-places.ts'
import type { Logger } from '../runtime/runtime-options.ts'
import { AgentSession } from '../session/agent-session.ts'
import { stateOf } from '../session/session-state.ts'
import { Alarms } from './alarms.ts'
import type { SessionHost, SessionLocation } from './session-host.ts'
import type { SessionServices } from './session-services.ts'

export interface LocalSessionHostOptions {
  hostId: string
  store: SessionStore
  writer: EventWriter
  hub: ClientHub
  clock: Clock
  ids: IdSource
  logger: Logger
  agents: AgentDirectory
  places: RunPlaces
  coordinator: RunCoordinator
  /** Milliseconds without use after which an idle session leaves memory. */
  idleUnloadMs: number
  /** Called after every commit of a session. */
  changed: (session: AgentSession) => void
}

/** A command met a session on its way out of memory: load it again and repeat the command. */
export class SessionUnloaded extends Error {
  override readonly name = 'SessionUnloaded'
}

const sweepKey = 'idle-sweep'

/** By project, so that a question from another project neither waits for a load nor fails one. */
const loadingKey = (projectId: string, sessionId: string): string => JSON.stringify([projectId, sessionId])

/** All sessions in the memory of one process. */
export class LocalSessionHost implements SessionHost {
  readonly hostId: string
  readonly #options: LocalSessionHostOptions
  readonly #alarms: Alarms
  readonly #sessions = new Map<string, AgentSession>()
  /** Loads and creations under way, by project and id: two at once would build two of one session. */
  readonly #loading = new Map<string, Promise<AgentSession>>()
  /** Sessions that are being deleted. */
  readonly #leaving = new Set<string>()
  readonly #services: SessionServices
  #hub: ClientHub
  #stopping = false

  constructor(options: LocalSessionHostOptions) {
    this.hostId = options.hostId
    this.#options = options
    this.#alarms = new Alarms(options.clock)
    this.#hub = options.hub
    const { hostId, store, writer, clock, ids, logger, agents, places, coordinator, changed } = options
    const currentHub = () => this.#hub
    const services: SessionServices = {
      hostId,
      store,
      writer,
      get hub() {
        return currentHub()
      },
      clock,
      ids,
      logger,
      agents,
      alarms: this.#alarms,
      starts: places,
      execution: coordinator,
      changed,
    }
    this.#services = services
    coordinator.introduce(services)
    this.#sweepLater()
  }

  getSession(sessionId: string): AgentSession | undefined {
    return this.#sessions.get(sessionId)
  }

  async createSession(request: AppendRequest): Promise<AgentSession> {
    this.#refuseWhenStopping()
    const { projectId, id } = request.record
    // Whoever asks for the session while it comes into being waits for this, instead of building it from the store.
    const before = this.#loading.get(loadingKey(projectId, id))
    const creating = before ? before.catch(() => undefined).then(() => this.#create(request)) : this.#create(request)
    return this.#whileLoading(loadingKey(projectId, id), creating)
  }

  async #create(request: AppendRequest): Promise<AgentSession> {
    const { record, events } = request
    await this.#options.agents.load(record.projectId, record.agentId)
    const result = await this.#options.writer.append(request)
    if (result.status === 'missing' && request.past) throw notFound(request.past.sessionId)
    // A repetition is our own append whose answer got lost, unless somebody has the session already.
    const isNew = result.status === 'stored' || (result.status === 'duplicate' && !this.#sessions.has(record.id))
    if (!isNew) {
      throw new SojournError('SESSION_EXISTS', `There is a session ${record.id} already.`)
    }
    const runs = [...request.runs]
    const session = new AgentSession(
      stateOf({ record, runs, permissions: [], questions: [], toolCalls: [] }),
      this.#services,
    )
    this.#sessions.set(session.id, session)
    this.#hub.broadcast(
      session.id,
      events.map((event) => LoggedEvent.fromEvent(event)),
    )
    this.#options.changed(session)
    return session
  }

  async loadSession(projectId: string, sessionId: string): Promise<AgentSession> {
    const key = loadingKey(projectId, sessionId)
    const loaded = this.#sessions.get(sessionId) ?? (await this.#loading.get(key)?.catch(() => undefined))
    const session = loaded ?? (await this.#loadOnce(projectId, sessionId))
    if (session.projectId !== projectId) throw notFound(sessionId)
    return session
  }

  async #loadOnce(projectId: string, sessionId: string): Promise<AgentSession> {
    this.#refuseWhenStopping()
    if (this.#leaving.has(sessionId)) throw notFound(sessionId)
    const key = loadingKey(projectId, sessionId)
    return this.#loading.get(key) ?? this.#whileLoading(key, this.#load(projectId, sessionId))
  }

  #whileLoading(key: string, loading: Promise<AgentSession>): Promise<AgentSession> {
    const known = loading.finally(() => {
      if (this.#loading.get(key) === known) this.#loading.delete(key)
    })
    this.#loading.set(key, known)
    return known
  }

  async #load(projectId: string, sessionId: string): Promise<AgentSession> {
    const stored = await this.#options.store.loadSession({ projectId, id: sessionId })
    if (!stored) throw notFound(sessionId)
    await this.#options.agents.load(projectId, stored.record.agentId)
    const session = new AgentSession(stateOf(stored), this.#services)
    this.#sessions.set(sessionId, session)
    return session
  }

  async unloadSession(sessionId: string): Promise<boolean> {
    const session = this.#sessions.get(sessionId)
    if (!session) return true
    if (!session.isIdle) return false
    await this.#dismiss(session, new SessionUnloaded())
    return true
  }

  /**
   * Takes a session that is being deleted out of memory, whatever it does, and calls `remove`. Until that has ended
   * nobody can load it again. Its followers end when it says that the session is gone.
   */
  async removeSession(session: AgentSession, remove: () => Promise<boolean>): Promise<boolean> {
    this.#leaving.add(session.id)
    try {
      await this.#dismiss(session, notFound(session.id))
      const removed = await remove()
      this.#hub.end(session.id)
      return removed
    } finally {
      this.#leaving.delete(session.id)
    }
  }

  async #dismiss(session: AgentSession, reason: Error): Promise<void> {
    this.#sessions.delete(session.id)
    const { places, coordinator } = this.#options
    places.forget(session.id)
    await session.close(reason)
    await coordinator.forget(session.id)
  }

  isSessionLoaded(sessionId: string): boolean {
    return this.#sessions.has(sessionId)
  }

  getLoadedSessionIds(): string[] {
    return [...this.#sessions.keys()]
  }

  async getAllSessions(projectId: string): Promise<SessionRecord[]> {
    const all: SessionRecord[] = []
    let cursor: string | null = null
    do {
      const query = { projectId, limit: 200, filter: { archived: true, empty: true }, ...(cursor ? { cursor } : {}) }
      const page = await this.#options.store.listSessions(query)
      all.push(...page.items)
      cursor = page.nextCursor
    } while (cursor !== null)
    return all
  }

  whereis(sessionId: string): SessionLocation | null {
    return this.#sessions.has(sessionId) ? { hostId: this.hostId, loaded: true } : null
  }

  get hub(): ClientHub {
    return this.#hub
  }

  setClientHub(hub: ClientHub): void {
    const former = this.#hub
    this.#hub = hub
    if (former !== hub) former.close()
  }

  isHealthy(): boolean {
    return !this.#stopping
  }

  async shutdown(): Promise<void> {
    this.#stopping = true
    const { places, coordinator, writer } = this.#options
    places.close()
    await Promise.allSettled(this.#loading.values())
    // One of these may be the start of a run, which the coordinator then has to end.
    await Promise.all([...this.#sessions.values()].map((session) => session.committed()))
    await coordinator.shutdown((sessionId) => this.#sessions.get(sessionId))
    const closing = new SojournError('SHUTTING_DOWN', 'The server is stopping.')
    await Promise.all([...this.#sessions.values()].map((session) => session.close(closing)))
    this.#sessions.clear()
    this.#alarms.close()
    await writer.idle()
  }

  #refuseWhenStopping(): void {
    if (this.#stopping) throw new SojournError('SHUTTING_DOWN', 'The server is stopping.')
  }

  /** One look at all sessions in a while, not a timer for each. */
  #sweepLater(): void {
    const { clock, idleUnloadMs, logger } = this.#options
    this.#alarms.set(sweepKey, clock.now() + Math.max(1_000, idleUnloadMs / 4), () => {
      const before = clock.now() - idleUnloadMs
      for (const session of this.#sessions.values()) {
        if (session.usedAt > before || this.#hub.getClientCount(session.id) > 0) continue
        this.unloadSession(session.id).catch((error: unknown) => {
          logger.error({ sessionId: session.id, error }, 'A session did not unload')
        })
      }
      this.#sweepLater()
    })
  }
}

const notFound = (sessionId: string) => new SojournError('SESSION_NOT_FOUND', `There is no session ${sessionId}.`)

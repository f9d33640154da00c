import { join } from 'node:path'
import type { RegisterAgentInput } from '@sojourn/contract/agent'
import type { EventOf, EventType, SessionEvent } from '@sojourn/contract/event'
import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import type { AnswerPermissionInput } from '@sojourn/contract/permission'
import type { RunInput, SettledRun } from '@sojourn/contract/run'
import type { UpdateSessionInput } from '@sojourn/contract/session'
import type { Runner } from '@sojourn/core/ports/runner'
import type { SessionStore } from '@sojourn/core/ports/session-store'
import type { Actor, AgentRuntime } from '@sojourn/core/runtime/agent-runtime'
import { createAgentRuntime } from '@sojourn/core/runtime/create-agent-runtime'
import { MemoryStore } from '@sojourn/core/store/memory-store'
import { onTestFinished } from 'vitest'
import { defaultAgents } from '../src/scripted/default-agents.ts'
import { ScriptedRunner } from '../src/scripted/scripted-runner.ts'
import { ShellRunner } from '../src/shell/shell-runner.ts'
import { temporaryWorkspace } from './temporary-workspace.ts'

const actor: Actor = { projectId: 'default', by: 'test', source: 'user' }

const shellAgent: RegisterAgentInput = { id: 'shell', runner: 'shell', settings: {} }

export interface EngineOptions {
  /** Of each host anew. */
  makeRunners: () => Runner[]
  agents: RegisterAgentInput[]
}

const standard: EngineOptions = {
  makeRunners: () => [new ScriptedRunner({ demoDelayMs: 0 }), new ShellRunner()],
  agents: [...defaultAgents, shellAgent],
}

/** A host's way to the store, cut when the host dies: what it sends then never arrives, and no answer comes. */
const cuttable = (store: SessionStore) => {
  let dead = false
  const way = new Proxy(store, {
    get: (target, name) => {
      if (name === 'append' && dead) return () => new Promise(() => {})
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const cut = () => {
    dead = true
  }
  return { way, cut }
}

/** The real runtime with its runners on one memory store, on which hosts may die and start again. */
export class Engine {
  readonly folder: string
  readonly #store: SessionStore = new MemoryStore()
  /** Those of hosts that have died too: what they started runs on, as it would. */
  readonly #runners: Runner[] = []
  #cut: () => void = () => {}
  #runtime: AgentRuntime | null = null

  readonly #options: EngineOptions

  private constructor(folder: string, options: EngineOptions) {
    this.folder = folder
    this.#options = options
  }

  static async start(options: EngineOptions = standard): Promise<Engine> {
    const engine = new Engine(await temporaryWorkspace(), options)
    await engine.#boot()
    onTestFinished(() => engine.#end())
    return engine
  }

  async #boot(): Promise<void> {
    const runners = this.#options.makeRunners()
    this.#runners.push(...runners)
    const { way, cut } = cuttable(this.#store)
    this.#cut = cut
    this.#runtime = await createAgentRuntime({
      host: { type: 'local' },
      store: way,
      runners,
      workspaceOf: (sessionId) => join(this.folder, sessionId),
      agents: this.#options.agents,
      retryBackoffMs: 1,
      deltaCoalesceMs: 0,
    })
  }

  async #end(): Promise<void> {
    await this.runtime.shutdown()
    await Promise.all(this.#runners.map((runner) => runner.dispose?.()))
  }

  get runtime(): AgentRuntime {
    if (!this.#runtime) throw new Error('The engine has not started')
    return this.#runtime
  }

  /** The host dies without a word, and another one starts. */
  async crash(): Promise<void> {
    this.#cut()
    await this.#boot()
  }

  /** The host stops in order, and another one starts. */
  async restart(): Promise<void> {
    await this.runtime.shutdown()
    await this.#boot()
  }

  test(agentId: string) {
    return this.runtime.agents.test(actor, { agentId })
  }

  ownSessions(agentId: string) {
    return this.runtime.agents.sessions(actor, { agentId })
  }

  async attach(agentId: string, agentSessionId: string): Promise<EngineSession> {
    const { id } = await this.runtime.sessions.create(actor, { agentId, attach: { agentSessionId } })
    return new EngineSession(this, id)
  }

  async fork({ id }: EngineSession): Promise<EngineSession> {
    const child = await this.runtime.sessions.fork(actor, { sessionId: id })
    return new EngineSession(this, child.id)
  }

  async remove({ id }: EngineSession): Promise<void> {
    await this.runtime.sessions.delete(actor, { sessionId: id })
  }

  async session(agentId: string, runtimeMetadata: JsonObject = {}): Promise<EngineSession> {
    const { id } = await this.runtime.sessions.create(actor, { agentId, runtimeMetadata })
    return new EngineSession(this, id)
  }
}

export class EngineSession {
  readonly #engine: Engine
  readonly id: string

  constructor(engine: Engine, id: string) {
    this.#engine = engine
    this.id = id
  }

  get #runtime(): AgentRuntime {
    return this.#engine.runtime
  }

  get workspace(): string {
    return join(this.#engine.folder, this.id)
  }

  submit(text: string): Promise<string> {
    return this.submitInput({ text })
  }

  async submitInput(input: RunInput): Promise<string> {
    const { runId } = await this.#runtime.runs.submit(actor, { sessionId: this.id, input })
    if (runId === null) throw new Error('Nothing was queued')
    return runId
  }

  script(steps: JsonValue): Promise<string> {
    return this.submit(`@script ${JSON.stringify(steps)}`)
  }

  settled(runId: string): Promise<SettledRun> {
    return this.settledWithin(runId, 20_000)
  }

  settledWithin(runId: string, timeoutMs: number): Promise<SettledRun> {
    return this.#runtime.runs.await(actor, { runId, timeoutMs })
  }

  async play(steps: JsonValue): Promise<SettledRun> {
    return this.settled(await this.script(steps))
  }

  get() {
    return this.#runtime.sessions.get(actor, { sessionId: this.id })
  }

  update(change: Omit<UpdateSessionInput, 'sessionId'>) {
    return this.#runtime.sessions.update(actor, { ...change, sessionId: this.id })
  }

  /** A crashed session goes on with a run of its own; answers with its id. */
  async recover(): Promise<string> {
    await this.#runtime.sessions.recover(actor, { sessionId: this.id, strategy: 'continue' })
    const { runId } = await this.next('session.recovered')
    if (runId === undefined) throw new Error('Nothing goes on')
    return runId
  }

  cancel(runId: string) {
    return this.#runtime.runs.cancel(actor, { runId })
  }

  async events(): Promise<SessionEvent[]> {
    const events: SessionEvent[] = []
    for (let after = 0, more = true; more; ) {
      const page = await this.#runtime.events.list(actor, { sessionId: this.id, after, limit: 1000 })
      events.push(...page.events)
      after = page.nextAfter
      more = page.hasMore
    }
    return events
  }

  async of<Type extends EventType>(type: Type): Promise<EventOf<Type>['data'][]> {
    const events = await this.events()
    return events.flatMap((event) => (event.type === type ? [event.data as EventOf<Type>['data']] : []))
  }

  /** The `nth` event of a type, as soon as it is in the log. */
  async next<Type extends EventType>(type: Type, nth = 1): Promise<EventOf<Type>['data']> {
    const controller = new AbortController()
    let seen = 0
    try {
      for await (const frame of this.#runtime.events.follow(actor, { sessionId: this.id }, controller.signal)) {
        if (frame.kind !== 'events') continue
        for (const { event } of frame.events) {
          if (event.type === type && ++seen === nth) return event.data as EventOf<Type>['data']
        }
      }
    } finally {
      controller.abort()
    }
    throw new Error(`The log ended without ${type}`)
  }

  async answerPermission(
    answer: AnswerPermissionInput['option'] | Omit<AnswerPermissionInput, 'permissionId'>,
    nth = 1,
  ): Promise<void> {
    const { permissionId } = await this.next('permission.requested', nth)
    const given = typeof answer === 'string' ? { option: answer } : answer
    await this.#runtime.permissions.answer(actor, { permissionId, ...given })
  }

  async answerQuestion(answer: JsonValue, nth = 1): Promise<void> {
    const { questionId } = await this.next('question.asked', nth)
    await this.#runtime.questions.answer(actor, { questionId, answer })
  }

  async toolCalls() {
    return (await this.#runtime.toolCalls.list(actor, { sessionId: this.id })).items
  }

  settleToolCall(toolCallId: string, happened: 'yes' | 'no') {
    return this.#runtime.toolCalls.settle(actor, { toolCallId, sessionId: this.id, happened })
  }

  allow(toolId: string) {
    return this.#runtime.permissions.addRule(actor, {
      toolId,
      operation: '*',
      decision: 'allow',
      scope: 'session',
      sessionId: this.id,
    })
  }

  async texts(): Promise<string[]> {
    const completed = await this.of('block.completed')
    return completed.flatMap(({ block }) => (block.kind === 'assistant_text' ? [block.text] : []))
  }
}

import { SojournError } from '@sojourn/contract/error'
import type { PermissionOption } from '@sojourn/contract/permission'
import type { Runner, RunnerCapabilities, RunOutcome, Turn } from '../../ports/runner.ts'
import type { SessionStore } from '../../ports/session-store.ts'
import type { Actor, AgentRuntime } from '../../runtime/agent-runtime.ts'
import { createAgentRuntime } from '../../runtime/create-agent-runtime.ts'
import { CountingIds } from '../counting-ids.ts'
import { ManualClock } from '../manual-clock.ts'
import { StoreLink } from '../store-link.ts'

export const operator: Actor = { projectId: 'default', by: 'tester', source: 'user' }

/** A turn in the hands of the test: it does what it is told, and ends when it is told. */
export class HeldTurn {
  readonly turn: Turn
  readonly ended: Promise<RunOutcome>
  readonly end: (outcome: RunOutcome) => void
  readonly break: (error: unknown) => void
  #calls = 0

  constructor(turn: Turn, heedsSignal: boolean) {
    this.turn = turn
    const { promise, resolve, reject } = Promise.withResolvers<RunOutcome>()
    this.ended = promise
    this.end = resolve
    this.break = reject
    if (heedsSignal) turn.signal.addEventListener('abort', () => reject(turn.signal.reason), { once: true })
  }

  nextId(what: string): string {
    this.#calls += 1
    return `${what}-${this.turn.runId}-${this.turn.attempt}-${this.#calls}`
  }
}

/** Executes runs as held turns. */
class HeldRunner implements Runner {
  readonly name = 'test'
  readonly capabilities: RunnerCapabilities
  current: HeldTurn | null = null

  constructor(resume: boolean) {
    this.capabilities = { resume, steer: false, summarise: false, permissions: false }
  }

  async run(turn: Turn): Promise<RunOutcome> {
    const held = new HeldTurn(turn, !turn.text.includes('stubborn'))
    this.current = held
    try {
      return await held.ended
    } finally {
      if (this.current === held) this.current = null
    }
  }
}

/** One session on a store that outlives its hosts, and a second one that takes its tags. */
export class World {
  readonly store: SessionStore
  readonly sessionId = 'session'
  /** Whether the runner goes on with what an earlier attempt has left. */
  readonly resumes: boolean
  #ids = new CountingIds('id')
  #link: StoreLink
  #hosts = 0
  #restart: Promise<void> | null = null
  #death = Promise.withResolvers<void>()
  clock = new ManualClock()
  runner: HeldRunner
  runtime!: AgentRuntime

  private constructor(resumes: boolean, store: SessionStore) {
    this.resumes = resumes
    this.store = store
    this.#link = new StoreLink(store)
    this.runner = new HeldRunner(resumes)
  }

  static async begin(resumes: boolean, store: SessionStore): Promise<World> {
    const world = new World(resumes, store)
    await world.#start()
    await world.runtime.sessions.create(operator, { id: world.sessionId, limits: { maxQueuedRuns: 5 } })
    await world.runtime.sessions.create(operator, { id: 'other' })
    return world
  }

  get ref(): { sessionId: string } {
    return { sessionId: this.sessionId }
  }

  /** Lets everything that is ready happen. */
  quiet(turns: number): Promise<void> {
    return this.#link.quiet(turns)
  }

  /** The host dies at once, and another one starts on what it left in the store. */
  crashHost(): Promise<void> {
    this.#restart ??= this.#replaceHost().finally(() => {
      this.#restart = null
    })
    return this.#restart
  }

  async #replaceHost(): Promise<void> {
    this.#link.cut()
    this.#death.resolve()
    await this.#start()
    this.#death = Promise.withResolvers()
  }

  /** Resolves when the present host dies: whatever was asked of it is never answered. */
  get death(): Promise<void> {
    return this.#death.promise
  }

  async #start(): Promise<void> {
    this.#link = new StoreLink(this.store)
    this.clock = new ManualClock(this.clock.now())
    this.runner = new HeldRunner(this.resumes)
    this.#hosts += 1
    this.runtime = await createAgentRuntime({
      host: { type: 'local', hostId: `host-${this.#hosts}` },
      store: this.#link.store,
      runners: [this.runner],
      workspaceOf: (id) => id,
      agents: [{ id: 'test', runner: 'test' }],
      defaultAgentId: 'test',
      ids: this.#ids,
      clock: this.clock,
      deltaCoalesceMs: 0,
    })
  }

  /** The next appends fail, and nothing of them is stored. */
  failStore(times: number): void {
    this.#link.fail('append', { times })
  }

  /** The next append is stored, and nobody is told. */
  loseAnswer(): void {
    this.#link.loseAnswerOfAppend()
  }

  /** The store works again, and a session that has missed something looks. */
  async mendStore(): Promise<void> {
    this.#link.mend('append')
    await this.runtime.sessions.update(operator, this.ref)
  }

  async pendingPermission(at: number): Promise<string | undefined> {
    const { items } = await this.runtime.permissions.list(operator, { ...this.ref, status: 'pending' })
    return items[at % Math.max(1, items.length)]?.id
  }

  async pendingQuestion(at: number): Promise<string | undefined> {
    const { items } = await this.runtime.questions.list(operator, { ...this.ref, status: 'pending' })
    return items[at % Math.max(1, items.length)]?.id
  }

  async callInDoubt(): Promise<string | undefined> {
    const { items } = await this.runtime.toolCalls.list(operator, { ...this.ref, status: 'in_doubt' })
    return items[0]?.toolCallId
  }

  /** Answers, settles, ends and waits until nothing is left to do: every run must come to its end. */
  async finish(): Promise<void> {
    const { runtime, ref } = this
    await runtime.sessions.unarchive(operator, ref)
    const { status } = await runtime.sessions.get(operator, ref)
    if (status !== 'active') await runtime.sessions.resume(operator, ref)
    for (let round = 0; round < 60; round += 1) {
      await this.#finishOne()
      await this.quiet(6)
      const { queueDepth, state } = await runtime.sessions.get(operator, ref)
      if (queueDepth === 0 && state !== 'running' && state !== 'interrupting') return
    }
    throw new Error('The session does not come to rest')
  }

  async #finishOne(): Promise<void> {
    const { runtime } = this
    const permissionId = await this.pendingPermission(0)
    const option: PermissionOption = 'reject_once'
    if (permissionId) await runtime.permissions.answer(operator, { permissionId, option })
    const questionId = await this.pendingQuestion(0)
    if (questionId) await runtime.questions.answer(operator, { questionId, answer: 1 })
    const toolCallId = await this.callInDoubt()
    if (toolCallId) await runtime.toolCalls.settle(operator, { toolCallId, happened: 'no' })
    this.runner.current?.end({ status: 'completed' })
    await this.quiet(6)
    this.clock.advance(600_000)
  }
}

/** The code of a refusal; whatever else is thrown is a bug and goes on. */
export const refusalOf = (thrown: unknown): string => {
  if (thrown instanceof SojournError && thrown.code !== 'INTERNAL') return thrown.code
  throw thrown
}

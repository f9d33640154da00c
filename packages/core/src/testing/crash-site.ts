import type { SessionEvent } from '@sojourn/contract/event'
import type { SettledRun } from '@sojourn/contract/run'
import { isTerminal } from '@sojourn/contract/run'
import type { CreateSessionInput } from '@sojourn/contract/session'
import { expect } from 'vitest'
import type { RunnerCapabilities, RunOutcome, ToolReport, Turn } from '../ports/runner.ts'
import type { SessionStore } from '../ports/session-store.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { CountingIds } from './counting-ids.ts'
import { ManualClock } from './manual-clock.ts'
import { ScriptedTurns } from './scripted-turns.ts'
import { quiet, SessionDriver } from './session-driver.ts'
import { StoreLink } from './store-link.ts'
import { startTestRuntime, tester } from './test-runtime.ts'

const never = new Promise<never>(() => {})

/** Every tool may run unless a play asks. */
const allowAll = { toolId: '*', operation: '*', decision: 'allow' as const }
export const askFirst = { toolId: 'asked', operation: '*', decision: 'ask' as const }

export interface CrashSiteOptions {
  play: (turn: Turn, site: CrashSite) => Promise<RunOutcome | undefined> | Promise<void>
  resume?: boolean
  session?: CreateSessionInput
  retryBackoffMs?: number
  /** Where the hosts keep what they know; the memory store unless said otherwise. */
  store?: SessionStore
}

/**
 * One session on hosts that die one after the other on the same store. A host that has crashed is cut off: nothing it
 * does reaches the store any more, and nothing answers it.
 */
export class CrashSite {
  readonly store: SessionStore
  /** What the tools have really done, over all hosts. */
  readonly effects: string[] = []
  /** Turns of every attempt, over all hosts. */
  readonly turns: Turn[] = []
  host = 0
  link: StoreLink
  clock = new ManualClock()
  driver!: SessionDriver
  runId = ''
  readonly #options: CrashSiteOptions
  #arrived = Promise.withResolvers<void>()

  private constructor(options: CrashSiteOptions) {
    this.#options = options
    this.store = options.store ?? new MemoryStore()
    this.link = new StoreLink(this.store)
  }

  /** Starts the first host with an empty session. */
  static async open(options: CrashSiteOptions): Promise<CrashSite> {
    const site = new CrashSite(options)
    const on = await site.#startRuntime()
    const policy = { rules: [askFirst, allowAll], ...options.session?.policy }
    site.driver = await SessionDriver.on(on, { ...options.session, policy })
    return site
  }

  /** Submits the run and waits until its play has come to the place where the host dies. */
  async untilDying(): Promise<void> {
    this.runId = await this.driver.submit('go')
    await this.#arrived.promise
    await this.link.quiet()
  }

  /** In a play: the host dies here, if it is the first (or the one named). Later hosts pass. */
  async dies(host = 1): Promise<void> {
    if (this.host !== host) return
    this.#arrived.resolve()
    await never
  }

  /** How often the effect has really happened. */
  times(name: string): number {
    return this.effects.filter((effect) => effect === name).length
  }

  crash(): void {
    this.link.cut()
    this.#arrived = Promise.withResolvers()
  }

  /** The next host on the same store, `downMs` later; resolves when its recovery pass is over. */
  async restart(downMs = 1_000): Promise<SessionDriver> {
    const now = this.clock.now() + downMs
    this.link = new StoreLink(this.store)
    this.clock = new ManualClock(now)
    const on = await this.#startRuntime()
    this.driver = new SessionDriver(on, this.driver.sessionId)
    await this.link.quiet()
    return this.driver
  }

  async crashAndRestart(downMs?: number): Promise<SessionDriver> {
    this.crash()
    return this.restart(downMs)
  }

  /** Ids that a runner makes: the same in every attempt when it resumes. */
  idOf(turn: Turn, name: string): string {
    const resume = this.#options.resume ?? true
    return resume ? `${turn.originRunId}.${name}` : `${turn.runId}.${turn.attempt}.${name}`
  }

  /** A tool call that notes what it does and may die before or after it has done it. */
  tool(turn: Turn, name: string, options: ToolOptions): Promise<ToolReport> {
    const { effect, toolId = 'plain', before, after } = options
    const request = { toolCallId: this.idOf(turn, name), toolId, operation: 'exec', toolInput: { name }, effect }
    return turn.tool(request, async () => {
      await before?.()
      this.effects.push(name)
      await after?.()
      return { result: `${name} done` }
    })
  }

  async #startRuntime() {
    this.host += 1
    const { play, resume = true, retryBackoffMs = 500 } = this.#options
    const capabilities: Partial<RunnerCapabilities> = { resume }
    const runner = new ScriptedTurns(capabilities).on('go', async (turn) => {
      this.turns.push(turn)
      const outcome = await play(turn, this)
      return outcome ? outcome : undefined
    })
    return startTestRuntime({
      runner,
      store: this.link.store,
      clock: this.clock,
      ids: new CountingIds(`h${this.host}`),
      host: { type: 'local', hostId: `host-${this.host}` },
      retryBackoffMs,
    })
  }
}

export interface ToolOptions {
  effect: 'read' | 'idempotent' | 'write'
  toolId?: string
  before?: () => Promise<void>
  after?: () => Promise<void>
}

/** Answers whatever the session waits for until all its runs have settled: allows, answers `42`, says that writes happened. */
export const helpAlong = async (driver: SessionDriver, rest = quiet): Promise<SettledRun[]> => {
  const { runtime, ref } = driver
  for (let round = 0; round < 50; round += 1) {
    await rest()
    const session = await driver.session()
    if (session.status === 'crashed') await runtime.sessions.recover(tester, { ...ref, strategy: 'continue' })
    for (const call of (await runtime.toolCalls.list(tester, { ...ref, status: 'in_doubt' })).items) {
      await runtime.toolCalls.settle(tester, { ...ref, toolCallId: call.toolCallId, happened: 'yes' })
    }
    for (const { id } of (await runtime.permissions.list(tester, { ...ref, status: 'pending' })).items) {
      await runtime.permissions.answer(tester, { permissionId: id, option: 'allow_once' })
    }
    for (const { id } of (await runtime.questions.list(tester, { ...ref, status: 'pending' })).items) {
      await runtime.questions.answer(tester, { questionId: id, answer: 42 })
    }
    driver.clock.advance(1_000)
    await rest()
    const runs = (await runtime.runs.list(tester, { ...ref, limit: 200 })).items
    const { status } = await driver.session()
    if (status !== 'crashed' && runs.every((run) => isTerminal(run.status))) return runs as SettledRun[]
  }
  throw new Error(`Stuck: ${JSON.stringify(await driver.session())}\n${(await driver.types()).join('\n')}`)
}

/** What holds of every log and session once all runs have settled. */
export const expectWhole = async (driver: SessionDriver): Promise<void> => {
  const events = await driver.events()
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1))
  const runs = (await driver.runtime.runs.list(tester, { ...driver.ref, limit: 200 })).items
  for (const run of runs) expect(terminalsOf(events, run.id)).toHaveLength(1)
  const stored = await driver.on.store.loadSession({ projectId: tester.projectId, id: driver.sessionId })
  expect(stored).toMatchObject({ runs: [], permissions: [], questions: [], toolCalls: [] })
  expect(stored?.record).toMatchObject({ openBlocks: [], activeRunId: null, queueDepth: 0, inDoubtCalls: 0 })
  expect(['running', 'interrupting']).not.toContain(stored?.record.state)
  const completed = events.flatMap(({ type, data }) => (type === 'block.completed' ? [data.blockId] : []))
  expect(new Set(completed).size).toBe(completed.length)
}

const terminals = new Set(['run.completed', 'run.failed', 'run.cancelled', 'run.timed_out'])

const terminalsOf = (events: readonly SessionEvent[], runId: string): SessionEvent[] =>
  events.filter((event) => event.runId === runId && terminals.has(event.type))

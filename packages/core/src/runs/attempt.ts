import { coreCommandOf } from '@sojourn/contract/command'
import { SojournError } from '@sojourn/contract/error'
import { inputText } from '@sojourn/contract/input-text'
import type { RunError } from '@sojourn/contract/run'
import type { SessionServices } from '../host/session-services.ts'
import type { RunRecord } from '../ports/records.ts'
import type { Runner, WorkspaceOf } from '../ports/runner.ts'
import type { AgentRecord } from '../ports/session-store.ts'
import type { AgentSession } from '../session/agent-session.ts'
import { AttemptDetached, type AttemptEnd, type AttemptRef, type BlockText, type Command } from '../session/command.ts'
import { toSummary } from '../session/session-state.ts'
import { AgentTurn } from './agent-turn.ts'
import { type AbortCause, AttemptAborted, type AttemptContext, abortedBecause } from './attempt-context.ts'
import { noHistory, readHistory } from './attempt-history.ts'
import { AttemptReporter } from './attempt-reporter.ts'
import { compactPast, compactWhenFull } from './auto-compaction.ts'
import { compact } from './compaction.ts'
import { parseOutcome } from './parse-outcome.ts'

export interface AttemptOptions {
  session: AgentSession
  run: RunRecord
  agent: AgentRecord
  /** Undefined only for runs that the runtime executes itself. */
  runner: Runner | undefined
  services: SessionServices
  workspaceOf: WorkspaceOf
  coalesceMs: number
  backoffMs: number
}

/** The error of a run, from whatever its runner threw. */
const runErrorOf = (thrown: unknown): RunError => {
  if (thrown instanceof SojournError) {
    const { code, message, retryable } = thrown
    const retryAfterMs = thrown.meta?.retryAfterMs
    return typeof retryAfterMs === 'number' ? { code, message, retryable, retryAfterMs } : { code, message, retryable }
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return { code: 'RUNNER_FAILED', message, retryable: false }
}

/** How long to wait before the end of an attempt is reported again to a store that is out of reach, milliseconds. */
const storeRetryMs = 1_000

/** One attempt while it executes: its turn, its signal, its patience, and the one report of how it ended. */
export class Attempt {
  readonly ref: AttemptRef
  /** Resolves when the end is in the log, or nobody wants to know it any more. Never rejects. */
  readonly ended: Promise<void>
  readonly #options: AttemptOptions
  readonly #controller = new AbortController()
  readonly #reporter: AttemptReporter
  readonly #outOfPatience = Promise.withResolvers<AttemptEnd>()
  #turn: AgentTurn | null = null
  #hasEnded = false
  #isStopping = false

  constructor(options: AttemptOptions) {
    const { session, run } = options
    this.#options = options
    this.ref = { runId: run.id, attempt: run.attempt }
    this.#reporter = new AttemptReporter(session, this.ref, () => this.abort('broken', 0))
    this.ended = this.#execute()
  }

  /** Aborts the runner's signal; after `graceMs` the attempt is detached, and what it still says is dropped ([R6]). */
  abort(cause: AbortCause, graceMs: number): void {
    if (this.#controller.signal.aborted) return
    const { alarms, clock } = this.#options.services
    alarms.set(this.#graceKey, clock.now() + graceMs, () => this.#outOfPatience.resolve({ kind: 'stopped' }))
    this.#controller.abort(new AttemptAborted(cause))
  }

  /** [C6] The host stops: like `abort`, and the end is reported once or not at all; the next start finds the run. */
  stop(graceMs: number): void {
    this.#isStopping = true
    this.abort('shutdown', graceMs)
  }

  /** True while a tool call is executing whose effect must not be cut off lightly. */
  get isWriting(): boolean {
    return [...this.#options.session.state.toolCalls.values()].some(
      (call) => call.runId === this.ref.runId && call.status === 'started' && call.effect === 'write',
    )
  }

  async #execute(): Promise<void> {
    const { services, session } = this.#options
    this.#setTimeout()
    const worked = this.#work()
    const end = await Promise.race([worked, this.#outOfPatience.promise])
    this.#hasEnded = true
    services.alarms.clear(this.#graceKey)
    services.alarms.clear(this.#timeoutKey)
    // What a runner that broke off has left going must not go on beside the next attempt.
    if (end.kind === 'threw') this.#controller.abort(new AttemptAborted('broken'))
    const blocks = this.#turn?.abandon() ?? []
    await this.#reportEnd(end, blocks).catch((error: unknown) => {
      services.logger.error({ sessionId: session.id, runId: this.ref.runId, error }, 'The end of an attempt is lost')
    })
  }

  async #work(): Promise<AttemptEnd> {
    try {
      const end = await this.#run()
      await this.#reporter.flush()
      return end
    } catch (thrown) {
      if (thrown instanceof AttemptDetached || this.#controller.signal.aborted) return { kind: 'stopped' }
      return { kind: 'threw', error: runErrorOf(thrown) }
    }
  }

  async #run(): Promise<AttemptEnd> {
    const { run, runner } = this.#options
    const context = await this.#makeContext()
    const command = coreCommandOf(inputText(run.input))
    if (command === '/compact') {
      await compact(context, runner, { mode: 'manual' })
      return { kind: 'compacted' }
    }
    if (command === '/status') return this.#status()
    if (!runner) throw new SojournError('RUN_NOT_RUNNABLE', `No runner for agent ${run.agentId}.`)
    await compactWhenFull(context, runner)
    const turn = await this.#makeTurn(context)
    context.signal.throwIfAborted()
    const outcome = parseOutcome(await runner.run(turn))
    if (outcome.status === 'failed' || outcome.output !== undefined) return { kind: 'outcome', outcome }
    return { kind: 'outcome', outcome: { ...outcome, output: turn.said } }
  }

  /** `/status` answers with the summary. */
  #status(): AttemptEnd {
    const { session } = this.#options
    const summary = toSummary(session.state.record, session.blocked())
    return { kind: 'outcome', outcome: { status: 'completed', output: JSON.parse(JSON.stringify(summary)) } }
  }

  async #makeContext(): Promise<AttemptContext> {
    const { session, services, run, agent } = this.#options
    const lineage = [...run.continues, run.id]
    const resumed = run.attempt > 1 || lineage.length > 1
    const history = resumed ? await readHistory(services.store, session.state, lineage) : noHistory
    const { signal } = this.#controller
    return { session, services, run, lineage, agent, reporter: this.#reporter, signal, history }
  }

  async #makeTurn(context: AttemptContext): Promise<AgentTurn> {
    const { session, services, workspaceOf, coalesceMs } = this.#options
    const { checkpointId, projectId } = session.state.record
    const checkpoint =
      checkpointId === null ? null : await services.store.getCheckpoint({ projectId, id: checkpointId })
    const said = this.#resumes ? context.history.said : []
    const compact = () => compactPast(context, this.#options.runner)
    const workspace = workspaceOf(session.id, session.state.record.runtimeMetadata)
    this.#turn = new AgentTurn({ context, workspace, coalesceMs, checkpoint, said, compact })
    return this.#turn
  }

  #setTimeout(): void {
    const { session, run, services } = this.#options
    const timeoutMs = run.timeoutMs ?? session.state.record.limits.runTimeoutMs
    if (timeoutMs === null) return
    this.#timeOutAt(services.clock.now() + timeoutMs)
  }

  #timeOutAt(at: number): void {
    const { session, services } = this.#options
    services.alarms.set(this.#timeoutKey, at, () => {
      session.execute({ type: 'timeOutRun', attempt: this.ref }).catch((error: unknown) => {
        services.logger.warn({ sessionId: session.id, ...this.ref, error }, 'A timeout was not recorded; trying again')
        if (!this.#hasEnded) this.#timeOutAt(services.clock.now() + storeRetryMs)
      })
    })
  }

  #endCommand(end: AttemptEnd, blocks: readonly BlockText[]): Command {
    const attempt = this.ref
    const resumes = this.#resumes
    // A runner that was told to stop and says “failed” has not failed: the next attempt goes on.
    const isCutOff = end.kind === 'stopped' || (end.kind === 'outcome' && end.outcome.status === 'failed')
    if (isCutOff && abortedBecause(this.#controller.signal) === 'shutdown') {
      return { type: 'requeueForShutdown', attempt, blocks, resumes }
    }
    const goesOn = this.#options.runner?.capabilities.goesOn ?? false
    return { type: 'endAttempt', attempt, end, blocks, resumes, goesOn, backoffMs: this.#options.backoffMs }
  }

  /** Reports the end until the store takes it: a run must not stay running because the store was away for a moment. */
  async #reportEnd(end: AttemptEnd, blocks: readonly BlockText[]): Promise<void> {
    const { session, services } = this.#options
    const command = this.#endCommand(end, blocks)
    while (true) {
      try {
        await session.execute(command)
        return
      } catch (error) {
        if (error instanceof AttemptDetached) return
        // Deleted: there is no log any more in which the end could be missing.
        if (error instanceof SojournError && error.code === 'SESSION_NOT_FOUND') return
        if (!(error instanceof SojournError) || error.code !== 'STORE_UNAVAILABLE' || this.#isStopping) throw error
        services.logger.warn({ sessionId: session.id, ...this.ref, error }, 'The store is out of reach; waiting')
        await new Promise<void>((resolve) => services.clock.schedule(storeRetryMs, resolve))
      }
    }
  }

  get #resumes(): boolean {
    return this.#options.runner?.capabilities.resume ?? false
  }

  get #graceKey(): string {
    return `grace:${this.ref.runId}`
  }

  get #timeoutKey(): string {
    return `timeout:${this.ref.runId}`
  }
}

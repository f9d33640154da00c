import type { JsonValue } from '@sojourn/contract/json'
import type { ToolCallError, ToolEffect } from '@sojourn/contract/tool-call'
import { maxToolSummary } from '@sojourn/contract/tool-call'
import type { ToolCallRecord } from '../ports/records.ts'
import type { PermissionDecision, ToolExecution, ToolReport, ToolRequest, ToolResult } from '../ports/runner.ts'
import { cutText } from '../session/cut-text.ts'
import { draft, type EventDraft } from '../session/event-draft.ts'
import { asJson } from './as-json.ts'
import { type AttemptContext, abortedBecause } from './attempt-context.ts'
import type { PermissionGate } from './permission-gate.ts'

type Execute = (execution: ToolExecution) => Promise<ToolResult>

/** A call that may go ahead: what is committed with its start, and what it runs with. */
interface Going {
  before: readonly EventDraft[]
  toolInput: JsonValue
}

const effectOf = ({ effect, operation }: ToolRequest): ToolEffect => effect ?? (operation === 'get' ? 'read' : 'write')

/** The start of a result, for people. */
export const summaryOf = ({ result, summary }: { result: JsonValue; summary?: string | undefined }): string =>
  cutText(summary ?? (typeof result === 'string' ? result : JSON.stringify(result)), maxToolSummary)

const errorOf = (thrown: unknown): ToolCallError => {
  const code =
    thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'TOOL_FAILED'
  return { code, message: thrown instanceof Error ? thrown.message : String(thrown) }
}

const refusals: Record<Exclude<PermissionDecision['outcome'], 'allowed'>, ToolCallError> = {
  denied: { code: 'PERMISSION_DENIED', message: 'The call was denied.' },
  expired: { code: 'PERMISSION_EXPIRED', message: 'Nobody answered in time; nobody refused either.' },
  cancelled: { code: 'TOOL_INTERRUPTED', message: 'The run ended before anybody answered.' },
  superseded: { code: 'TOOL_INTERRUPTED', message: 'A later attempt asked again.' },
}

const denial = (error: ToolCallError, message: string | null): ToolReport => {
  const outcome =
    error.code === 'PERMISSION_DENIED' ? 'denied' : error.code === 'PERMISSION_EXPIRED' ? 'expired' : 'cancelled'
  return { status: 'denied', outcome, message, error }
}

/**
 * The way of a tool call through permission and ledger ([C4]): it is in the log before it starts and after it ends, and
 * an id that has ended is answered from the ledger instead of being executed again.
 */
export class ToolCalls {
  readonly #context: AttemptContext
  readonly #gate: PermissionGate

  constructor(context: AttemptContext, gate: PermissionGate) {
    this.#context = context
    this.#gate = gate
  }

  async call(asked: ToolRequest, execute: Execute): Promise<ToolReport> {
    this.#context.signal.throwIfAborted()
    const request = { ...asked, toolInput: asJson(asked.toolInput, `The input of ${asked.toolId}`) }
    const earlier = this.#context.history.toolCalls.get(request.toolCallId)
    const replayed = earlier && this.#replay(earlier)
    if (replayed) return replayed
    // A call that waited for its permission when its host died is in the ledger still.
    const called = this.#context.session.state.toolCalls.has(request.toolCallId) ? [] : [this.#called(request)]
    const { decision, reason } = await this.#gate.explain(request)
    if (decision === 'deny') {
      const error: ToolCallError = { code: 'PERMISSION_DENIED', message: reason }
      await this.#send([...called, this.#failed(request, error, 0)])
      return denial(error, null)
    }
    if (decision === 'allow') return this.#execute(request, execute, { before: called, toolInput: request.toolInput })
    const answer = await this.#gate.ask(request, reason, called)
    if (answer.outcome === 'allowed')
      return this.#execute(request, execute, { before: [], toolInput: answer.toolInput })
    const refusal = refusals[answer.outcome]
    const error = answer.message === null ? refusal : { ...refusal, message: `${refusal.message} ${answer.message}` }
    await this.#send([this.#failed(request, error, 0)])
    return denial(refusal, answer.message)
  }

  /** What the ledger says of a call that an earlier attempt made; undefined when it has to be made (again). */
  #replay(call: ToolCallRecord): ToolReport | undefined {
    if (call.status === 'completed') {
      const { result, toolInput } = call
      return { status: 'completed', result, summary: summaryOf({ result }), toolInput, replayed: true }
    }
    if (call.status === 'settled_by_hand')
      return call.happened === 'yes' ? { status: 'by_hand', replayed: true } : undefined
    if (call.status !== 'failed' || !call.error || call.error.code === 'TOOL_INTERRUPTED') return undefined
    const { error, toolInput } = call
    if (error.code.startsWith('PERMISSION_')) return denial(error, null)
    return { status: 'failed', error, toolInput, replayed: true }
  }

  async #execute(request: ToolRequest, execute: Execute, { before, toolInput }: Going): Promise<ToolReport> {
    const { services, run, signal } = this.#context
    const { toolCallId } = request
    signal.throwIfAborted()
    const runner = { runId: run.id, source: 'runner' } as const
    const started = toolInput === request.toolInput ? { toolCallId } : { toolCallId, toolInput }
    await this.#send([...before, draft('tool.started', started, runner)])
    if (signal.aborted) return this.#notExecuted(request)
    const startedAt = services.clock.now()
    try {
      const done = await execute({ toolInput, signal, progress: (output) => this.#progress(toolCallId, output) })
      const result = asJson(done.result, 'The result')
      const summary = summaryOf({ ...done, result })
      const durationMs = services.clock.now() - startedAt
      await this.#send([draft('tool.completed', { toolCallId, result, summary, durationMs }, runner)])
      return { status: 'completed', result, summary, toolInput, replayed: false }
    } catch (thrown) {
      // Nobody knows how far a call got that a stopping host broke off: requeueing says so, not a failure here.
      if (abortedBecause(signal) === 'shutdown') throw thrown
      const error = signal.aborted ? { code: 'TOOL_INTERRUPTED', message: errorOf(thrown).message } : errorOf(thrown)
      await this.#send([this.#failed(request, error, services.clock.now() - startedAt)])
      signal.throwIfAborted()
      return { status: 'failed', error, toolInput, replayed: false }
    }
  }

  /** The run was told to end while the start of the call was written down: of this one it is known that it did nothing. */
  async #notExecuted(request: ToolRequest): Promise<never> {
    const error = { code: 'TOOL_INTERRUPTED', message: 'The run ended before the call was executed.' }
    await this.#send([this.#failed(request, error, 0)])
    this.#context.signal.throwIfAborted()
    throw new Error('Not executed, although nothing was aborted')
  }

  /** Called from wherever a tool gets its output, where nobody is prepared for an error: what comes too late is dropped. */
  #progress(toolCallId: string, output: string): void {
    const { reporter, run } = this.#context
    if (reporter.hasFailed) return
    reporter.say([draft('tool.progressed', { toolCallId, output }, { runId: run.id, source: 'runner' })])
  }

  #called({ toolCallId, toolId, operation, toolInput, title, ...rest }: ToolRequest): EventDraft {
    const { run } = this.#context
    const effect = effectOf({ toolCallId, toolId, operation, toolInput, ...rest })
    const data = { toolCallId, toolId, operation, toolInput, effect, attempt: run.attempt }
    const titled = title === undefined ? data : { ...data, title }
    return draft('tool.called', titled, { runId: run.id, source: 'runner' })
  }

  #failed({ toolCallId }: ToolRequest, error: ToolCallError, durationMs: number): EventDraft {
    return draft('tool.failed', { toolCallId, error, durationMs }, { runId: this.#context.run.id })
  }

  #send(drafts: readonly EventDraft[]): Promise<void> {
    return this.#context.reporter.send(drafts)
  }
}

import { once } from 'node:events'
import type { Attachment } from '@sojourn/contract/attachment'
import type { TextBlockKind } from '@sojourn/contract/block'
import { SojournError } from '@sojourn/contract/error'
import { type EventData, type EventType, eventVersion, type SessionEvent } from '@sojourn/contract/event'
import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import type { ToolCallError, ToolEffect } from '@sojourn/contract/tool-call'
import { emptyTranscript, reduceTranscript } from '@sojourn/contract/transcript'
import type {
  BlockHandle,
  QuestionReply,
  Runner,
  RunOutcome,
  StartBlock,
  ToolExecution,
  ToolReport,
  ToolRequest,
  ToolResult,
  Turn,
} from '@sojourn/core/ports/runner'
import { type RecordedBlock, recordedHandle } from './recorded-block.ts'
import { WithoutOwnAgent } from './without-own-agent.ts'

/** Ends an attempt the way a dying process does: what it had reported stays, nothing more can be reported. */
export class Crash extends Error {}

export type Answer = 'allow' | 'deny' | 'expire' | { allowWith: JsonValue } | { until: AbortSignal }

export interface RecordedRunOptions {
  text: string
  workspace: string
  settings?: JsonObject
  runId?: string
  /** What somebody answers when a tool call asks; `until`: nobody does, until the run is cancelled. Default: allow. */
  permit?: (request: ToolRequest) => Answer
  answer?: (prompt: string) => QuestionReply
  /** What somebody says of a call in doubt. Default: it did not happen. */
  settle?: (request: ToolRequest) => 'yes' | 'no'
  /** Sees every event as soon as it is recorded. */
  onEvent?: (event: SessionEvent) => void
}

interface Call {
  status: 'called' | 'started' | 'completed' | 'failed'
  effect: ToolEffect
  result: JsonValue
  error: ToolCallError
}

export interface AttemptOptions {
  signal?: AbortSignal
  /** Another run that continues this one after a recovery. */
  runId?: string
  /** The attempt crashes right after it has recorded so many events. */
  crashAfter?: number
}

/** One run in memory, over any number of attempts: a ledger, steps, blocks and the events that they make. */
export class RecordedRun {
  readonly runId: string
  readonly options: RecordedRunOptions
  readonly events: SessionEvent[] = []
  readonly blocks = new Map<string, RecordedBlock>()
  readonly calls = new Map<string, Call>()
  readonly steps = new Map<string, JsonValue>()
  readonly replies = new Map<string, QuestionReply>()
  readonly checkpoints: { data: JsonValue; label: string | undefined }[] = []
  title: string | null = null
  attempts = 0
  constructor(options: RecordedRunOptions) {
    this.options = options
    this.runId = options.runId ?? '01900000-0000-7000-8000-000000000001'
  }

  /** The next attempt, as a turn that records. */
  nextTurn(options: AttemptOptions = {}): RecordingTurn {
    this.attempts = options.runId === undefined ? this.attempts + 1 : 1
    return new RecordingTurn(this, this.attempts, options)
  }

  /** Executes one attempt; null when it crashed. */
  async play(runner: Runner, options: AttemptOptions = {}): Promise<RunOutcome | null> {
    try {
      return await runner.run(this.nextTurn(options))
    } catch (error) {
      if (error instanceof Crash) return null
      throw error
    }
  }

  of<Type extends EventType>(type: Type): EventData<Type>[] {
    return this.events.flatMap((event) => (event.type === type ? [event.data as EventData<Type>] : []))
  }

  /** Text of the blocks of one kind, in the order in which they began. */
  texts(kind: TextBlockKind = 'assistant_text'): string[] {
    return [...this.blocks.values()].filter((block) => block.kind === kind).map((block) => block.text)
  }

  record<Type extends EventType>(type: Type, data: EventData<Type>): void {
    const seq = this.events.length + 1
    const event = {
      id: `event-${seq}`,
      sessionId: 'session-1',
      seq,
      ts: new Date(seq).toISOString(),
      v: eventVersion,
      runId: this.runId,
      source: 'runner',
      type,
      data: structuredClone(data),
    } as SessionEvent
    this.events.push(event)
    this.options.onEvent?.(event)
  }
}

export class RecordingTurn extends WithoutOwnAgent implements Turn {
  readonly sessionId = 'session-1'
  readonly runId: string
  readonly originRunId: string
  readonly attempt: number
  readonly input: { text: string }
  readonly text: string
  readonly context = {}
  readonly runtimeMetadata = {}
  readonly checkpoint: JsonValue | null
  readonly checkpointOfThisRun: boolean
  readonly agent: { id: string; settings: JsonObject }
  readonly workspace: string
  readonly signal: AbortSignal
  readonly #run: RecordedRun
  #eventsLeft: number

  constructor(run: RecordedRun, attempt: number, options: AttemptOptions) {
    super()
    this.#run = run
    this.#eventsLeft = options.crashAfter ?? Number.POSITIVE_INFINITY
    this.runId = options.runId ?? run.runId
    this.originRunId = run.runId
    this.attempt = attempt
    this.text = run.options.text
    this.input = { text: this.text }
    this.checkpoint = run.checkpoints.at(-1)?.data ?? null
    this.checkpointOfThisRun = run.checkpoints.length > 0
    this.agent = { id: 'agent-1', settings: run.options.settings ?? {} }
    this.workspace = run.options.workspace
    this.signal = options.signal ?? new AbortController().signal
  }

  async attachment(file: Attachment): Promise<Uint8Array> {
    if (!('data' in file)) throw new Error('A recorded run has no stored files')
    return Buffer.from(file.data, 'base64')
  }

  #record<Type extends EventType>(type: Type, data: EventData<Type>): void {
    if (this.#eventsLeft <= 0) throw new Crash('This attempt has crashed')
    this.#run.record(type, data)
    this.#eventsLeft--
    if (this.#eventsLeft <= 0) throw new Crash(`Crashed after ${type}`)
  }

  async transcript() {
    return reduceTranscript(this.#run.events, emptyTranscript)
  }

  async compact() {
    return false
  }

  async startBlock({ kind, blockId = `block-${this.#run.blocks.size}` }: StartBlock): Promise<BlockHandle> {
    const known = this.#run.blocks.get(blockId)
    const block = known ?? { kind, text: '', done: false }
    this.#run.blocks.set(blockId, block)
    if (!known) this.#record('block.started', { blockId, kind })
    return recordedHandle(blockId, block, (...event) => this.#record(...event))
  }

  async say(text: string, blockId?: string): Promise<void> {
    const block = await this.startBlock({ kind: 'assistant_text', ...(blockId !== undefined && { blockId }) })
    await block.complete(text)
  }

  async plan(steps: EventData<'plan.updated'>['steps']): Promise<void> {
    this.#record('plan.updated', { steps: [...steps] })
  }

  async tool(request: ToolRequest, execute: (execution: ToolExecution) => Promise<ToolResult>): Promise<ToolReport> {
    const call = this.#callOf(request)
    const { toolInput } = request
    if (call.status === 'completed') {
      return { status: 'completed', result: call.result, summary: '', toolInput, replayed: true }
    }
    if (call.status === 'failed') return { status: 'failed', error: call.error, toolInput, replayed: true }
    if (call.status === 'started' && call.effect === 'write') {
      const { toolCallId, toolId, operation } = request
      this.#record('tool.in_doubt', { toolCallId, toolId, operation, reason: 'The attempt ended before the call did' })
      if (this.#run.options.settle?.(request) === 'yes') return { status: 'by_hand', replayed: true }
    }
    const allowed = call.status === 'started' ? { toolInput: request.toolInput } : await this.#ask(request, call)
    return 'status' in allowed ? allowed : this.#execute({ ...request, ...allowed }, call, execute)
  }

  #callOf(request: ToolRequest): Call {
    const known = this.#run.calls.get(request.toolCallId)
    if (known) return known
    const effect = request.effect ?? (request.operation === 'get' ? 'read' : 'write')
    const call: Call = { status: 'called', effect, result: null, error: { code: '', message: '' } }
    this.#run.calls.set(request.toolCallId, call)
    const { title, ...called } = request
    this.#record('tool.called', { ...called, effect, attempt: this.attempt, ...(title !== undefined && { title }) })
    return call
  }

  async #ask(request: ToolRequest, call: Call): Promise<{ toolInput: JsonValue } | ToolReport> {
    const answer = request.operation === 'get' ? 'allow' : (this.#run.options.permit?.(request) ?? 'allow')
    if (answer === 'allow') return { toolInput: request.toolInput }
    if (typeof answer === 'object' && 'allowWith' in answer) return { toolInput: answer.allowWith }
    const outcome = answer === 'deny' ? 'denied' : answer === 'expire' ? 'expired' : 'cancelled'
    if (typeof answer === 'object' && !answer.until.aborted) await once(answer.until, 'abort')
    const code = outcome === 'expired' ? 'PERMISSION_EXPIRED' : 'PERMISSION_DENIED'
    call.status = 'failed'
    call.error = { code, message: `The permission was ${outcome}` }
    this.#record('tool.failed', { toolCallId: request.toolCallId, error: call.error, durationMs: 0 })
    return { status: 'denied', outcome, message: null, error: call.error }
  }

  async #execute(
    { toolCallId, toolInput }: ToolRequest,
    call: Call,
    execute: (execution: ToolExecution) => Promise<ToolResult>,
  ): Promise<ToolReport> {
    call.status = 'started'
    this.#record('tool.started', { toolCallId })
    const progress = (output: string) => this.#record('tool.progressed', { toolCallId, output })
    try {
      const { result, summary = '' } = await execute({ toolInput, signal: this.signal, progress })
      call.status = 'completed'
      call.result = result
      this.#record('tool.completed', { toolCallId, result, summary, durationMs: 0 })
      return { status: 'completed', result, summary, toolInput, replayed: false }
    } catch (error) {
      if (error instanceof Crash || this.signal.aborted) throw error
      const code = error instanceof SojournError ? error.code : 'TOOL_FAILED'
      call.status = 'failed'
      call.error = { code, message: error instanceof Error ? error.message : String(error) }
      this.#record('tool.failed', { toolCallId, error: call.error, durationMs: 0 })
      return { status: 'failed', error: call.error, toolInput, replayed: false }
    }
  }

  async ask({ prompt, schema, questionId = 'question' }: { prompt: string; schema: JsonObject; questionId?: string }) {
    const known = this.#run.replies.get(questionId)
    if (known) return known
    const asked = this.#run.of('question.asked').some((question) => question.questionId === questionId)
    if (!asked) this.#record('question.asked', { questionId, prompt, schema, expiresAt: null })
    const reply = this.#run.options.answer?.(prompt) ?? { outcome: 'answered', answer: 'yes' }
    this.#run.replies.set(questionId, reply)
    this.#record('question.answered', { questionId, outcome: reply.outcome, by: 'somebody' })
    return reply
  }

  async saveCheckpoint(data: JsonValue, label?: string): Promise<void> {
    this.#run.checkpoints.push({ data: structuredClone(data), label })
    const size = JSON.stringify(data).length
    this.#record('checkpoint.saved', {
      checkpointId: `checkpoint-${this.#run.checkpoints.length}`,
      size,
      data,
      ...(label !== undefined && { label }),
    })
  }

  async step<Result extends JsonValue>(key: string, fn: () => Promise<Result>): Promise<Result> {
    if (this.#run.steps.has(key)) return this.#run.steps.get(key) as Result
    const result = await fn()
    this.#run.steps.set(key, result)
    this.#record('step.completed', { key, attempt: this.attempt, result })
    return result
  }

  async usage(record: EventData<'usage.recorded'>): Promise<void> {
    this.#record('usage.recorded', record)
  }

  async log(level: EventData<'log'>['level'], message: string): Promise<void> {
    this.#record('log', { level, message })
  }

  async setTitle(title: string): Promise<void> {
    if (this.#run.title === title) return
    this.#run.title = title
    this.#record('session.updated', { changes: ['title'], version: 1, values: { title } })
  }
}

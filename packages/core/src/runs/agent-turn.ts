import { type AgentCommand, type AgentOption, agentOffers } from '@sojourn/contract/agent-options'
import type { Attachment } from '@sojourn/contract/attachment'
import { SojournError } from '@sojourn/contract/error'
import type { LogLevel, PlanStep } from '@sojourn/contract/event'
import { inputText } from '@sojourn/contract/input-text'
import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import type { RunInput } from '@sojourn/contract/run'
import type { Transcript } from '@sojourn/contract/transcript'
import type { UsageRecord } from '@sojourn/contract/usage'
import { isoTime } from '../ports/clock.ts'
import type { CheckpointRecord } from '../ports/records.ts'
import type {
  AgentSessionLink,
  BlockHandle,
  ObservedTool,
  PermissionDecision,
  PermissionRequest,
  QuestionReply,
  StartBlock,
  ToolExecution,
  ToolReport,
  ToolRequest,
  ToolResult,
  Turn,
} from '../ports/runner.ts'
import type { BlockText } from '../session/command.ts'
import { cutText } from '../session/cut-text.ts'
import { jsonSize } from '../session/decide-session.ts'
import { draft } from '../session/event-draft.ts'
import { asJson } from './as-json.ts'
import type { AttemptContext } from './attempt-context.ts'
import { repeatedBlockId } from './attempt-history.ts'
import { BlockWriter, finishedBlock } from './block-writer.ts'
import { observeTool } from './observe-tool.ts'
import { PermissionGate, untilAborted } from './permission-gate.ts'
import { readTranscript } from './read-transcript.ts'
import { recordUsage } from './record-usage.ts'
import { ToolCalls } from './tool-calls.ts'

/** Longest title that a runner may set, characters. */
const maxTitle = 500

export interface TurnOptions {
  context: AttemptContext
  workspace: string
  coalesceMs: number
  checkpoint: CheckpointRecord | null
  /** What earlier attempts have said and this one will not say again. */
  said: readonly string[]
  compact: () => Promise<boolean>
}

/** The turn of one attempt: every report becomes events, fenced by run and attempt. */
export class AgentTurn implements Turn {
  readonly sessionId: string
  readonly runId: string
  readonly originRunId: string
  readonly attempt: number
  readonly input: RunInput
  readonly text: string
  readonly context: JsonObject
  readonly runtimeMetadata: JsonObject
  readonly checkpoint: JsonValue | null
  readonly checkpointOfThisRun: boolean
  readonly agent: { readonly id: string; readonly settings: JsonObject }
  readonly workspace: string
  readonly signal: AbortSignal
  readonly compact: () => Promise<boolean>
  readonly #context: AttemptContext
  readonly #coalesceMs: number
  readonly #open = new Map<string, BlockWriter>()
  readonly #said: string[]
  readonly #gate: PermissionGate
  readonly #tools: ToolCalls

  constructor({ context, workspace, coalesceMs, checkpoint, said, compact }: TurnOptions) {
    const { run, session, agent } = context
    this.#context = context
    this.#coalesceMs = coalesceMs
    this.#said = [...said]
    this.compact = compact
    this.#gate = new PermissionGate(context)
    this.#tools = new ToolCalls(context, this.#gate)
    this.sessionId = session.id
    this.runId = run.id
    this.originRunId = context.lineage[0] ?? run.id
    this.attempt = run.attempt
    this.input = run.input
    this.text = inputText(run.input)
    this.context = session.state.record.context
    this.runtimeMetadata = session.state.record.runtimeMetadata
    this.checkpoint = checkpoint?.data ?? null
    this.checkpointOfThisRun = context.lineage.some((runId) => runId === checkpoint?.runId)
    this.agent = { id: agent.id, settings: agent.settings }
    this.workspace = workspace
    this.signal = context.signal
  }

  transcript(): Promise<Transcript> {
    return readTranscript(this.#context.services.store, this.#context.session.state.record)
  }

  async attachment(file: Attachment): Promise<Uint8Array> {
    if ('data' in file) return Buffer.from(file.data, 'base64')
    const { services, session } = this.#context
    const { projectId, id: sessionId } = session
    const data = await services.store.readAttachment({ projectId, sessionId, attachmentId: file.id })
    if (!data) throw new SojournError('ATTACHMENT_NOT_FOUND', `The session has no file ${file.id}.`)
    return data
  }

  async startBlock(start: StartBlock): Promise<BlockHandle> {
    const { history, services, reporter } = this.#context
    const wanted = start.blockId ?? services.ids.next()
    const finished = history.finishedBlocks.get(wanted)
    if (finished !== undefined) return finishedBlock(wanted, finished)
    const textSoFar = history.openBlocks.get(wanted)
    // The id of a block that was cut off and closed is used up: what is said again is a block of its own.
    const blockId = history.interruptedBlocks.has(wanted) ? repeatedBlockId(wanted, this) : wanted
    const known = textSoFar === undefined ? { ...start, blockId } : { ...start, blockId, textSoFar }
    const writer = new BlockWriter(known, {
      reporter,
      clock: services.clock,
      runId: this.runId,
      coalesceMs: this.#coalesceMs,
      onEnded: ({ text, interrupted }) => {
        this.#open.delete(blockId)
        if (start.kind === 'assistant_text' && !interrupted) this.#said.push(text)
      },
    })
    this.#open.set(blockId, writer)
    if (textSoFar !== undefined) return writer
    const { kind, parentBlockId, title } = start
    const data = {
      blockId,
      kind,
      ...(parentBlockId === undefined ? {} : { parentBlockId }),
      ...(title === undefined ? {} : { title }),
    }
    await reporter.stream(draft('block.started', data, this.#runner))
    return writer
  }

  async say(text: string, blockId?: string): Promise<void> {
    const block = await this.startBlock(
      blockId === undefined ? { kind: 'assistant_text' } : { kind: 'assistant_text', blockId },
    )
    await block.delta(text.slice(block.textSoFar.length))
    await block.complete(text)
  }

  async plan(steps: readonly PlanStep[]): Promise<void> {
    return this.#context.reporter.send([draft('plan.updated', { steps: [...asJson(steps, 'The plan')] }, this.#runner)])
  }

  tool(request: ToolRequest, execute: (execution: ToolExecution) => Promise<ToolResult>): Promise<ToolReport> {
    return this.#tools.call(request, execute)
  }

  observeTool(request: ToolRequest): Promise<ObservedTool> {
    return observeTool(this.#context, request)
  }

  async requestPermission(asked: PermissionRequest): Promise<PermissionDecision> {
    const request = { ...asked, toolInput: asJson(asked.toolInput, `The input of ${asked.toolId}`) }
    const { decision, reason } = await this.#gate.explain(request)
    if (decision === 'allow') return { outcome: 'allowed', option: null, message: reason, toolInput: request.toolInput }
    if (decision === 'deny') return { outcome: 'denied', option: null, message: reason }
    return this.#gate.ask(request, reason, [])
  }

  async ask({
    prompt,
    schema,
    questionId,
  }: {
    prompt: string
    schema: JsonObject
    questionId?: string
  }): Promise<QuestionReply> {
    const { services, session, reporter, signal } = this.#context
    const id = questionId ?? services.ids.next()
    // Before looking: an answer that comes while the store is read must not be missed.
    const resolution = session.reactions.resolution(id)
    const earlier = this.#isResumed ? await services.store.getQuestion({ projectId: session.projectId, id }) : null
    if (earlier?.status === 'answered') return { outcome: 'answered', answer: earlier.answer }
    if (earlier && earlier.status !== 'pending') return { outcome: earlier.status }
    if (!earlier) {
      const { permissionTimeoutMs } = session.state.record.limits
      const expiresAt = permissionTimeoutMs === null ? null : isoTime(services.clock.now() + permissionTimeoutMs)
      const asked = { questionId: id, prompt, schema: asJson(schema, 'The schema of an answer'), expiresAt }
      await reporter.send([draft('question.asked', asked, this.#runner)])
    }
    const resolved = await untilAborted(resolution, signal)
    if (!('questionId' in resolved)) throw new Error(`${id} was resolved as a permission`)
    if (resolved.outcome === 'answered') return { outcome: 'answered', answer: resolved.answer ?? null }
    return { outcome: resolved.outcome }
  }

  async saveCheckpoint(data: JsonValue, label?: string): Promise<void> {
    const { services, reporter } = this.#context
    const kept = asJson(data, 'The checkpoint')
    const saved = { checkpointId: services.ids.next(), size: jsonSize(kept), data: kept }
    return reporter.send([draft('checkpoint.saved', label === undefined ? saved : { ...saved, label }, this.#runner)])
  }

  async step<Result extends JsonValue>(key: string, fn: () => Promise<Result>): Promise<Result> {
    const { services, reporter, signal } = this.#context
    signal.throwIfAborted()
    for (const runId of this.#isResumed ? this.#context.lineage : []) {
      const stored = await services.store.getStep({ sessionId: this.sessionId, runId, key })
      if (stored) return stored.result as Result
    }
    const result = asJson(await fn(), `The result of the step ${key}`)
    await reporter.send([draft('step.completed', { key, attempt: this.attempt, result }, this.#runner)])
    return result
  }

  usage(record: UsageRecord): Promise<void> {
    return recordUsage(this.#context, record)
  }

  log(level: LogLevel, message: string, raw?: JsonValue): Promise<void> {
    const line = draft('log', { level, message }, this.#runner)
    return this.#context.reporter.stream(raw === undefined ? line : { ...line, raw: asJson(raw, 'What was received') })
  }

  get agentSession(): AgentSessionLink {
    const { agentSessionId, agentOptions, usage } = this.#context.session.state.record
    return { id: agentSessionId, options: agentOptions, costUsd: usage.costUsd }
  }

  openedAgentSession({ agentSessionId, replaces }: { agentSessionId: string; replaces?: string }): Promise<void> {
    const opened = { agentSessionId, how: 'new' as const, ...(replaces === undefined ? {} : { replaces }) }
    return this.#context.reporter.send([draft('agent.session_opened', opened, this.#runner)])
  }

  async offerOptions(offered: { options: readonly AgentOption[]; commands: readonly AgentCommand[] }): Promise<void> {
    const options = agentOffers.safeParse(offered)
    if (!options.success) return this.log('warn', 'The agent offers options that cannot be read; they were left out.')
    await this.#context.reporter.send([draft('agent.options_changed', options.data, this.#runner)])
    const { services, session, agent } = this.#context
    const chosen = session.state.record.agentOptions?.chosen ?? {}
    // What people chose in this session is none of the next one's.
    if (Object.keys(chosen).length === 0) services.agents.rememberOffers(agent, options.data)
  }

  async setTitle(title: string): Promise<void> {
    const { session, reporter } = this.#context
    const text = cutText(title.trim(), maxTitle)
    if (text === '') return
    await reporter.flush()
    const attempt = { runId: this.runId, attempt: this.attempt }
    await session.execute({ type: 'nameSession', attempt, title: text, by: `agent:${this.agent.id}` })
  }

  /** All assistant text of the run so far: its output unless the runner names another. */
  get said(): string {
    return this.#said.join('\n\n')
  }

  /** Stops the timers of what is left open and tells its text. */
  abandon(): BlockText[] {
    const texts = [...this.#open.values()].map((writer) => ({ blockId: writer.blockId, text: writer.text }))
    for (const writer of this.#open.values()) writer.abandon()
    return texts
  }

  get #isResumed(): boolean {
    return this.attempt > 1 || this.#context.lineage.length > 1
  }

  get #runner() {
    return { runId: this.runId, source: 'runner' } as const
  }
}

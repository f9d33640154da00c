import type { JsonValue } from '@sojourn/contract/json'
import type { ToolCallError } from '@sojourn/contract/tool-call'
import { maxToolSummary } from '@sojourn/contract/tool-call'
import type { ObservedTool, ToolRequest, ToolResult } from '../ports/runner.ts'
import { cutText } from '../session/cut-text.ts'
import { draft, type EventDraft } from '../session/event-draft.ts'
import { asJson } from './as-json.ts'
import type { AttemptContext } from './attempt-context.ts'
import { summaryOf } from './tool-calls.ts'

/** [AG2] The ledger's line of a call that the agent executes itself. */
class ObservedCall implements ObservedTool {
  readonly #context: AttemptContext
  readonly #toolCallId: string
  readonly #called: number
  #startedAt: number | null = null
  #hasEnded = false

  constructor(context: AttemptContext, toolCallId: string) {
    this.#context = context
    this.#toolCallId = toolCallId
    this.#called = context.services.clock.now()
  }

  async started({ toolInput, title }: { toolInput?: JsonValue; title?: string } = {}): Promise<void> {
    if (this.#hasEnded) return
    this.#startedAt ??= this.#context.services.clock.now()
    await this.#send(
      draft('tool.started', {
        toolCallId: this.#toolCallId,
        ...(toolInput === undefined ? {} : { toolInput: asJson(toolInput, 'The input of the tool') }),
        ...(title === undefined ? {} : { title }),
      }),
    )
  }

  progress(output: string): void {
    if (this.#hasEnded || this.#context.reporter.hasFailed) return
    this.#context.reporter.say([this.#mine(draft('tool.progressed', { toolCallId: this.#toolCallId, output }))])
  }

  async completed({ result, summary }: ToolResult): Promise<void> {
    if (this.#hasEnded) return
    if (this.#startedAt === null) await this.started()
    this.#hasEnded = true
    const kept = asJson(result, 'The result')
    const told = { toolCallId: this.#toolCallId, result: kept, summary: summaryOf({ result: kept, summary }) }
    await this.#send(draft('tool.completed', { ...told, durationMs: this.#durationMs }))
  }

  async failed({ code, message }: ToolCallError): Promise<void> {
    if (this.#hasEnded) return
    this.#hasEnded = true
    const error = { code, message: cutText(message, maxErrorMessage) }
    await this.#send(draft('tool.failed', { toolCallId: this.#toolCallId, error, durationMs: this.#durationMs }))
  }

  get #durationMs(): number {
    return Math.max(0, this.#context.services.clock.now() - (this.#startedAt ?? this.#called))
  }

  #mine(event: EventDraft): EventDraft {
    return { ...event, runId: this.#context.run.id, source: 'runner' }
  }

  #send(event: EventDraft): Promise<void> {
    return this.#context.reporter.send([this.#mine(event)])
  }
}

/** Longest message of a failed call, characters. */
const maxErrorMessage = 20 * maxToolSummary

/** Puts a call that the agent executes itself in the ledger; it is there when this resolves. */
export const observeTool = async (context: AttemptContext, request: ToolRequest): Promise<ObservedTool> => {
  const { toolCallId, toolId, operation, effect, title } = request
  const called = {
    toolCallId,
    toolId,
    operation,
    toolInput: asJson(request.toolInput, `The input of ${toolId}`),
    effect: effect ?? ('write' as const),
    attempt: context.run.attempt,
    ...(title === undefined ? {} : { title }),
  }
  await context.reporter.send([draft('tool.called', called, { runId: context.run.id, source: 'runner' })])
  return new ObservedCall(context, toolCallId)
}

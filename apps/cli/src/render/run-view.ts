import type { SessionEvent } from '@sojourn/sdk'
import type { Output, Tint } from '../output/output.ts'
import { oneLine } from '../output/plain-text.ts'
import { LineWriter } from './line-writer.ts'
import { outputLines } from './output-lines.ts'
import { PlanView } from './plan-view.ts'
import { RequestView } from './request-view.ts'
import { isSettled, settledLine } from './settled-line.ts'
import { TextView } from './text-view.ts'
import { ToolView } from './tool-view.ts'

export interface RunViewOptions {
  /** Only what the assistant says. */
  quiet?: boolean
  /** What the user says as well: for somebody who looks on. */
  withInput?: boolean
  /** Somebody is asked at the prompt, so the way to answer from elsewhere is not told. */
  asking?: boolean
}

/** Shows runs as they happen: text as it streams, the plan as a checklist, a line for each tool call. */
export class RunView {
  readonly #output: Output
  readonly #lines: LineWriter
  readonly #quiet: boolean
  readonly #text: TextView
  readonly #plan: PlanView
  readonly #tools: ToolView
  readonly #requests: RequestView

  constructor(output: Output, { quiet = false, withInput = false, asking = false }: RunViewOptions = {}) {
    this.#output = output
    this.#lines = new LineWriter(output)
    this.#quiet = quiet
    this.#text = new TextView(this.#lines, { quiet, withInput })
    this.#plan = new PlanView(output)
    this.#tools = new ToolView(this.#lines)
    this.#requests = new RequestView(output, !asking)
  }

  show(event: SessionEvent): void {
    if (this.#text.show(event) || this.#quiet) return
    this.#tools.show(event)
    const lines = [...this.#requests.lines(event), ...this.#happening(event)]
    for (const line of lines) this.#lines.line(line)
  }

  /** Ends an unfinished line, so that something else can be printed. */
  settle(): void {
    this.#lines.settle()
  }

  #happening(event: SessionEvent): string[] {
    if (isSettled(event)) return [...this.#unsaid(event), settledLine(this.#output, event, this.#tools.takeCount())]
    switch (event.type) {
      case 'plan.updated':
        return this.#plan.lines(event.data.steps)
      case 'run.requeued':
        return [this.#notice('yellow', `↻ interrupted (${event.data.reason}); attempt ${event.data.attempt} follows`)]
      case 'session.compacted':
        return [this.#notice('dim', `▤ compacted: ${event.data.tokensBefore} → ${event.data.tokensAfter} tokens`)]
      case 'log':
        return [this.#notice(event.data.level === 'error' ? 'red' : 'dim', `· ${event.data.message}`)]
      case 'error':
        return [this.#notice('red', `✖ ${event.data.message}`)]
      default:
        return []
    }
  }

  /** The output of a run that has said nothing. */
  #unsaid(event: SessionEvent): string[] {
    const hasSpoken = this.#text.takeHasSpoken()
    return event.type === 'run.completed' && !hasSpoken ? outputLines(event.data.output) : []
  }

  #notice(tint: Tint, text: string): string {
    return this.#output.style(tint, oneLine(text))
  }
}

import type { SessionEvent } from '@sojourn/sdk'
import type { Tint } from '../output/output.ts'
import { oneLine, shorten } from '../output/plain-text.ts'
import { duration } from '../output/quantities.ts'
import type { LineWriter } from './line-writer.ts'
import { toolLabel } from './tool-label.ts'

interface Outcome {
  toolCallId: string
  tint: Tint
  sign: string
  /** What happened, in parts. */
  words: string[]
}

type LabelledCall = Parameters<typeof toolLabel>[0]

/** What a line needs beside the label. */
const roomForOutcome = 30

/** A line for every tool call: on a terminal while it works, and everywhere when it has ended. */
export class ToolView {
  readonly #lines: LineWriter
  readonly #calls = new Map<string, LabelledCall>()
  #count = 0

  constructor(lines: LineWriter) {
    this.#lines = lines
  }

  show(event: SessionEvent): void {
    if (event.type === 'tool.called') {
      this.#count += 1
      this.#calls.set(event.data.toolCallId, event.data)
    }
    if (event.type === 'tool.started') {
      const { toolCallId, toolInput, title } = event.data
      const called = this.#calls.get(toolCallId)
      // Some agents tell what a call is about only when it executes.
      const told = { ...(toolInput === undefined ? {} : { toolInput }), ...(title === undefined ? {} : { title }) }
      if (called) this.#calls.set(toolCallId, { ...called, ...told })
      this.#lines.underWay(toolCallId, `${this.#lines.output.style('cyan', '●')} ${this.#label(toolCallId)}`)
    }
    const outcome = outcomeOf(event)
    if (outcome) this.#outcome(outcome)
  }

  /** Number of calls since it was last asked for. */
  takeCount(): number {
    const count = this.#count
    this.#count = 0
    return count
  }

  #label(toolCallId: string): string {
    const called = this.#calls.get(toolCallId)
    return called ? toolLabel(called, this.#lines.output.width - roomForOutcome) : toolCallId
  }

  #outcome({ toolCallId, tint, sign, words }: Outcome): void {
    const { output } = this.#lines
    const label = this.#label(toolCallId)
    const rest = shorten(words.map(oneLine).filter(Boolean).join(' · '), output.width - label.length - 5)
    this.#lines.outcome(toolCallId, `${output.style(tint, sign)} ${label} ${output.style('dim', `· ${rest}`)}`)
  }
}

const outcomeOf = (event: SessionEvent): Outcome | null => {
  switch (event.type) {
    case 'tool.completed': {
      const { toolCallId, durationMs, summary } = event.data
      return { toolCallId, tint: 'green', sign: '✔', words: [duration(durationMs), summary] }
    }
    case 'tool.failed': {
      const { toolCallId, durationMs, error } = event.data
      return { toolCallId, tint: 'red', sign: '✖', words: [duration(durationMs), error.message] }
    }
    case 'tool.in_doubt': {
      const { toolCallId, reason } = event.data
      return { toolCallId, tint: 'yellow', sign: '?', words: ['in doubt', reason] }
    }
    case 'tool.settled_by_hand': {
      const { toolCallId, happened, by } = event.data
      const words = [`${by} says that it ${happened === 'yes' ? 'happened' : 'did not happen'}`]
      return { toolCallId, tint: 'green', sign: '✔', words }
    }
    default:
      return null
  }
}

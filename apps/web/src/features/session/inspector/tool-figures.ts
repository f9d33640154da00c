import type { OutlineEntry } from '@sojourn/contract/outline'

/** How the calls of one operation went. */
export interface ToolFigures {
  toolId: string
  operation: string
  calls: number
  failures: number
  /** Seq of the last call that failed. */
  lastFailure: number | null
  /** Of the calls that have ended, shortest first, milliseconds. */
  durations: readonly number[]
}

const nothing = { calls: 0, failures: 0, lastFailure: null }

type Counted = ToolFigures & { durations: number[] }

class ToolCounter {
  readonly figures = new Map<string, Counted>()
  readonly #calls = new Map<string, { figure: Counted; seq: number }>()

  /** A later attempt may call again under the same id: that is the same call. */
  called({ toolId, operation, toolCallId, seq }: Extract<OutlineEntry, { kind: 'tool_called' }>): void {
    const key = `${toolId}.${operation}`
    const figure = this.figures.get(key) ?? { toolId, operation, ...nothing, durations: [] }
    this.figures.set(key, figure)
    if (!this.#calls.has(toolCallId)) figure.calls += 1
    this.#calls.set(toolCallId, { figure, seq })
  }

  ended({ toolCallId, ok, durationMs }: Extract<OutlineEntry, { kind: 'tool_ended' }>): void {
    const call = this.#calls.get(toolCallId)
    if (!call) return
    call.figure.durations.push(durationMs)
    if (ok) return
    call.figure.failures += 1
    call.figure.lastFailure = call.seq
  }
}

/** Figures by tool and operation, the most used first. */
export const toolFigures = (entries: readonly OutlineEntry[]): ToolFigures[] => {
  const counter = new ToolCounter()
  for (const entry of entries) {
    if (entry.kind === 'tool_called') counter.called(entry)
    if (entry.kind === 'tool_ended') counter.ended(entry)
  }
  const figures = [...counter.figures.values()]
  for (const { durations } of figures) durations.sort((one, other) => one - other)
  return figures.sort((one, other) => other.calls - one.calls)
}

/** The value below which this share of the sorted values lies; null when there is none. */
export const quantile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null

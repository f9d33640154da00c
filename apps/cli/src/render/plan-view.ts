import type { PlanStep } from '@sojourn/sdk'
import type { Output } from '../output/output.ts'
import { oneLine, shorten } from '../output/plain-text.ts'

/** The plan as a checklist: the whole of it when it is new, afterwards only the steps that changed. */
export class PlanView {
  readonly #output: Output
  #steps: readonly PlanStep[] = []

  constructor(output: Output) {
    this.#output = output
  }

  lines(steps: readonly PlanStep[]): string[] {
    const before = this.#steps
    this.#steps = steps
    const kept = steps.filter(({ title }, at) => title === before[at]?.title).length
    const isNew = steps.length !== before.length || kept * 2 < steps.length
    const shown = isNew
      ? steps
      : steps.filter(({ title, status }, at) => status !== before[at]?.status || title !== before[at]?.title)
    return [...(isNew ? [this.#output.style('bold', 'Plan')] : []), ...shown.map((step) => `  ${this.#step(step)}`)]
  }

  #step({ title, status }: PlanStep): string {
    const text = shorten(oneLine(title), this.#output.width - 4)
    switch (status) {
      case 'completed':
        return `${this.#output.style('green', '✔')} ${text}`
      case 'failed':
        return `${this.#output.style('red', '✖')} ${text}`
      case 'in_progress':
        return `${this.#output.style('cyan', '▸')} ${text}`
      default:
        return `${this.#output.style('dim', '○')} ${text}`
    }
  }
}

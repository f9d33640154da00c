import type { SessionEvent } from '@sojourn/sdk'
import { shortId } from '../find/abbreviation.ts'
import type { Output, Tint } from '../output/output.ts'
import { oneLine } from '../output/plain-text.ts'
import { toolLabel } from './tool-label.ts'

/** What waits for a person: permissions, questions, tool calls in doubt; and how each was answered. */
export class RequestView {
  readonly #output: Output
  /** Tells how to answer from elsewhere; not when somebody is asked at the prompt. */
  readonly #withHints: boolean
  readonly #labels = new Map<string, string>()

  constructor(output: Output, withHints: boolean) {
    this.#output = output
    this.#withHints = withHints
  }

  lines(event: SessionEvent): string[] {
    const style = (tint: Tint, text: string) => this.#output.style(tint, text)
    switch (event.type) {
      case 'permission.requested': {
        const id = shortId(event.data.permissionId)
        const label = toolLabel(event.data, this.#output.width - 20)
        this.#labels.set(event.data.permissionId, label)
        return [style('yellow', `? needs permission: ${label}`), ...this.#hint(`sojourn approve ${id}, or deny ${id}`)]
      }
      case 'permission.resolved': {
        const { permissionId, outcome, by, message } = event.data
        const allowed = outcome === 'allowed'
        const about = [this.#labels.get(permissionId) ?? 'permission', message ? `“${message}”` : '']
        const text = `${outcome} by ${by}: ${about.filter(Boolean).join(' · ')}`
        return [style(allowed ? 'green' : 'red', `${allowed ? '✔' : '✖'} ${oneLine(text)}`)]
      }
      case 'question.asked': {
        const hint = this.#hint(`sojourn answer ${shortId(event.data.questionId)} …`)
        return [style('yellow', `? ${oneLine(event.data.prompt)}`), ...hint]
      }
      case 'question.answered': {
        const { outcome, answer, by } = event.data
        if (outcome !== 'answered') return [style('red', `✖ the question was ${outcome}`)]
        return [style('green', `✔ ${oneLine(JSON.stringify(answer ?? null))} answered by ${by}`)]
      }
      case 'tool.in_doubt':
        return this.#hint(`did it happen? sojourn settle ${event.data.toolCallId} yes, or no, or fail`)
      default:
        return []
    }
  }

  #hint(text: string): string[] {
    return this.#withHints ? [this.#output.style('dim', `  ${text}`)] : []
  }
}

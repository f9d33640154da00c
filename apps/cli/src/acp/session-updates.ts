import type { PlanEntry, SessionUpdate } from '@agentclientprotocol/sdk'
import type { PlanStep, SessionEvent } from '@sojourn/sdk'
import { outputLines } from '../render/output-lines.ts'
import { type ReadFile, TextUpdates } from './text-updates.ts'
import { ToolUpdates } from './tool-updates.ts'

/** A session's events as an editor is told of them; what says nothing to an editor is left out. */
export class SessionUpdates {
  readonly #text: TextUpdates
  readonly #tools: ToolUpdates
  #hasSpoken = false

  /** `cwd`: what relative paths of tools are relative to. */
  constructor(cwd: string, read: ReadFile) {
    this.#text = new TextUpdates(read)
    this.#tools = new ToolUpdates(cwd)
  }

  async of(event: SessionEvent): Promise<SessionUpdate[]> {
    const said = await this.#text.of(event)
    if (said.some(({ sessionUpdate }) => sessionUpdate === 'agent_message_chunk')) this.#hasSpoken = true
    return [...said, ...this.#tools.of(event), ...this.#happening(event)]
  }

  #happening(event: SessionEvent): SessionUpdate[] {
    switch (event.type) {
      case 'plan.updated':
        return [{ sessionUpdate: 'plan', entries: event.data.steps.map(planEntry) }]
      case 'session.updated': {
        const { title } = event.data.values
        return title === undefined ? [] : [{ sessionUpdate: 'session_info_update', title }]
      }
      case 'run.started':
        this.#hasSpoken = false
        return []
      case 'run.requeued':
        return [thought(`Interrupted (${event.data.reason}); attempt ${event.data.attempt} follows.`)]
      case 'session.compacted':
        return [thought(`What was said before is now a summary of ${event.data.tokensAfter} tokens.`)]
      case 'run.completed':
        // A run that has said nothing may have given something back all the same.
        return this.#hasSpoken ? [] : outputLines(event.data.output).map((line) => message(`${line}\n`))
      case 'run.failed':
        return event.data.doneReason === 'denied' ? [message(`\n\n${event.data.error.message}`)] : []
      default:
        return []
    }
  }
}

const thought = (text: string): SessionUpdate => ({
  sessionUpdate: 'agent_thought_chunk',
  content: { type: 'text', text },
})

export const message = (text: string): SessionUpdate => ({
  sessionUpdate: 'agent_message_chunk',
  content: { type: 'text', text },
})

/** The protocol knows no step that failed. */
const planEntry = ({ title, status = 'pending' }: PlanStep): PlanEntry =>
  status === 'failed'
    ? { content: `✖ ${title}`, priority: 'medium', status: 'completed' }
    : { content: title, priority: 'medium', status }

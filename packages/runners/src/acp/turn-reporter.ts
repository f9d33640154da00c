import type { LogLevel, PlanStep } from '@sojourn/contract/event'
import type { JsonValue } from '@sojourn/contract/json'
import type { Turn } from '@sojourn/core/ports/runner'
import type { AgentPlanEntry, AgentUpdate, ReceivedUpdate } from './agent-updates.ts'
import { TextBlocks } from './text-blocks.ts'
import type { ToolReports } from './tool-reports.ts'
import type { UsageTally } from './usage-tally.ts'

const maxStepTitle = 500
const maxStepDescription = 4_000
const maxSteps = 500

const stepStatuses: Record<string, PlanStep['status']> = {
  pending: 'pending',
  in_progress: 'in_progress',
  completed: 'completed',
}

const planStep = ({ content, status }: AgentPlanEntry): PlanStep => {
  const known = stepStatuses[status ?? '']
  return {
    title: content.slice(0, maxStepTitle).toWellFormed(),
    ...(content.length > maxStepTitle ? { description: content.slice(0, maxStepDescription).toWellFormed() } : {}),
    ...(known ? { status: known } : {}),
  }
}

const severities: Record<string, LogLevel> = { info: 'info', warning: 'warn', error: 'error' }

export interface TurnReporterOptions {
  turn: Turn
  tools: ToolReports
  usage: UsageTally
  keepRaw: boolean
}

/** Makes of what an agent says during a turn what the turn reports. Called from one queue. */
export class TurnReporter {
  readonly #options: TurnReporterOptions
  readonly #texts: TextBlocks

  constructor(options: TurnReporterOptions) {
    this.#options = options
    this.#texts = new TextBlocks(options.turn)
  }

  async update({ kind, read, raw }: ReceivedUpdate): Promise<void> {
    const { turn, keepRaw } = this.#options
    if (read) await this.#take(read)
    if (keepRaw) await turn.log('debug', `The agent sent ${kind}`, raw as JsonValue)
    // Nothing that an agent says is lost because nobody here knows the word for it.
    else if (!read) await turn.log('debug', `The agent sent ${kind}, which is not understood here`, raw as JsonValue)
  }

  async #take({ kind, data }: AgentUpdate): Promise<void> {
    const { turn, tools, usage } = this.#options
    switch (kind) {
      case 'agent_message_chunk':
        usage.takeCall(data._meta)
        return this.#texts.add('assistant_text', data.content, data.messageId ?? null)
      case 'agent_thought_chunk':
        return this.#texts.add('thinking', data.content, data.messageId ?? null)
      case 'tool_call':
      case 'tool_call_update':
        // What is said after a call comes after it: text does not run through tools.
        if (!tools.knows(data.toolCallId)) await this.#texts.close()
        await tools.take(data)
        return
      case 'plan':
        return turn.plan((data.entries ?? []).slice(0, maxSteps).map(planStep))
      case 'plan_update':
        return this.#planUpdate(data)
      case 'plan_removed':
        return turn.plan([])
      case 'session_info_update':
        if (data.title) await turn.setTitle(data.title)
        return
      case 'usage_update':
        return usage.takeCost(data.cost)
      case 'notice':
        return turn.log(
          severities[data.severity] ?? 'info',
          data.description ? `${data.title}: ${data.description}` : data.title,
        )
      case 'compaction_update':
        return turn.log('info', `The agent’s own compaction: ${data.error ?? data.status}`)
      case 'user_message_chunk': // Its echo of what it was told.
      case 'available_commands_update': // The link keeps what may be chosen.
      case 'current_mode_update':
      case 'config_option_update':
        return
    }
  }

  async #planUpdate({ plan }: Extract<AgentUpdate, { kind: 'plan_update' }>['data']): Promise<void> {
    const entries = plan.entries ?? [{ content: plan.content ?? plan.uri ?? '', status: null, priority: null }]
    await this.#options.turn.plan(entries.slice(0, maxSteps).map(planStep))
  }

  /** Nothing more comes: what is open ends. */
  async close(): Promise<void> {
    await this.#texts.close()
    await this.#options.tools.close()
  }
}

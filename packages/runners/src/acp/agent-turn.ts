import { isDeepStrictEqual } from 'node:util'
import type { ContentBlock, PromptResponse } from '@agentclientprotocol/sdk/unstable'
import { SojournError } from '@sojourn/contract/error'
import type { RunOutcome, Turn } from '@sojourn/core/ports/runner'
import { codeOf } from './agent-connection.ts'
import type { AgentLink } from './agent-link.ts'
import { agentCommandsOf, agentOptionsOf, optionOfCategory } from './agent-options.ts'
import { applyChoices, openAgentSession } from './open-agent-session.ts'
import { continuationWords, pastWords } from './past-words.ts'
import { PermissionDesk } from './permission-desk.ts'
import { attachmentFolder, promptContent } from './prompt-content.ts'
import { PromptWatch } from './prompt-watch.ts'
import { runPrompt } from './run-prompt.ts'
import { ToolReports } from './tool-reports.ts'
import { TurnReporter } from './turn-reporter.ts'
import { UsageTally } from './usage-tally.ts'

const maxNoise = 500

/** Signs of a failure that may pass, in whatever words an agent has for it. */
const passing = /\b(429|503|529)\b|rate.?limit|overloaded|temporarily unavailable/i

const failed = (message: string, retryable = false): RunOutcome => ({
  status: 'failed',
  doneReason: 'error',
  error: { code: 'RUNNER_FAILED', message, retryable },
})

const text = (words: string): ContentBlock => ({ type: 'text', text: words })

/** One turn of an agent: its session is open, it gets the input, and what it does becomes what the turn reports. */
export class AgentTurn {
  readonly #turn: Turn

  constructor(turn: Turn) {
    this.#turn = turn
  }

  async run(link: AgentLink): Promise<RunOutcome> {
    const how = await this.#open(link)
    const content = await this.#content(link, how)
    return this.#prompt(link, content)
  }

  /** The agent's session is open, and has what was chosen for it. */
  async #open(link: AgentLink): Promise<'kept' | 'again' | 'new'> {
    const turn = this.#turn
    const isKept = link.agentSessionId !== ''
    const { id: known, options, costUsd } = turn.agentSession
    const opened = isKept ? null : await openAgentSession(link, known)
    // A session that is opened again goes on counting where it was.
    if (opened?.how === 'again') link.costSoFar = Math.max(link.costSoFar, costUsd)
    if (opened?.how === 'new') {
      const replaces = known === null ? {} : { replaces: known }
      await turn.openedAgentSession({ agentSessionId: link.agentSessionId, ...replaces }).catch((error: unknown) => {
        // The log does not know it, so the next run must not go on in it.
        link.agentSessionId = ''
        throw error
      })
    }
    const refused = await applyChoices(link, options?.chosen ?? {})
    for (const warning of [...(opened?.warnings ?? []), ...refused]) await turn.log('warn', warning)
    await this.#offer(link)
    return opened?.how ?? 'kept'
  }

  /** Says what may be chosen, when that is not what the log says already. */
  async #offer(link: AgentLink): Promise<void> {
    const offered = { options: agentOptionsOf(link.offered), commands: agentCommandsOf(link.offered) }
    const known = this.#turn.agentSession.options
    const isKnown = isDeepStrictEqual(offered, { options: known?.options ?? [], commands: known?.commands ?? [] })
    if (!isKnown) await this.#turn.offerOptions(offered)
  }

  /** The input, after what the agent does not know and should. */
  async #content(link: AgentLink, how: 'kept' | 'again' | 'new'): Promise<ContentBlock[]> {
    const turn = this.#turn
    const can = link.connection.info.agentCapabilities?.promptCapabilities
    const content = await promptContent(turn.input, {
      can,
      folder: attachmentFolder(turn),
      read: (file) => turn.attachment(file),
    })
    const isFirst = turn.attempt === 1 && turn.originRunId === turn.runId
    if (isFirst && how !== 'new') return content
    const transcript = await turn.transcript()
    const runIds = new Set([turn.runId, turn.originRunId])
    const past = how === 'new' ? pastWords(transcript, runIds) : null
    const done = isFirst ? null : continuationWords(transcript, runIds)
    return [...[past, done].flatMap((words) => (words === null ? [] : [text(words)])), ...content]
  }

  async #prompt(link: AgentLink, content: ContentBlock[]): Promise<RunOutcome> {
    const turn = this.#turn
    const { promptTimeoutMs, silenceTimeoutMs, keepRaw } = link.settings
    const late = Promise.withResolvers<never>()
    late.promise.catch(() => {})
    link.life()
    const lastLife = () => link.lastLife
    const watch = new PromptWatch({ promptTimeoutMs, silenceTimeoutMs, lastLife, onLate: late.reject })
    const tools = new ToolReports(turn)
    const usage = new UsageTally(link.costSoFar)
    const desk = new PermissionDesk({ turn, tools, queue: link.queue, waits: (isWaiting) => watch.waits(isWaiting) })
    const reporter = new TurnReporter({ turn, tools, usage, keepRaw })
    await link.listen({
      update: async (update) => {
        await reporter.update(update)
        if (changesOffers.has(update.kind)) await this.#offer(link)
      },
      permission: (request) => desk.permission(request),
      elicitation: (request) => desk.elicitation(request),
      noise: (line) => void turn.log('debug', `The agent printed: ${line.slice(0, maxNoise)}`).catch(() => {}),
    })
    try {
      let next: ContentBlock[] | null = content
      let response: PromptResponse = { stopReason: 'end_turn' }
      while (next !== null) {
        response = await runPrompt({ turn, link, content: next, late: late.promise, isBusy: () => tools.isBusy })
        for (const record of usage.records(response, modelOf(link))) await turn.usage(record)
        const message = desk.takeMessages()
        next = message === null ? null : [text(message)]
      }
      await link.leave()
      await reporter.close()
      return outcomeOf(response, desk.hasDenied)
    } catch (error) {
      return failureOf(error)
    } finally {
      watch.close()
      link.costSoFar = usage.costSoFar
      await link.leave()
    }
  }
}

const changesOffers = new Set(['available_commands_update', 'current_mode_update', 'config_option_update'])

const modelOf = (link: AgentLink): string | null => {
  const id = optionOfCategory(link.offered, 'model')
  const value = agentOptionsOf(link.offered).find((option) => option.id === id)?.value
  return typeof value === 'string' ? value : (link.settings.model ?? null)
}

/** What the agent's own error makes of the run; whatever is no answer of the agent goes on as it is. */
const failureOf = (error: unknown): RunOutcome => {
  if (codeOf(error) === null || error instanceof SojournError || !(error instanceof Error)) throw error
  const data =
    'data' in error && error.data !== undefined && error.data !== null ? ` ${JSON.stringify(error.data)}` : ''
  const message = `The agent failed: ${error.message}${data}`.slice(0, 4_000)
  return failed(message, passing.test(message))
}

const outcomeOf = ({ stopReason }: PromptResponse, hasDenied: boolean): RunOutcome => {
  switch (stopReason) {
    case 'end_turn':
      return { status: 'completed' }
    case 'max_tokens':
    case 'max_turn_requests':
      return { status: 'completed', doneReason: 'max_steps' }
    case 'refusal':
      return failed('The agent refused to go on with this session.')
    case 'cancelled': {
      const error = {
        code: 'PERMISSION_DENIED',
        message: 'The agent stopped because a call was denied.',
        retryable: false,
      }
      return hasDenied ? { status: 'failed', doneReason: 'denied', error } : failed('The agent stopped by itself.')
    }
    default:
      // A word of a newer protocol: it has ended its turn, whatever the reason.
      return { status: 'completed' }
  }
}

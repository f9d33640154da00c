import { setTimeout as delay } from 'node:timers/promises'
import { SojournError } from '@sojourn/contract/error'
import type { RunnerCheck } from '@sojourn/core/ports/runner'
import type { AgentLink } from './agent-link.ts'
import { agentCommandsOf, agentOptionsOf, optionOfCategory } from './agent-options.ts'
import { sweepMarked } from './marked-processes.ts'
import { applyChoices, openAgentSession } from './open-agent-session.ts'
import { type AgentPlace, withAgent } from './with-agent.ts'

/** How long commands are waited for, and how often is looked for them, milliseconds. */
const commandsMs = 500
const lookMs = 20

const describe = (link: AgentLink): string => {
  const { agentInfo, agentCapabilities } = link.connection.info
  const name = agentInfo ? `${agentInfo.title ?? agentInfo.name} ${agentInfo.version}` : link.settings.command
  const modelId = optionOfCategory(link.offered, 'model')
  const model = agentOptionsOf(link.offered).find(({ id }) => id === modelId)?.value
  const opens = agentCapabilities?.sessionCapabilities?.resume || agentCapabilities?.loadSession
  const memory = opens
    ? 'opens its sessions again after a restart'
    : 'does not open its sessions again: after a restart it is told what was said'
  return `${name} answers${typeof model === 'string' ? ` with the model ${model}` : ''}; it ${memory}.`
}

/** Commands are told after the session is open, or never. */
const untilCommands = async (link: AgentLink, signal: AbortSignal): Promise<void> => {
  const until = performance.now() + commandsMs
  while (link.offered.commands.length === 0 && performance.now() < until) await delay(lookMs, undefined, { signal })
}

export interface CheckOptions extends AgentPlace {
  /** Ends the check, and the agent with it. */
  signal: AbortSignal
}

/** [ACP13] Starts the agent and opens a session of it, as a run would. What is wrong is an answer, in words. */
export const checkAgent = async ({ settings, mark, signal }: CheckOptions): Promise<RunnerCheck> => {
  // Whatever the check waits for ends with the agent.
  const abort = () => void sweepMarked((found) => found === mark)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await withAgent({ settings, mark }, async (link) => {
      const { warnings } = await openAgentSession(link, null)
      const refused = await applyChoices(link, {})
      await untilCommands(link, signal)
      const offers = { options: agentOptionsOf(link.offered), commands: agentCommandsOf(link.offered) }
      return { ok: true, detail: [describe(link), ...warnings, ...refused].join(' '), offers }
    })
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof SojournError)) throw error
    return { ok: false, detail: error.message }
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

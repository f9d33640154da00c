import { SojournError } from '@sojourn/contract/error'
import type { AgentPast, Runner, RunnerCapabilities, RunOutcome, Turn } from '../ports/runner.ts'

/** Answers how the attempt ended; nothing means completed. */
export type Play = (turn: Turn) => Promise<RunOutcome | undefined> | Promise<void>

/**
 * A runner whose attempts are functions that a test writes. Each run plays what `on` registered for its text, else
 * completes at once.
 */
export class ScriptedTurns implements Runner {
  readonly name = 'test'
  readonly capabilities: RunnerCapabilities
  readonly turns: Turn[] = []
  readonly #plays = new Map<string, Play>()

  constructor(capabilities: Partial<RunnerCapabilities> = {}) {
    this.capabilities = { resume: true, steer: false, summarise: false, permissions: false, ...capabilities }
  }

  on(text: string, play: Play): this {
    this.#plays.set(text, play)
    return this
  }

  /** What `setOption` answers; by default no agent runs. */
  onOption: NonNullable<Runner['setOption']> = async () => null

  setOption(request: Parameters<NonNullable<Runner['setOption']>>[0]): ReturnType<NonNullable<Runner['setOption']>> {
    return this.onOption(request)
  }

  /** Sessions of the agent's own, by id. */
  readonly own = new Map<string, AgentPast>()

  async listAgentSessions() {
    const items = [...this.own.keys()].map((agentSessionId) => ({
      agentSessionId,
      cwd: null,
      title: null,
      updatedAt: null,
    }))
    return { items, nextCursor: null }
  }

  async readAgentSession({ agentSessionId }: { agentSessionId: string }): Promise<AgentPast> {
    const past = this.own.get(agentSessionId)
    if (!past) throw new SojournError('VALIDATION_FAILED', 'The agent could not open that session.')
    return past
  }

  async run(turn: Turn): Promise<RunOutcome> {
    this.turns.push(turn)
    return (await this.#plays.get(turn.text)?.(turn)) ?? { status: 'completed' }
  }
}

/** Resolves when the turn is aborted: the way of a runner that listens to its signal. */
export const untilAborted = (turn: Turn): Promise<void> =>
  new Promise((resolve) => {
    if (turn.signal.aborted) resolve()
    turn.signal.addEventListener('abort', () => resolve(), { once: true })
  })

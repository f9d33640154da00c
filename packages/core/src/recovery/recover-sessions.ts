import type { AgentDirectory } from '../agents/agent-directory.ts'
import type { LocalSessionHost } from '../host/local-session-host.ts'
import type { Runner } from '../ports/runner.ts'
import type { SessionStore } from '../ports/session-store.ts'
import type { Logger } from '../runtime/runtime-options.ts'

export interface RecoveryOptions {
  host: LocalSessionHost
  store: SessionStore
  agents: AgentDirectory
  runners: ReadonlyMap<string, Runner>
  logger: Logger
  backoffMs: number
}

/** Sessions recovered at the same time. */
const atOnce = 32

/**
 * [C2] The pass at start: sessions whose run nobody executes any more are told so, and those with waiting runs are
 * loaded so that their runs start. One that fails is logged and does not keep the others.
 */
export const recoverSessions = async (options: RecoveryOptions): Promise<void> => {
  const { host, store, logger } = options
  const unfinished = await store.findUnfinished()
  const recoverNext = async (): Promise<void> => {
    for (let next = unfinished.pop(); next !== undefined; next = unfinished.pop()) {
      const { projectId, sessionId, executing } = next
      try {
        const session = await host.loadSession(projectId, sessionId)
        if (executing) await loseHost(options, session)
        else session.poke()
      } catch (error) {
        logger.error({ sessionId, error }, 'A session could not be recovered')
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, unfinished.length) }, recoverNext))
}

const loseHost = async (
  { agents, runners, backoffMs }: RecoveryOptions,
  session: Awaited<ReturnType<LocalSessionHost['loadSession']>>,
): Promise<void> => {
  const { state, projectId } = session
  const agent = agents.peek(projectId, state.record.agentId)
  const resumes = (agent && runners.get(agent.runner)?.capabilities.resume) ?? false
  await session.execute({ type: 'loseHost', resumes, backoffMs })
}

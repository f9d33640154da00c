import type { AgentDirectory } from '../agents/agent-directory.ts'
import type { LocalSessionHost } from '../host/local-session-host.ts'
import type { Clock } from '../ports/clock.ts'
import type { Runner } from '../ports/runner.ts'
import type { SessionStore, UnfinishedSession } from '../ports/session-store.ts'
import type { Logger } from '../runtime/runtime-options.ts'
import type { AgentSession } from '../session/agent-session.ts'
import type { AttemptRef } from '../session/command.ts'

export interface RecoveryOptions {
  host: LocalSessionHost
  store: SessionStore
  agents: AgentDirectory
  runners: ReadonlyMap<string, Runner>
  clock: Clock
  logger: Logger
  backoffMs: number
}

/** Sessions recovered at the same time. */
const atOnce = 32
/** When to come back to sessions that could not be recovered, milliseconds. */
const tryAgainMs = 1_000

/** A session that needs somebody, and the attempt that died once that is known: no later one may be taken for it. */
interface Orphan extends UnfinishedSession {
  died?: AttemptRef
}

/**
 * [C2] The pass at start: sessions whose run nobody executes any more are told so, and those with waiting runs are
 * loaded so that their runs start. One that fails does not keep the others, and is tried again until it is done.
 */
export const recoverSessions = async (options: RecoveryOptions): Promise<void> =>
  recoverAll(options, await options.store.findUnfinished())

/** Never rejects. */
const recoverAll = async (options: RecoveryOptions, orphans: Orphan[]): Promise<void> => {
  const { clock, host, logger } = options
  const failed: Orphan[] = []
  const recoverNext = async (): Promise<void> => {
    for (let orphan = orphans.pop(); orphan !== undefined; orphan = orphans.pop()) {
      try {
        await recover(options, orphan)
      } catch (error) {
        logger.error({ sessionId: orphan.sessionId, error }, 'A session could not be recovered; trying again')
        failed.push(orphan)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, orphans.length) }, recoverNext))
  if (failed.length === 0) return
  clock.schedule(tryAgainMs, () => {
    if (host.isHealthy()) void recoverAll(options, failed)
  })
}

const recover = async (options: RecoveryOptions, orphan: Orphan): Promise<void> => {
  const session = await options.host.loadSession(orphan.projectId, orphan.sessionId)
  const { active } = session.state
  if (!orphan.executing || !active) return session.poke()
  orphan.died ??= { runId: active.id, attempt: active.attempt }
  await loseHost(options, session, orphan.died)
}

const loseHost = async (
  { agents, runners, backoffMs }: RecoveryOptions,
  session: AgentSession,
  attempt: AttemptRef,
): Promise<void> => {
  const agent = agents.peek(session.projectId, session.state.record.agentId)
  const capabilities = agent ? runners.get(agent.runner)?.capabilities : undefined
  const { resume: resumes = false, goesOn = false } = capabilities ?? {}
  await session.execute({ type: 'loseHost', attempt, resumes, goesOn, backoffMs })
}

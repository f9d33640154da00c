import { SojournError } from '@sojourn/contract/error'
import type { JsonObject } from '@sojourn/contract/json'
import type { UsageRecord } from '@sojourn/contract/usage'
import type { Runner } from '../ports/runner.ts'
import type { SessionStore } from '../ports/session-store.ts'
import { AttemptDetached } from '../session/command.ts'
import { draft } from '../session/event-draft.ts'
import type { AttemptContext } from './attempt-context.ts'
import { compact } from './compaction.ts'

/** The part of the context window that may be full before the next run. */
const threshold = 0.8
const pageSize = 1_000

/** Tokens that the agent's model takes, from its setting `contextWindow`; null when it has none that is a number. */
export const contextWindowOf = ({ contextWindow }: JsonObject): number | null =>
  typeof contextWindow === 'number' && contextWindow >= 1 ? contextWindow : null

/** Throws VALIDATION_FAILED for a setting that would never be found. */
export const checkContextWindow = (settings: JsonObject): void => {
  if (settings.contextWindow === undefined || contextWindowOf(settings) !== null) return
  throw new SojournError('VALIDATION_FAILED', 'The context window is a number of tokens.', {
    issues: [{ path: 'settings.contextWindow', message: 'A number of tokens, at least 1' }],
  })
}

/** What the model had before it when it was called, and what it said. */
const tokensIn = (usage: UsageRecord): number =>
  (usage.inputTokens ?? 0) + (usage.cacheReadTokens ?? 0) + (usage.cacheWriteTokens ?? 0) + (usage.outputTokens ?? 0)

/** Tokens of the last model call of a run's work since the last summary; 0 when there was none. */
const lastTokens = async (store: SessionStore, sessionId: string, sinceSeq: number): Promise<number> => {
  let tokens = 0
  let afterSeq = sinceSeq
  while (true) {
    const page = await store.readEvents({ sessionId, afterSeq, types: ['usage.recorded'], limit: pageSize })
    for (const { event } of page) {
      if (event.type === 'usage.recorded' && event.data.purpose === undefined) tokens = tokensIn(event.data)
    }
    const last = page.at(-1)
    if (!last || page.length < pageSize) return tokens
    afterSeq = last.seq
  }
}

/** Seq of the event before the run's start: its own input is not part of what is summed up. */
const endOfPast = async (store: SessionStore, sessionId: string, runId: string): Promise<number> => {
  const [started] = await store.readEvents({ sessionId, afterSeq: 0, types: ['run.started'], runId, limit: 1 })
  return (started?.seq ?? 1) - 1
}

/** [F4] Compacts what was said before the run (and those that it continues); false when there is nothing to compact. */
export const compactPast = async (context: AttemptContext, runner: Runner | undefined): Promise<boolean> => {
  const { session, services, run, lineage } = context
  const uptoSeq = await endOfPast(services.store, session.id, lineage[0] ?? run.id)
  return compact(context, runner, { mode: 'auto', uptoSeq })
}

/**
 * [F4] Compacts before the runner starts when the last model call has filled four fifths of the context window; only
 * before a run's first attempt, so at most once a run. A summary that fails is noted, and the run goes on without it.
 */
export const compactWhenFull = async (context: AttemptContext, runner: Runner): Promise<void> => {
  const { session, services, agent, run, lineage, reporter } = context
  const { policy, compactedUptoSeq } = session.state.record
  const contextWindow = contextWindowOf(agent.settings)
  if (contextWindow === null || !policy.autoCompact || run.attempt > 1 || lineage.length > 1) return
  if ((await lastTokens(services.store, session.id, compactedUptoSeq)) < contextWindow * threshold) return
  try {
    await compactPast(context, runner)
  } catch (error) {
    if (error instanceof AttemptDetached || context.signal.aborted) throw error
    const reason = error instanceof Error ? error.message : String(error)
    const message = `The transcript was not compacted: ${reason}`
    await reporter.send([draft('log', { level: 'warn', message }, { runId: run.id })])
  }
}

import { setTimeout as delay } from 'node:timers/promises'
import type { ContentBlock, PromptResponse } from '@agentclientprotocol/sdk/unstable'
import { SojournError } from '@sojourn/contract/error'
import type { Turn } from '@sojourn/core/ports/runner'
import type { AgentLink } from './agent-link.ts'
import { withLogin } from './open-agent-session.ts'

/** How long an agent may take to stop when it is told to, before its process is ended; less than a run's default grace. */
const cancelPatienceMs = 3_000
/** After the answer: how long it must be quiet, and how long calls that it left open are waited for at most. */
const quietMs = 50
const openCallsMs = 1_000

export interface PromptOptions {
  turn: Turn
  link: AgentLink
  content: ContentBlock[]
  /** Rejects when the agent has used up its time. */
  late: Promise<never>
  /** True while the agent has not said how a call ended. */
  isBusy: () => boolean
}

const answer = async ({ turn, link, content, late }: PromptOptions): Promise<PromptResponse> => {
  const { connection, agentSessionId: sessionId } = link
  link.endReplay()
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(turn.signal.reason)
  turn.signal.addEventListener('abort', abort, { once: true })
  if (turn.signal.aborted) abort()
  const prompt = withLogin(link, () => connection.request('session/prompt', { sessionId, prompt: content }))
  try {
    return await Promise.race([prompt, late, aborted.promise])
  } catch (error) {
    if (turn.signal.aborted || isLate(error)) await stop(link, prompt)
    turn.signal.throwIfAborted()
    throw error
  } finally {
    turn.signal.removeEventListener('abort', abort)
    aborted.promise.catch(() => {})
    prompt.catch(() => {})
  }
}

const isLate = (error: unknown): boolean => error instanceof SojournError && error.code === 'RUNNER_FAILED'

/** Tells the agent to stop; one that does not listen is ended, so that nothing works on unseen. */
const stop = async (link: AgentLink, prompt: Promise<unknown>): Promise<void> => {
  const waiting = new AbortController()
  const patience = delay(cancelPatienceMs, 'late' as const, { signal: waiting.signal }).catch(() => 'late' as const)
  const ended = prompt.then(
    () => 'ended' as const,
    () => 'ended' as const,
  )
  await link.connection.cancel(link.agentSessionId)
  if ((await Promise.race([ended, patience])) === 'late') await link.end()
  waiting.abort()
}

/** Some agents answer first and say the rest afterwards. */
const settle = async ({ link, isBusy }: PromptOptions): Promise<void> => {
  const answeredAt = performance.now()
  for (;;) {
    await link.queue.idle()
    const now = performance.now()
    const isQuiet = now - Math.max(link.lastLife, answeredAt) >= quietMs
    if (isQuiet && (!isBusy() || now - answeredAt >= openCallsMs)) return
    await delay(quietMs / 2)
  }
}

/** Sends a prompt and resolves with its answer when everything that belongs to it has been reported. */
export const runPrompt = async (options: PromptOptions): Promise<PromptResponse> => {
  const response = await answer(options)
  await settle(options)
  return response
}

import { isAbsolute } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { SojournError } from '@sojourn/contract/error'
import type { AgentPast, AgentSessionEntry } from '@sojourn/core/ports/runner'
import type { AgentLink } from './agent-link.ts'
import { mcpServersFor, withLogin } from './open-agent-session.ts'
import { PastReader } from './past-reader.ts'
import { type AgentPlace, withAgent } from './with-agent.ts'
import { wordsOf } from './words-of.ts'

/** Messages of a past that are taken over, the newest ones. */
const maxMessages = 2_000
/** How long an agent must be quiet after it has told its past, milliseconds. */
const quietMs = 100

const isoOrNull = (text: string | null | undefined): string | null => {
  const time = Date.parse(text ?? '')
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}

const notOffered = (words: string): SojournError => new SojournError('VALIDATION_FAILED', words)

/** [ACP18] Those of the agent's working directory, when that is the same for all sessions. */
export const listOwnSessions = (
  place: AgentPlace,
  cursor: string | undefined,
): Promise<{ items: AgentSessionEntry[]; nextCursor: string | null }> =>
  withAgent(place, async (link) => {
    const can = link.connection.info.agentCapabilities?.sessionCapabilities
    if (!can?.list) throw notOffered('The agent does not list its sessions.')
    const where = isAbsolute(place.settings.cwd) ? { cwd: place.settings.cwd } : {}
    const request = cursor === undefined ? where : { ...where, cursor }
    const page = await withLogin(link, () => link.connection.requestSoon('session/list', request))
    const items = page.sessions.map(({ sessionId, cwd, title, updatedAt }) => ({
      agentSessionId: sessionId,
      cwd,
      title: title ?? null,
      updatedAt: isoOrNull(updatedAt),
    }))
    return { items, nextCursor: page.nextCursor ?? null }
  })

/** How the agent opens a session again: loading tells its past, resuming does not. */
const wayToOpen = (link: AgentLink): 'session/load' | 'session/resume' => {
  const can = link.connection.info.agentCapabilities
  if (can?.loadSession) return 'session/load'
  if (can?.sessionCapabilities?.resume) return 'session/resume'
  throw notOffered('The agent does not open its sessions again.')
}

const readPast = async (link: AgentLink, agentSessionId: string): Promise<PastReader> => {
  const past = new PastReader()
  const params = { sessionId: agentSessionId, cwd: link.cwd, mcpServers: mcpServersFor(link).servers }
  const method = wayToOpen(link)
  const open = () => withLogin(link, () => link.connection.requestSoon(method, params))
  try {
    await link.replaying(open, (update) => past.take(update))
  } catch (error) {
    if (error instanceof SojournError) throw error
    const words = wordsOf(error)
    throw new SojournError('VALIDATION_FAILED', `The agent could not open that session: ${words}`, { cause: error })
  }
  while (performance.now() - link.lastLife < quietMs) await delay(quietMs / 2)
  return past
}

/** [ACP18] What was said in a session of the agent's own, as it tells it when it opens that again. */
export const readOwnSession = async (place: AgentPlace, agentSessionId: string): Promise<AgentPast> => {
  if (!isAbsolute(place.settings.cwd)) {
    throw notOffered('Register the agent with `cwd`, the directory in which its session works.')
  }
  return withAgent(place, async (link) => {
    const { messages } = await readPast(link, agentSessionId)
    return { messages: messages.slice(-maxMessages) }
  })
}

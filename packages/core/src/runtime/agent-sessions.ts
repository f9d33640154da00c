import type { AgentSessionList, ListAgentSessionsInput } from '@sojourn/contract/agent-options'
import { SojournError } from '@sojourn/contract/error'
import type { CreateSessionInput } from '@sojourn/contract/session'
import type { Runner } from '../ports/runner.ts'
import type { AgentRecord } from '../ports/session-store.ts'
import { draft, type EventDraft } from '../session/event-draft.ts'
import type { Actor } from './agent-runtime.ts'
import type { RuntimeContext } from './runtime-context.ts'

const refusal = (path: string, message: string): SojournError =>
  new SojournError('VALIDATION_FAILED', message, { issues: [{ path, message }] })

const runnerOf = ({ runners }: RuntimeContext, agent: AgentRecord): Runner => {
  const runner = runners.get(agent.runner)
  if (!runner) throw new SojournError('RUN_NOT_RUNNABLE', `This server has no runner ${agent.runner}.`)
  return runner
}

/** The sessions that an agent keeps itself, with the sessions of ours that they belong to. */
export const listAgentSessions = async (
  context: RuntimeContext,
  agent: AgentRecord,
  { cursor }: ListAgentSessionsInput,
): Promise<AgentSessionList> => {
  const { id: agentId, projectId, settings } = agent
  const runner = runnerOf(context, agent)
  if (!runner.listAgentSessions) throw refusal('agentId', `The agent ${agentId} keeps no sessions of its own.`)
  const page = await runner.listAgentSessions(cursor === undefined ? { settings } : { settings, cursor })
  const items = page.items.map(async (entry) => {
    const { agentSessionId } = entry
    return { ...entry, sessionId: await context.store.sessionOfAgentSession({ projectId, agentId, agentSessionId }) }
  })
  return { items: await Promise.all(items), nextCursor: page.nextCursor }
}

interface Attachment {
  actor: Actor
  agent: AgentRecord
  attach: CreateSessionInput['attach']
}

/**
 * [AG4] What a session begins with that goes on with one of its agent's. Refused when that belongs to a session already;
 * `work` makes the new one, and nobody else can attach meanwhile.
 */
export const attached = async <Made>(
  context: RuntimeContext,
  { actor, agent, attach }: Attachment,
  work: (beginning: readonly EventDraft[]) => Promise<Made>,
): Promise<Made> => {
  if (!attach) return work([])
  const { agentSessionId } = attach
  const { id: agentId, settings } = agent
  const { projectId } = actor
  const runner = runnerOf(context, agent)
  if (!runner.readAgentSession) throw refusal('attach', `The agent ${agentId} keeps no sessions of its own.`)
  const read = runner.readAgentSession.bind(runner)
  return context.attaching.run(`${projectId}\n${agentId}\n${agentSessionId}`, async () => {
    const owner = await context.store.sessionOfAgentSession({ projectId, agentId, agentSessionId })
    if (owner !== null) {
      throw new SojournError('SESSION_EXISTS', `The agent’s session belongs to session ${owner} already.`, {
        meta: { sessionId: owner },
      })
    }
    const { messages } = await read({ settings, agentSessionId })
    const opened = draft('agent.session_opened', { agentSessionId, how: 'attached' }, actor)
    const blocks = messages.map(({ kind, text }) => {
      const blockId = context.ids.next()
      return draft('block.completed', { blockId, block: { blockId, kind, text } }, { source: 'runner' })
    })
    return work([opened, ...blocks])
  })
}

import { agentId, tagName } from '@sojourn/contract/ids'
import { jsonObject } from '@sojourn/contract/json'
import { cursor } from '@sojourn/contract/page'
import { activity, sessionLabels, sessionStatus, sessionTitle } from '@sojourn/contract/session'
import { z } from 'zod'
import type { Tool } from '../tool.ts'
import { sessionLine, shownSession, showSession } from './shown-session.ts'

const createInput = z.object({
  agentId: agentId.optional().describe('The agent that works in it; default: the server’s. list_agents names them'),
  title: sessionTitle.optional(),
  tag: tagName
    .optional()
    .describe('A unique name. When a session has it already, that one is returned, so that this is safe to repeat'),
  labels: sessionLabels.optional(),
  context: jsonObject.optional().describe('A JSON object that the agent can read'),
})

export const createSession: Tool<typeof createInput, typeof shownSession> = {
  name: 'create_session',
  title: 'Create a session',
  description:
    'Makes a durable session in which an agent works. It outlives this conversation: keep its sessionId or give it a tag. Then call send.',
  input: createInput,
  output: shownSession,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async run({ port, signal }, { tag, ...create }) {
    const session =
      tag === undefined
        ? await port.create(create, { signal })
        : await port.resolve({ tag, create: { ...create, tag } }, { signal })
    const shown = showSession(session)
    return { data: shown, text: sessionLine(shown) }
  },
}

const listInput = z.object({
  activity: activity.optional().describe('requires_action: those in which something waits for an answer'),
  status: sessionStatus.optional(),
  agentId: agentId.optional(),
  tag: tagName.optional(),
  text: z.string().min(1).max(200).optional().describe('Searched in titles and transcripts'),
  limit: z.int().min(1).max(50).default(20),
  cursor: cursor.optional().describe('nextCursor of the page before'),
})
const listOutput = z.object({ sessions: z.array(shownSession), nextCursor: z.string().nullable() })

export const listSessions: Tool<typeof listInput, typeof listOutput> = {
  name: 'list_sessions',
  title: 'List sessions',
  description:
    'Lists sessions, newest activity first: what runs, what waits for an answer, what there is to go on with.',
  input: listInput,
  output: listOutput,
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run({ port, signal }, input) {
    const page = await port.list({ ...input, empty: true }, { signal })
    const sessions = page.items.map(showSession)
    const lines = sessions.length === 0 ? ['No sessions.'] : sessions.map(sessionLine)
    const more = page.nextCursor === null ? [] : [`There are more: cursor ${page.nextCursor}`]
    return { data: { sessions, nextCursor: page.nextCursor }, text: [...lines, ...more].join('\n') }
  },
}

const agentsOutput = z.object({
  agents: z.array(z.object({ agentId: z.string(), name: z.string(), runner: z.string() })),
})
const agentsInput = z.object({})

export const listAgents: Tool<typeof agentsInput, typeof agentsOutput> = {
  name: 'list_agents',
  title: 'List agents',
  description: 'Lists the agents that can work in sessions; pass one as agentId to create_session.',
  input: agentsInput,
  output: agentsOutput,
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run({ port, signal }) {
    const { items } = await port.agents({ limit: 200 }, { signal })
    const agents = items.map(({ id, name, runner }) => ({ agentId: id, name, runner }))
    const lines = agents.map(({ agentId, name, runner }) => `${agentId} · ${name} · runs on ${runner}`)
    return { data: { agents }, text: lines.join('\n') }
  },
}

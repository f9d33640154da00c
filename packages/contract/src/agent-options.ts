import { z } from 'zod'
import { agentId, sessionId, timestamp } from './ids.ts'
import { pageOf } from './page.ts'

/** Agents of the field choose these freely; only length is bounded. */
export const agentSessionId = z.string().min(1).max(500)
const optionId = z.string().min(1).max(200)
const optionValue = z.union([z.string().max(500), z.boolean()])

const named = { name: z.string(), description: z.string().optional() }

/** Something about an agent that a person may choose: its mode, its model, how long it thinks … */
export const agentOption = z.discriminatedUnion('type', [
  z.object({
    id: optionId,
    ...named,
    /** `mode`, `model`, `thought_level`, or a word of the agent's own. */
    category: z.string().optional(),
    type: z.literal('select'),
    value: z.string(),
    choices: z.array(z.object({ value: z.string(), ...named, group: z.string().optional() })),
  }),
  z.object({
    id: optionId,
    ...named,
    category: z.string().optional(),
    type: z.literal('boolean'),
    value: z.boolean(),
  }),
])
export type AgentOption = z.infer<typeof agentOption>
export type AgentOptionValue = z.infer<typeof optionValue>

/** A command that the agent understands as the start of an input: `/name …`. */
export const agentCommand = z.object({
  name: z.string(),
  description: z.string(),
  /** What to write after the name. */
  hint: z.string().optional(),
})
export type AgentCommand = z.infer<typeof agentCommand>

/** What an agent lets people choose in a session, as it last said. */
export const agentOptions = z.object({
  options: z.array(agentOption).max(200),
  commands: z.array(agentCommand).max(1000),
  /** Values that somebody chose, by option: the agent gets them again whenever it starts. */
  chosen: z.record(optionId, optionValue),
})
export type AgentOptions = z.infer<typeof agentOptions>

/** The same before anybody has chosen: what a new session of the agent begins with. */
export const agentOffers = agentOptions.omit({ chosen: true })
export type AgentOffers = z.infer<typeof agentOffers>

export const setAgentOptionInput = z.object({ sessionId, optionId, value: optionValue })
export type SetAgentOptionInput = z.infer<typeof setAgentOptionInput>

export const listAgentSessionsInput = z.object({ agentId, cursor: z.string().max(2000).optional() })
export type ListAgentSessionsInput = z.infer<typeof listAgentSessionsInput>

/** The sessions that an agent keeps itself, those begun elsewhere among them. */
export const agentSessionList = pageOf(
  z.object({
    agentSessionId,
    /** Where it works, absolute; null when the agent does not say. */
    cwd: z.string().nullable(),
    title: z.string().nullable(),
    updatedAt: timestamp.nullable(),
    /** The session of ours that it belongs to already. */
    sessionId: sessionId.nullable(),
  }),
)
export type AgentSessionList = z.infer<typeof agentSessionList>

import { z } from 'zod'
import { agentOffers } from './agent-options.ts'
import { agentId, timestamp } from './ids.ts'
import { jsonObject } from './json.ts'
import { pageRequest } from './page.ts'
import { sessionLimitsInput, sessionPolicyInput } from './session-policy.ts'

const limits = sessionLimitsInput.extend({
  /** Runs of this agent that execute at the same time on one host ([R8]). */
  maxActiveRuns: z.int().min(1).max(10_000).optional(),
})

/** What secrets in settings read as when they are returned. */
export const maskedSecret = '•••'

export const agent = z.object({
  id: agentId,
  name: z.string(),
  /** Name of the runner that executes its runs: scripted, shell, … */
  runner: z.string(),
  settings: jsonObject,
  policy: sessionPolicyInput,
  limits,
  createdAt: timestamp,
  updatedAt: timestamp,
})
export type Agent = z.infer<typeof agent>

export const registerAgentInput = z.object({
  id: agentId,
  name: z.string().min(1).max(200).optional(),
  runner: z.string().min(1).max(100),
  settings: jsonObject.optional(),
  policy: sessionPolicyInput.optional(),
  limits: limits.optional(),
})
export type RegisterAgentInput = z.infer<typeof registerAgentInput>

export const updateAgentInput = z.object({
  agentId,
  name: z.string().min(1).max(200).optional(),
  runner: z.string().min(1).max(100).optional(),
  /** Replaces the settings; a secret sent as `•••` keeps its stored value. */
  settings: jsonObject.optional(),
  policy: sessionPolicyInput.optional(),
  limits: limits.optional(),
})
export type UpdateAgentInput = z.infer<typeof updateAgentInput>

/** Whether the agent could work, in words for people: what answered, or what is wrong and what to do about it. */
export const testedAgent = z.object({
  ok: z.boolean(),
  detail: z.string(),
  durationMs: z.int().min(0),
  /** What the agent lets people choose, when it is one that says so: new sessions of it offer that from the start. */
  offers: agentOffers.optional(),
})
export type TestedAgent = z.infer<typeof testedAgent>

export const agentRef = z.object({ agentId })
export const listAgentsInput = pageRequest
export type ListAgentsInput = z.infer<typeof listAgentsInput>

export const removeAgentInput = z.object({
  agentId,
  /** Remove although sessions that are not completed still use it. */
  force: z.boolean().optional(),
})
export type RemoveAgentInput = z.infer<typeof removeAgentInput>
export const removedAgent = z.object({ id: agentId, removed: z.literal(true) })
export type RemovedAgent = z.infer<typeof removedAgent>

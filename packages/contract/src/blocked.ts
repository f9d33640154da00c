import { z } from 'zod'
import { agentId, permissionId, questionId, runId, sessionId, timestamp, toolCallId } from './ids.ts'
import { usageBudget } from './session-policy.ts'

const base = {
  /** Since when it waits for this. */
  since: timestamp,
  /** When the waiting ends by itself; null = not without somebody. */
  until: timestamp.nullable(),
}
/** The run that would go on, or start next. */
const held = { ...base, runId }
/** How many more of the same kind are open. */
const others = z.int().min(0)

/** Most holders of places that are named. */
export const maxNamedHolders = 10

/** The first reason that the next run does not move, and what there is to know about it ([S9]). */
export const blocked = z.discriminatedUnion('reason', [
  z.object({
    ...held,
    reason: z.literal('permission'),
    permissionId,
    toolCallId,
    toolId: z.string(),
    operation: z.string(),
    others,
  }),
  z.object({ ...held, reason: z.literal('question'), questionId, others }),
  z.object({
    ...held,
    reason: z.literal('in_doubt'),
    toolCallId,
    toolId: z.string(),
    operation: z.string(),
    others,
  }),
  z.object({ ...base, reason: z.literal('crashed') }),
  z.object({ ...held, reason: z.literal('paused'), archived: z.boolean() }),
  /** The session's own usage has reached its budget; a greater one lets it go on. */
  z.object({ ...held, reason: z.literal('budget'), budget: usageBudget }),
  z.object({ ...held, reason: z.literal('retry_at'), until: timestamp, attempt: z.int().min(1) }),
  z.object({ ...held, reason: z.literal('delayed_until'), until: timestamp }),
  z.object({
    ...held,
    reason: z.literal('concurrency'),
    /** Whose limit it is. */
    limitOf: z.enum(['host', 'agent']),
    maxActiveRuns: z.int().min(0),
    /** Place among those who wait for the same, 1 = next. */
    position: z.int().min(1),
    /** Sessions of this project that hold the places, at most ten. */
    heldBy: z.array(sessionId).max(maxNamedHolders),
  }),
  /** The agent is gone, or this host does not have its runner. */
  z.object({ ...held, reason: z.literal('no_runner'), agentId, runner: z.string().nullable() }),
])
export type Blocked = z.infer<typeof blocked>
export type BlockedFor<Reason extends Blocked['reason']> = Extract<Blocked, { reason: Reason }>

/** The reason alone. */
export const blockedOn = z.enum([
  'permission',
  'question',
  'in_doubt',
  'crashed',
  'paused',
  'budget',
  'retry_at',
  'delayed_until',
  'concurrency',
  'no_runner',
] as const satisfies readonly Blocked['reason'][])
export type BlockedOn = Blocked['reason']

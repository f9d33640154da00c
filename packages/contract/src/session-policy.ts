import { z } from 'zod'
import { ruleMatcher } from './permission.ts'

const milliseconds = z
  .int()
  .min(1)
  .max(30 * 24 * 3_600_000)

/** What a session may use up by itself; what forks inherit does not count. */
export const usageBudget = z
  .object({
    /** US dollars. */
    costUsd: z.number().min(0).max(1_000_000).optional(),
    /** Input and output tokens together. */
    tokens: z.int().min(0).optional(),
  })
  .refine((budget) => budget.costUsd !== undefined || budget.tokens !== undefined, {
    message: 'Give costUsd, tokens or both',
  })
export type UsageBudget = z.infer<typeof usageBudget>

const limits = {
  maxConcurrentRuns: z.literal(1, { error: 'maxConcurrentRuns is fixed at 1: a session executes one run at a time' }),
  maxQueuedRuns: z.int().min(0).max(10_000),
  runTimeoutMs: milliseconds.nullable(),
  permissionTimeoutMs: milliseconds.nullable(),
  graceMs: z.int().min(0).max(600_000),
  /** Used up: no run starts. Exceeded: the executing one ends, too ([R13]). */
  budget: usageBudget.nullable(),
}

/** All times in milliseconds. `null` = no limit. */
export const sessionLimits = z.object({ ...limits, budget: limits.budget.default(null) })
export type SessionLimits = z.infer<typeof sessionLimits>
export const sessionLimitsInput = z.object(limits).partial()

export const defaultLimits: SessionLimits = {
  maxConcurrentRuns: 1,
  maxQueuedRuns: 100,
  runTimeoutMs: null,
  permissionTimeoutMs: 300_000,
  graceMs: 5_000,
  budget: null,
}

const policy = {
  /** auto: an interrupted run is requeued. manual: it fails and the session waits, crashed, for `recover` ([C3]). */
  recovery: z.enum(['auto', 'manual']),
  /** Attempts one run may have, the first included. */
  maxAttempts: z.int().min(1).max(100),
  /** Answers that hold for this session before any stored rule. */
  rules: z.array(ruleMatcher).max(100),
  autoCompact: z.boolean(),
  /**
   * Globs on `toolId` or `toolId.operation`: only a person lets these calls through, each one anew. No rule and no
   * `allow_always` does, and the agent's list holds beside the session's ([P8]).
   */
  alwaysAsk: z.array(z.string().min(1).max(200)).max(100),
}

export const sessionPolicy = z.object({ ...policy, alwaysAsk: policy.alwaysAsk.default([]) })
export type SessionPolicy = z.infer<typeof sessionPolicy>
export const sessionPolicyInput = z.object(policy).partial()

export const defaultPolicy: SessionPolicy = {
  recovery: 'auto',
  maxAttempts: 3,
  rules: [],
  autoCompact: true,
  alwaysAsk: [],
}

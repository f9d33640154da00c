import { z } from 'zod'
import { sessionId } from './ids.ts'
import { usageTotals } from './usage.ts'

/** Times in milliseconds. */
export const sessionMetrics = z.object({
  sessionId,
  activeMs: z.int().min(0),
  idleMs: z.int().min(0),
  runs: z.object({
    queued: z.int(),
    running: z.int(),
    completed: z.int(),
    failed: z.int(),
    cancelled: z.int(),
    timed_out: z.int(),
  }),
  toolCalls: z.int().min(0),
  toolFailures: z.int().min(0),
  permissionWaitMs: z.int().min(0),
  usage: usageTotals,
})
export type SessionMetrics = z.infer<typeof sessionMetrics>

/** Own totals, what came with the fork, and the sum over all forks below (each counted once). */
export const sessionUsage = z.object({
  sessionId,
  usage: usageTotals,
  inheritedUsage: usageTotals,
  withChildren: usageTotals,
})
export type SessionUsage = z.infer<typeof sessionUsage>

import { z } from 'zod'
import { agentId, sessionId, timeInput } from './ids.ts'
import { usageTotals } from './usage.ts'

/** What a line of the report is about. Days are UTC. */
export const usageGrouping = z.enum(['day', 'agent', 'model', 'session'])
export type UsageGrouping = z.infer<typeof usageGrouping>

export const usageReportInput = z.object({
  /** Inclusive. */
  from: timeInput.optional(),
  /** Exclusive. */
  to: timeInput.optional(),
  groupBy: usageGrouping.optional(),
  /** Divides each item further: a line for every day and model, say. */
  splitBy: usageGrouping.optional(),
  agentId: agentId.optional(),
  sessionId: sessionId.optional(),
})
export type UsageReportInput = z.infer<typeof usageReportInput>

const sums = usageTotals.extend({
  /** Model calls. */
  calls: z.int().min(0),
})

export const usageReport = z.object({
  groupBy: usageGrouping,
  splitBy: usageGrouping.nullable(),
  /** By day: oldest first. Else: what has cost most first. */
  items: z.array(
    sums.extend({
      /** The day (`2026-01-31`), the id of the agent or session, the name of the model; '' when its runner did not say. */
      key: z.string(),
      /** What it is of by `splitBy`; null without. */
      part: z.string().nullable(),
    }),
  ),
  /** Of all items. */
  total: sums,
})
export type UsageReport = z.infer<typeof usageReport>

export const runOutcomesInput = z.object({
  /** Of the settlement; inclusive. */
  from: timeInput.optional(),
  /** Exclusive. */
  to: timeInput.optional(),
})
export type RunOutcomesInput = z.infer<typeof runOutcomesInput>

const outcomes = z.object({
  completed: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  timed_out: z.int(),
})

/** How runs ended, of sessions that still exist. */
export const runOutcomes = z.object({
  /** The agent with most runs first. */
  items: z.array(outcomes.extend({ agentId })),
  total: outcomes,
})
export type RunOutcomes = z.infer<typeof runOutcomes>

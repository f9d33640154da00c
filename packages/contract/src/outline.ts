import { z } from 'zod'
import { runId, seq, sessionId, timestamp, toolCallId } from './ids.ts'
import { usageRecord } from './usage.ts'

const base = { seq: z.int().min(1), ts: timestamp, runId: runId.optional() }

/** One thing that happened, without what was said: what a map of a session, its figures and jumping about need. */
export const outlineEntry = z.discriminatedUnion('kind', [
  /** A person's message. */
  z.object({ ...base, kind: z.literal('message') }),
  z.object({ ...base, kind: z.literal('run_started'), attempt: z.int() }),
  z.object({
    ...base,
    kind: z.literal('run_ended'),
    how: z.enum(['completed', 'failed', 'cancelled', 'timed_out', 'requeued']),
  }),
  z.object({ ...base, kind: z.literal('tool_called'), toolCallId, toolId: z.string(), operation: z.string() }),
  z.object({ ...base, kind: z.literal('tool_ended'), toolCallId, ok: z.boolean(), durationMs: z.int() }),
  /** Something began to wait for a person (a permission, a question, a call in doubt), or had its answer. */
  z.object({ ...base, kind: z.literal('wait_started'), of: z.string() }),
  z.object({ ...base, kind: z.literal('wait_ended'), of: z.string() }),
  z.object({ ...base, kind: z.literal('error') }),
  z.object({ ...base, kind: z.literal('mark'), of: z.enum(['compacted', 'forked', 'checkpoint']) }),
  z.object({ ...base, kind: z.literal('usage'), ...usageRecord.shape }),
])
export type OutlineEntry = z.infer<typeof outlineEntry>

export const outlineInput = z.object({
  sessionId,
  /** Exclusive; default 0 = from the beginning. */
  after: seq.optional(),
  limit: z.int().min(1).max(5000).optional(),
})
export type OutlineInput = z.infer<typeof outlineInput>

export const outlinePage = z.object({
  entries: z.array(outlineEntry),
  /** Pass as `after` of the next call. */
  nextAfter: seq,
  hasMore: z.boolean(),
})
export type OutlinePage = z.infer<typeof outlinePage>

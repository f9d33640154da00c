import { z } from 'zod'
import { anyEvent, type SessionEvent } from './event.ts'
import { seq, sessionId } from './ids.ts'

/** A seq, or an ISO-8601 time (exclusive). Time is a filter: two events may share one; seq is the cursor ([E6]). */
export const eventPosition = z
  .union([
    z.int().min(0),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
    z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString()),
  ])
  .describe('A seq (exclusive) or an ISO-8601 time (exclusive)')

const brief = z
  .boolean()
  .optional()
  .describe(
    'Cut what is long in inputs, outputs and results of tools, runs, steps and checkpoints; such events say `cut`',
  )

export const listEventsInput = z.object({
  sessionId,
  after: eventPosition.optional(),
  limit: z.int().min(1).max(1000).optional(),
  types: z.array(z.string().max(100)).max(100).optional(),
  /** Read backwards: the last `limit` events before this seq (exclusive), in order of seq all the same. */
  before: seq.optional(),
  /** Leave out the deltas of blocks that are complete: `block.completed` carries the whole text ([E5]). */
  compactDeltas: z.boolean().optional(),
  brief,
})
export type ListEventsInput = z.infer<typeof listEventsInput>

export const eventPage = z.object({
  events: z.array(anyEvent) as unknown as z.ZodType<SessionEvent[]>,
  /** Pass as `after` of the next call; of a page that was read backwards, what leads on from its end. */
  nextAfter: seq,
  /** There is more behind this page; before it, when it was read backwards: pass its first seq as `before`. */
  hasMore: z.boolean(),
})
export interface EventPage {
  events: SessionEvent[]
  nextAfter: number
  hasMore: boolean
}

export const followEventsInput = z.object({
  sessionId,
  /** Exclusive; default 0 = from the beginning. */
  after: seq.optional(),
  compactDeltas: z.boolean().optional(),
  brief,
})
export type FollowEventsInput = z.infer<typeof followEventsInput>

/** One item of `events.follow`: events that belong together, or the news that the follower has caught up with the log. */
export type FollowBatch = { events: SessionEvent[] } | { synced: number }

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

export const listEventsInput = z.object({
  sessionId,
  after: eventPosition.optional(),
  limit: z.int().min(1).max(1000).optional(),
  types: z.array(z.string().max(100)).max(100).optional(),
  /** Leave out the deltas of blocks that are complete: `block.completed` carries the whole text ([E5]). */
  compactDeltas: z.boolean().optional(),
})
export type ListEventsInput = z.infer<typeof listEventsInput>

export const eventPage = z.object({
  events: z.array(anyEvent) as unknown as z.ZodType<SessionEvent[]>,
  /** Pass as `after` of the next call. */
  nextAfter: seq,
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
})
export type FollowEventsInput = z.infer<typeof followEventsInput>

/** One item of `events.follow`: events that belong together, or the news that the follower has caught up with the log. */
export type FollowBatch = { events: SessionEvent[] } | { synced: number }

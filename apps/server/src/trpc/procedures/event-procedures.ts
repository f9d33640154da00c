import type { FollowBatch } from '@sojourn/contract/event-query'
import { eventPage, followEventsInput, listEventsInput } from '@sojourn/contract/event-query'
import { outlineInput, outlinePage } from '@sojourn/contract/outline'
import type { TrackedEnvelope } from '@trpc/server'
import { tracked } from '@trpc/server'
import { z } from 'zod'
import { EventBatch } from '../../stream/event-batch.ts'
import { procedure } from '../procedure.ts'

type Batch = Extract<FollowBatch, { events: unknown }>
type Synced = Extract<FollowBatch, { synced: number }>

/** A transport that reconnects adds the id of the last batch it got, which then wins over `after`. */
const resumableFollowInput = followEventsInput.extend({
  lastEventId: z
    .string()
    .regex(/^\d{1,15}$/, 'The id of a batch is a seq')
    .optional(),
})

const neverAborts = new AbortController().signal

export const eventProcedures = {
  list: procedure
    .meta({ summary: 'Read the log after a seq or a time' })
    .input(listEventsInput)
    .output(eventPage)
    .query(({ ctx, input }) => ctx.runtime.events.list(ctx.actor, input)),
  outline: procedure
    .meta({ summary: 'Read what happened in a session, without what was said' })
    .input(outlineInput)
    .output(outlinePage)
    .query(({ ctx, input }) => ctx.runtime.events.outline(ctx.actor, input)),
  /**
   * Replay, then live. Batches of events are tracked by the seq of their last event; `{synced}` is untracked, so that it
   * never moves the cursor.
   */
  follow: procedure
    .meta({ summary: 'Follow the log of a session: replay, then live' })
    .input(resumableFollowInput)
    .subscription(async function* ({
      ctx,
      input: { lastEventId, ...input },
      signal = neverAborts,
    }): AsyncGenerator<TrackedEnvelope<Batch> | Synced, void> {
      const after = lastEventId === undefined ? input.after : Number(lastEventId)
      const request = { ...input, after, transport: ctx.transport }
      for await (const frame of ctx.runtime.events.follow(ctx.actor, request, signal)) {
        await ctx.writable()
        if (frame.kind === 'synced') {
          yield { synced: frame.seq }
          continue
        }
        const batch = EventBatch.of(frame.events)
        if (batch) yield tracked(String(batch.lastSeq), batch.payload)
      }
    }),
}

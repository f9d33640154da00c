import type { SessionEvent } from '@sojourn/contract/event'
import type { FollowBatch } from '@sojourn/contract/event-query'
import type { Caller } from '../nouns/call.ts'
import type { EventsApi } from '../nouns/events.ts'
import { type FollowOptions, follow } from './follow.ts'

export interface EventsOptions extends FollowOptions {
  /** Seq after which to begin (exclusive); default 0, the beginning of the log. */
  after?: number | undefined
  /** Leave out the deltas of blocks that are complete; `block.completed` has their whole text. */
  compactDeltas?: boolean | undefined
}

/** What streams need of the client they belong to. */
export interface StreamContext extends Caller {
  events: EventsApi
}

/**
 * The log of a session in batches as they arrive: replay, then live, over as many connections as it takes. Every event
 * after the cursor exactly once and in order: what a new connection repeats is dropped, and what one leaves out is read
 * from the log. Deltas that compaction leaves out are no hole.
 */
export async function* sessionEvents(
  context: StreamContext,
  sessionId: string,
  options: EventsOptions,
): AsyncGenerator<SessionEvent[], void> {
  const { compactDeltas } = options
  let last = options.after ?? 0
  const frames = follow<FollowBatch>({
    connect: (signal) => context.transport.follow({ sessionId, after: last, compactDeltas }, signal),
    backoff: context.backoff,
    retries: context.retries,
    contact: context.contact,
    options,
  })
  for await (const frame of frames) {
    if ('synced' in frame) {
      options.onConnection?.({ state: 'live', seq: frame.synced })
      continue
    }
    const fresh = frame.events.filter((event) => event.seq > last)
    const first = fresh[0]
    if (!first) continue
    if (!compactDeltas && !isContiguous(last, fresh)) {
      for await (const page of pages(context.events, { sessionId, after: last, signal: options.signal })) {
        last = page.at(-1)?.seq ?? last
        yield page
      }
      continue
    }
    last = fresh.at(-1)?.seq ?? last
    yield fresh
  }
}

const isContiguous = (last: number, events: readonly SessionEvent[]): boolean =>
  events.every((event, at) => event.seq === last + 1 + at)

interface LogPosition {
  sessionId: string
  after: number
  compactDeltas?: boolean | undefined
  signal?: AbortSignal | undefined
}

/** The log after a seq up to where it ends now. */
export async function* pages(
  events: EventsApi,
  { sessionId, after, compactDeltas, signal }: LogPosition,
): AsyncGenerator<SessionEvent[], void> {
  let next = after
  for (;;) {
    const page = await events.list({ sessionId, after: next, compactDeltas, limit: 1000 }, { signal })
    if (page.events.length > 0) yield page.events
    if (!page.hasMore) return
    next = page.nextAfter
  }
}

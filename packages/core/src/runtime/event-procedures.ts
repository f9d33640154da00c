import type { EventPage, FollowEventsInput, ListEventsInput } from '@sojourn/contract/event-query'
import { type FollowFrame, followEvents } from '../events/follow-events.ts'
import type { ReadEventsQuery } from '../ports/session-store.ts'
import type { Actor, AgentRuntime } from './agent-runtime.ts'
import { openSession, type RuntimeContext } from './runtime-context.ts'

const defaultLimit = 200

/** [E6] One page of the log: `after` is a seq, or a time as a filter. */
const list = async (context: RuntimeContext, actor: Actor, input: ListEventsInput): Promise<EventPage> => {
  const { sessionId, after = 0, limit = defaultLimit, types, compactDeltas } = input
  const { record } = (await openSession(context, actor, sessionId)).state
  const query: ReadEventsQuery = { sessionId, afterSeq: typeof after === 'number' ? after : 0, limit: limit + 1 }
  if (typeof after === 'string') query.afterTime = after
  if (types) query.types = types
  if (compactDeltas) {
    query.withoutDeltasExcept = record.openBlocks.map((open) => open.blockId)
    // What came since may be of blocks that are not known to be open: the next page has it.
    query.uptoSeq = record.lastSeq
  }
  const read = await context.store.readEvents(query)
  const events = read.slice(0, limit).map(({ event }) => event)
  const hasMore = read.length > limit
  const last = events.at(-1)?.seq ?? query.afterSeq
  // Nothing between the last hit and the log's end as it was before reading can match any more.
  return { events, nextAfter: hasMore ? last : Math.max(last, record.lastSeq), hasMore }
}

async function* follow(
  context: RuntimeContext,
  actor: Actor,
  { input, signal }: { input: FollowEventsInput; signal: AbortSignal },
): AsyncGenerator<FollowFrame> {
  const { sessionId, after = 0, compactDeltas } = input
  const { record } = (await openSession(context, actor, sessionId)).state
  const openBlockIds = record.openBlocks.map((open) => open.blockId)
  const compact = compactDeltas ? { openBlockIds, uptoSeq: record.lastSeq } : undefined
  yield* followEvents({ log: context.store, hub: context.host.hub, sessionId, afterSeq: after, compact, signal })
}

export const eventProcedures = (context: RuntimeContext): AgentRuntime['events'] => ({
  list: (actor, input) => list(context, actor, input),
  follow: (actor, input, signal) => follow(context, actor, { input, signal }),
})

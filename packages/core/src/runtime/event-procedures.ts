import type { EventPage, ListEventsInput } from '@sojourn/contract/event-query'
import type { OutlineEntry, OutlineInput, OutlinePage } from '@sojourn/contract/outline'
import { outlinedTypes, outlineOf } from '@sojourn/contract/outline-of'
import { type FollowFrame, followEvents } from '../events/follow-events.ts'
import type { Follower } from '../events/followers.ts'
import type { ReadEventsQuery } from '../ports/session-store.ts'
import type { Actor, AgentRuntime, FollowRequest } from './agent-runtime.ts'
import { openSession, type RuntimeContext } from './runtime-context.ts'

const defaultLimit = 200

/** [E6] One page of the log: `after` is a seq, or a time as a filter; with `before`, the last ones before that seq. */
const list = async (context: RuntimeContext, actor: Actor, input: ListEventsInput): Promise<EventPage> => {
  const { sessionId, after = 0, before, limit = defaultLimit, types, compactDeltas, brief } = input
  const { record } = (await openSession(context, actor, sessionId)).state
  const query: ReadEventsQuery = { sessionId, afterSeq: typeof after === 'number' ? after : 0, limit: limit + 1 }
  if (typeof after === 'string') query.afterTime = after
  if (types) query.types = types
  if (compactDeltas) {
    query.withoutDeltasExcept = record.openBlocks.map((open) => open.blockId)
    // What came since may be of blocks that are not known to be open: the next page has it.
    query.uptoSeq = record.lastSeq
  }
  if (before !== undefined) {
    query.fromEnd = true
    query.uptoSeq = Math.min(before - 1, record.lastSeq)
  }
  const read = await context.store.readEvents(query)
  const hasMore = read.length > limit
  const page = query.fromEnd ? read.slice(-limit) : read.slice(0, limit)
  const events = page.map((logged) => (brief ? logged.brief : logged).event)
  if (query.fromEnd) return { events, nextAfter: Math.max(0, query.uptoSeq ?? 0), hasMore }
  const last = events.at(-1)?.seq ?? query.afterSeq
  // Nothing between the last hit and the log's end as it was before reading can match any more.
  return { events, nextAfter: hasMore ? last : Math.max(last, record.lastSeq), hasMore }
}

const outlinePageSize = 1_000
const defaultOutlineLimit = 2_000

/** [E12] Reads on until so many entries have been found, or the end. */
const outline = async (context: RuntimeContext, actor: Actor, input: OutlineInput): Promise<OutlinePage> => {
  const { sessionId, after = 0, limit = defaultOutlineLimit } = input
  const uptoSeq = (await openSession(context, actor, sessionId)).state.record.lastSeq
  const entries: OutlineEntry[] = []
  for (let afterSeq = after; ; ) {
    const query = { sessionId, afterSeq, uptoSeq, types: outlinedTypes, limit: outlinePageSize }
    const page = await context.store.readEvents(query)
    for (const { event } of page) {
      if (entries.length === limit) return { entries, nextAfter: event.seq - 1, hasMore: true }
      const entry = outlineOf(event)
      if (entry) entries.push(entry)
    }
    if (page.length < outlinePageSize) return { entries, nextAfter: Math.max(after, uptoSeq), hasMore: false }
    afterSeq = page.at(-1)?.seq ?? uptoSeq
  }
}

async function* follow(
  context: RuntimeContext,
  actor: Actor,
  { input, signal }: { input: FollowRequest; signal: AbortSignal },
): AsyncGenerator<FollowFrame> {
  const { sessionId, after = 0, compactDeltas, brief, transport = 'in_process' } = input
  const { record } = (await openSession(context, actor, sessionId)).state
  const openBlockIds = record.openBlocks.map((open) => open.blockId)
  const compact = compactDeltas ? { openBlockIds, uptoSeq: record.lastSeq } : undefined
  const since = context.clock.now()
  const progress: Follower = { projectId: actor.projectId, sessionId, transport, since, seq: after }
  const { store: log, host, followers } = context
  const leave = followers.add(progress)
  try {
    const frames = followEvents({ log, hub: host.hub, sessionId, afterSeq: after, compact, signal, progress })
    for await (const frame of frames) yield brief && frame.kind === 'events' ? briefFrame(frame) : frame
  } finally {
    leave()
  }
}

/** The same frame when nothing in it is long, so that followers go on sharing what it looks like on the wire. */
const briefFrame = (frame: Extract<FollowFrame, { kind: 'events' }>): FollowFrame =>
  frame.events.every((logged) => logged.brief === logged)
    ? frame
    : { kind: 'events', events: frame.events.map((logged) => logged.brief) }

export const eventProcedures = (context: RuntimeContext): AgentRuntime['events'] => ({
  list: (actor, input) => list(context, actor, input),
  outline: (actor, input) => outline(context, actor, input),
  follow: (actor, input, signal) => follow(context, actor, { input, signal }),
})

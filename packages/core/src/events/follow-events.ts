import type { ClientHub } from '../ports/client-hub.ts'
import type { EventLog } from '../ports/session-store.ts'
import { Doorbell } from './doorbell.ts'
import type { LoggedEvent } from './logged-event.ts'

/** `synced` comes once, when the follower has caught up; its seq is the last event delivered before it. */
export type FollowFrame = { kind: 'events'; events: readonly LoggedEvent[] } | { kind: 'synced'; seq: number }

export interface Following {
  log: Pick<EventLog, 'readEvents'>
  hub: ClientHub
  sessionId: string
  /** Exclusive. */
  afterSeq: number
  /**
   * When deltas of completed blocks are left out of the replay: the blocks that were open when the follower came, and
   * the log's end at that time.
   */
  compact?: { openBlockIds: readonly string[]; uptoSeq: number } | undefined
  signal: AbortSignal
  /** Told how far the follower has got: the seq of the last event that it has taken. */
  progress?: { seq: number } | undefined
}

/** Events a page of replay holds. */
const pageSize = 1_000

/**
 * [E3] One path for replay and live: register for hints, read from the cursor until there is nothing more, say `synced`
 * once, wait for a hint, read on. What is read comes from the hub's tail when it reaches back far enough, else from the
 * log; a slow follower therefore costs its cursor and no memory ([E4]). Ends with the signal or when the session goes.
 */
export async function* followEvents(following: Following): AsyncGenerator<FollowFrame> {
  const { hub, sessionId, signal, progress } = following
  const bell = new Doorbell()
  let ended = signal.aborted
  const end = () => {
    ended = true
    bell.ring()
  }
  const unsubscribe = hub.subscribe(sessionId, { onEvents: bell.ring, onEnd: end })
  signal.addEventListener('abort', end, { once: true })
  try {
    let cursor = following.afterSeq
    let synced = false
    while (!ended) {
      const read = await readOn(following, cursor)
      cursor = read.cursor
      if (read.events.length > 0) yield { kind: 'events', events: read.events }
      // It comes back for more when it has taken these.
      if (progress) progress.seq = cursor
      if (!read.caughtUp) continue
      if (!synced) {
        synced = true
        yield { kind: 'synced', seq: cursor }
      }
      if (!ended) await bell.wait()
    }
  } finally {
    signal.removeEventListener('abort', end)
    unsubscribe()
  }
}

interface ReadOn {
  events: readonly LoggedEvent[]
  cursor: number
  caughtUp: boolean
}

const readOn = async (following: Following, cursor: number): Promise<ReadOn> => {
  const { hub, log, sessionId, compact } = following
  const replaying = compact !== undefined && cursor < compact.uptoSeq
  const recent = replaying ? null : hub.recent(sessionId, cursor)
  if (recent) return { events: recent, cursor: recent.at(-1)?.seq ?? cursor, caughtUp: true }
  if (!replaying) {
    const events = await log.readEvents({ sessionId, afterSeq: cursor, limit: pageSize })
    return { events, cursor: events.at(-1)?.seq ?? cursor, caughtUp: events.length < pageSize }
  }
  const { openBlockIds, uptoSeq } = compact
  const query = { sessionId, afterSeq: cursor, uptoSeq, limit: pageSize, withoutDeltasExcept: openBlockIds }
  const events = await log.readEvents(query)
  if (events.length === pageSize) return { events, cursor: events.at(-1)?.seq ?? cursor, caughtUp: false }
  return { events, cursor: uptoSeq, caughtUp: false }
}

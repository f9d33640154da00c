import type { SessionEvent } from '@sojourn/contract/event'
import type { Transcript } from '@sojourn/contract/transcript'
import { getClient } from './client.ts'
import { connectionStore } from './connection.ts'
import { FramePace } from './frame-pace.ts'
import { LogWindow } from './log-window.ts'
import { logInAgainAfter } from './login.ts'
import { isRetryable } from './problem.ts'
import { type TranscriptRow, TranscriptRows } from './transcript-rows.ts'

/**
 * `opening` until the end of the log is here; `catching_up` until the server says that everything up to now has been
 * delivered; `ended` when it cannot be followed any more (deleted, unknown), with the reason in `error`.
 */
export interface SessionLogView {
  phase: 'opening' | 'catching_up' | 'live' | 'ended'
  error: unknown
  /** Lists that stay as they are; the next view has its own. */
  transcript: Transcript
  rows: readonly TranscriptRow[]
  /** The events that are here, in order of seq, without deltas. */
  events: readonly SessionEvent[]
  /** What has come since the view before. */
  fresh: readonly SessionEvent[]
  /** There is more of the log before what is here. */
  hasEarlier: boolean
  loadingEarlier: boolean
}

const retryMs = 1_000
/** Every third frame: nobody reads faster, and each time costs a rendering of the page. */
const flushMs = 48
/** While much arrives nobody can read it anyway; folding it in larger portions gets there sooner. */
const catchUpFlushMs = 200
/** Events of the first page: a few screens. */
const firstPage = 300
const earlierPage = 1_000
/** Events that a window may grow to while its reader is at the end, and what is left of it then. */
const mostEvents = 12_000
const keptEvents = 4_000
/** Beyond the last event of any log. */
const fromEnd = Number.MAX_SAFE_INTEGER
const none: readonly never[] = []

/**
 * The log of one session in this tab: a window that reaches to its end. It opens with the last page and follows from
 * there; what comes before is read when somebody goes there. Batches are kept until an animation frame, and folded in
 * thirty times a second at most, so a fast stream costs no more renders than that. The cursor is its own, not the
 * transport's: after a reconnect it asks for what comes after the last event it has, and an event that arrives twice is
 * dropped by its seq.
 */
export class SessionLog {
  readonly sessionId: string
  #window = new LogWindow(none, { coveredAfter: 0, lastSeq: 0 })
  readonly #rows = new TranscriptRows()
  #view: SessionLogView = {
    phase: 'opening',
    error: null,
    transcript: this.#window.fold.transcript,
    rows: none,
    events: none,
    fresh: none,
    hasEarlier: false,
    loadingEarlier: false,
  }
  #cursor = 0
  #arrived: SessionEvent[] = []
  #synced = false
  #followers = 0
  /** Whether the reader is at the end, and nothing of what is far above is in use. */
  #atEnd = true
  #earlier: Promise<void> | null = null
  readonly #pace = new FramePace()
  #stopFollowing: (() => void) | null = null
  #retry: ReturnType<typeof setTimeout> | undefined
  readonly #listeners = new Set<() => void>()

  constructor(sessionId: string) {
    this.sessionId = sessionId
  }

  readonly get = (): SessionLogView => this.#view

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Follows while at least one caller wants it; the answer ends that. */
  follow(): () => void {
    this.#followers += 1
    if (this.#followers > 1) return () => this.#release(() => {})
    const leave = connectionStore.subscribe(() => this.#onConnection())
    this.#onConnection()
    return () => this.#release(leave)
  }

  /** Reads the page before what is here; the one that is under way, if any. Rejects when it cannot be read. */
  loadEarlier(): Promise<void> {
    this.#earlier ??= this.#readEarlier(earlierPage).finally(() => {
      this.#earlier = null
      this.#set({ loadingEarlier: false })
    })
    return this.#earlier
  }

  /** Reads back until this event is here. */
  async loadBackTo(seq: number, signal?: AbortSignal): Promise<void> {
    while (this.#window.coveredAfter >= seq && this.#window.hasEarlier && !signal?.aborted) await this.loadEarlier()
  }

  /** While its reader is at the end, a window that has grown long lets go of its beginning. */
  readerIsAtEnd(atEnd: boolean): void {
    this.#atEnd = atEnd
  }

  #release(leave: () => void): void {
    this.#followers -= 1
    leave()
    if (this.#followers === 0) this.#stop()
  }

  /** Reading begins before the socket is there: it goes another way, and following waits for the socket by itself. */
  #onConnection(): void {
    if (connectionStore.get().status === 'reconnecting') this.#stop()
    else this.#start()
  }

  #start(): void {
    if (this.#stopFollowing || this.#view.phase === 'ended') return
    if (this.#view.phase === 'live') this.#set({ phase: 'catching_up' })
    const stopping = new AbortController()
    this.#stopFollowing = () => stopping.abort()
    this.#openAndFollow(stopping.signal).catch((error: unknown) => {
      if (!stopping.signal.aborted) this.#broken(error)
    })
  }

  async #openAndFollow(signal: AbortSignal): Promise<void> {
    if (this.#view.phase === 'opening') await this.#open(signal)
    if (signal.aborted) return
    const input = { sessionId: this.sessionId, after: this.#cursor, compactDeltas: true, brief: true }
    const broken = (error: unknown) => {
      if (!signal.aborted) this.#broken(error)
    }
    const subscription = getClient().events.follow.subscribe(input, {
      onData: (frame) => this.#receive('data' in frame ? frame.data : frame),
      onError: broken,
      onComplete: () => broken(null),
    })
    signal.addEventListener('abort', () => subscription.unsubscribe(), { once: true })
  }

  /** The end of the log, and as much before it as what is being written there needs to be shown. */
  async #open(signal: AbortSignal): Promise<void> {
    const page = await this.#read(fromEnd, { limit: firstPage, signal })
    this.#window = new LogWindow(page.events, { coveredAfter: page.coveredAfter, lastSeq: page.nextAfter })
    this.#cursor = this.#window.lastSeq
    while (this.#window.beginsWithinBlock && !signal.aborted) await this.#readEarlier(earlierPage)
    this.#show({ phase: 'catching_up' }, 0)
  }

  async #read(before: number, { limit, signal }: { limit: number; signal?: AbortSignal }) {
    const input = { sessionId: this.sessionId, before, limit, compactDeltas: true, brief: true }
    const page = await getClient().events.list.query(input, signal ? { signal } : {})
    return { ...page, coveredAfter: page.hasMore ? (page.events[0]?.seq ?? 1) - 1 : 0 }
  }

  async #readEarlier(limit: number): Promise<void> {
    const window = this.#window
    if (!window.hasEarlier) return
    this.#set({ loadingEarlier: true })
    const { events, coveredAfter } = await this.#read(window.coveredAfter + 1, { limit })
    // What came meanwhile is in the window already; only a window that was cut meanwhile does not fit any more.
    if (this.#window.coveredAfter !== window.coveredAfter) return
    this.#window = this.#window.withEarlier(events, coveredAfter)
    this.#rows.clear()
    this.#show({}, 0)
  }

  #stop(): void {
    clearTimeout(this.#retry)
    this.#stopFollowing?.()
    this.#stopFollowing = null
  }

  /** The stream ended: for good when the session is gone, else it is asked for again. */
  #broken(error: unknown): void {
    if (!this.#stopFollowing) return
    this.#stop()
    logInAgainAfter(error)
    if (error && !isRetryable(error)) this.#set({ phase: 'ended', error })
    else this.#retry = setTimeout(() => this.#onConnection(), retryMs)
  }

  #receive(frame: { events: readonly SessionEvent[] } | { synced: number }): void {
    if ('synced' in frame) {
      this.#synced = true
      // What is left is little, and it is the end: show it with the next frame.
      this.#pace.cancel()
    } else {
      for (const event of frame.events) {
        if (event.seq <= this.#cursor) continue
        this.#cursor = event.seq
        this.#arrived.push(event)
      }
    }
    this.#scheduleFlush()
  }

  #scheduleFlush(): void {
    const catchingUp = this.#view.phase === 'catching_up' && !this.#synced && this.#view.rows.length > 0
    this.#pace.schedule(() => this.#flush(), { restMs: catchingUp ? catchUpFlushMs : flushMs })
  }

  #flush(): void {
    const fresh = this.#arrived
    this.#arrived = []
    const phase = this.#synced ? 'live' : this.#view.phase
    this.#synced = false
    if (fresh.length === 0) {
      if (phase !== this.#view.phase) this.#set({ phase })
      return
    }
    this.#window.append(fresh)
    if (this.#atEnd && this.#window.events.length > mostEvents) {
      this.#window = this.#window.cutTo(keptEvents)
      this.#rows.clear()
    }
    this.#show({ phase, fresh }, this.#window.fold.takeChanges())
  }

  /** Shows the window as it is now; items from `changedFrom` on may be new. */
  #show(changes: Partial<SessionLogView>, changedFrom: number): void {
    const { events, fold } = this.#window
    const { transcript } = fold
    if (changedFrom === 0) fold.takeChanges()
    this.#rows.update(transcript, changedFrom)
    this.#set({
      ...changes,
      transcript: {
        ...transcript,
        lastSeq: this.#window.lastSeq,
        items: transcript.items.slice(),
        runs: transcript.runs.slice(),
      },
      rows: this.#rows.rows.slice(),
      // Text that streams adds none.
      events: changedFrom > 0 && events.length === this.#view.events.length ? this.#view.events : events.slice(),
      hasEarlier: this.#window.hasEarlier,
    })
  }

  #set(changes: Partial<SessionLogView>): void {
    this.#view = { ...this.#view, fresh: none, ...changes }
    for (const listener of this.#listeners) listener()
  }
}

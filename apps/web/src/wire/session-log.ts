import type { SessionEvent } from '@sojourn/contract/event'
import { emptyTranscript, reduceTranscript, type Transcript } from '@sojourn/contract/transcript'
import { getClient } from './client.ts'
import { connectionStore } from './connection.ts'
import { logInAgainAfter } from './login.ts'
import { isRetryable } from './problem.ts'
import { foldRuns, type RunViews } from './run-views.ts'

/**
 * `catching_up` until the server says that everything up to now has been delivered; `ended` when it cannot be followed
 * any more (deleted, unknown), with the reason in `error`.
 */
export interface SessionLogView {
  phase: 'catching_up' | 'live' | 'ended'
  error: unknown
  events: readonly SessionEvent[]
  transcript: Transcript
  runs: RunViews
}

const retryMs = 1_000
const hiddenFlushMs = 250
/** While much arrives nobody can read it anyway; folding it in larger portions gets there sooner. */
const catchUpFlushMs = 200

/**
 * The log of one session in this tab. Batches are kept until the next animation frame and folded in once per frame, so a
 * fast stream costs one render a frame. The cursor is its own, not the transport's: after a reconnect it asks for what
 * comes after the last event it has, and an event that arrives twice is dropped by its seq.
 */
export class SessionLog {
  readonly sessionId: string
  #view: SessionLogView = {
    phase: 'catching_up',
    error: null,
    events: [],
    transcript: emptyTranscript,
    runs: new Map(),
  }
  #cursor = 0
  #arrived: SessionEvent[] = []
  #synced = false
  #followers = 0
  #cancelFlush: (() => void) | null = null
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

  /** Adds the deltas that the replay left out, so that every event of the log is here. */
  async loadDeltas(signal: AbortSignal): Promise<void> {
    const { sessionId } = this
    const found: SessionEvent[] = []
    for (let after = 0, more = true; more; ) {
      const input = { sessionId, after, types: ['block.delta'], limit: 1000 }
      const page = await getClient().events.list.query(input, { signal })
      found.push(...page.events)
      after = page.nextAfter
      more = page.hasMore
    }
    const known = new Set(this.#view.events.map((event) => event.seq))
    const missing = found.filter((event) => !known.has(event.seq) && event.seq <= this.#cursor)
    if (missing.length === 0) return
    this.#set({ events: [...this.#view.events, ...missing].sort((one, other) => one.seq - other.seq) })
  }

  #release(leave: () => void): void {
    this.#followers -= 1
    leave()
    if (this.#followers === 0) this.#stop()
  }

  #onConnection(): void {
    if (connectionStore.get().status === 'live') this.#start()
    else this.#stop()
  }

  #start(): void {
    if (this.#stopFollowing || this.#view.phase === 'ended') return
    if (this.#view.phase === 'live') this.#set({ phase: 'catching_up' })
    const input = { sessionId: this.sessionId, after: this.#cursor, compactDeltas: true }
    const subscription = getClient().events.follow.subscribe(input, {
      onData: (frame) => this.#receive('data' in frame ? frame.data : frame),
      onError: (error) => this.#broken(error),
      onComplete: () => this.#broken(null),
    })
    this.#stopFollowing = () => subscription.unsubscribe()
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
      this.#cancelFlush?.()
      this.#cancelFlush = null
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
    if (this.#cancelFlush) return
    const flush = () => {
      this.#cancelFlush?.()
      this.#cancelFlush = null
      this.#flush()
    }
    // Animation frames stop in a hidden tab; the timer keeps title, icon and memory in step there.
    const catchingUp = this.#view.phase === 'catching_up' && !this.#synced && this.#view.events.length > 0
    const timer = setTimeout(flush, catchingUp ? catchUpFlushMs : hiddenFlushMs)
    const frame = catchingUp ? 0 : requestAnimationFrame(flush)
    this.#cancelFlush = () => {
      clearTimeout(timer)
      cancelAnimationFrame(frame)
    }
  }

  #flush(): void {
    const events = this.#arrived
    this.#arrived = []
    const phase = this.#synced ? 'live' : this.#view.phase
    this.#synced = false
    if (events.length === 0 && phase === this.#view.phase) return
    this.#set({
      phase,
      events: events.length === 0 ? this.#view.events : this.#view.events.concat(events),
      transcript: events.length === 0 ? this.#view.transcript : reduceTranscript(events, this.#view.transcript),
      runs: foldRuns(events, this.#view.runs),
    })
  }

  #set(changes: Partial<SessionLogView>): void {
    this.#view = { ...this.#view, ...changes }
    for (const listener of this.#listeners) listener()
  }
}

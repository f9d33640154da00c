import { type ErrorCode, SojournError } from '@sojourn/contract/error'
import type { SessionEvent } from '@sojourn/contract/event'
import type { FollowOptions } from '../stream/follow.ts'
import { sessionEvents } from '../stream/session-events.ts'
import type { ClientContext } from './client-context.ts'

/** A handler at work. */
export interface Subscription {
  /** Ends it; handlers under way have their signal aborted. */
  stop(): void
  /** Settles when it has ended; rejects when a handler threw, the session was deleted or access was refused. */
  readonly done: Promise<void>
}

/** What permissions and questions have in common. */
export interface Requests<Item> {
  sessionId: string
  options: FollowOptions | undefined
  pending(signal: AbortSignal): Promise<{ items: Item[] }>
  get(id: string, signal: AbortSignal): Promise<Item>
  askedIn(event: SessionEvent): string | null
  resolvedIn(event: SessionEvent): string | null
  /** Asks the handler and answers; `signal` aborts when the request is resolved elsewhere or the watch ends. */
  handle(item: Item, signal: AbortSignal): Promise<void>
}

/** Answers that lost the race against another one, or against the end of the request. */
const lost: readonly ErrorCode[] = ['ALREADY_ANSWERED', 'PERMISSION_NOT_FOUND', 'QUESTION_NOT_FOUND']

/** Calls the handler once for every request of a session: those that are pending now and those that come. */
export const watchRequests = <Item extends { id: string; status: string }>(
  context: ClientContext,
  requests: Requests<Item>,
): Subscription => {
  const watch = new Watch(context, requests)
  return { stop: () => watch.stop(), done: watch.run() }
}

class Watch<Item extends { id: string; status: string }> {
  readonly #context: ClientContext
  readonly #requests: Requests<Item>
  readonly #owner = new AbortController()
  readonly #underWay = new Map<string, AbortController>()
  #failure: { error: unknown } | null = null

  constructor(context: ClientContext, requests: Requests<Item>) {
    this.#context = context
    this.#requests = requests
  }

  stop(): void {
    this.#owner.abort()
    for (const handling of this.#underWay.values()) handling.abort()
  }

  async run(): Promise<void> {
    const stop = () => this.stop()
    const signal = this.#requests.options?.signal
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
    try {
      await this.#follow()
    } catch (error) {
      if (!this.#owner.signal.aborted) throw error
    } finally {
      signal?.removeEventListener('abort', stop)
      this.stop()
    }
    if (this.#failure) throw this.#failure.error
  }

  /** The cursor is taken before the list, so that no request falls between the two. */
  async #follow(): Promise<void> {
    const { sessionId, options, pending, askedIn, resolvedIn, get } = this.#requests
    const signal = this.#owner.signal
    const { lastSeq } = await this.#context.sessions.get({ sessionId }, { signal })
    for (const item of (await pending(signal)).items) this.#start(item)
    for await (const batch of sessionEvents(this.#context, sessionId, { ...options, after: lastSeq, signal })) {
      for (const event of batch) {
        this.#underWay.get(resolvedIn(event) ?? '')?.abort()
        const asked = askedIn(event)
        if (asked !== null && !this.#underWay.has(asked)) this.#start(await get(asked, signal))
      }
    }
  }

  #start(item: Item): void {
    if (item.status !== 'pending' || this.#underWay.has(item.id)) return
    const handling = new AbortController()
    this.#underWay.set(item.id, handling)
    // A failure ends the watch; `run` throws it.
    void this.#requests.handle(item, handling.signal).catch((error: unknown) => {
      if (handling.signal.aborted || (error instanceof SojournError && lost.includes(error.code))) return
      this.#failure ??= { error }
      this.stop()
    })
  }
}

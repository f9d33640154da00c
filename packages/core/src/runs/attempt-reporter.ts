import type { AttachmentRecord } from '../ports/records.ts'
import type { AgentSession } from '../session/agent-session.ts'
import { AttemptDetached, type AttemptRef } from '../session/command.ts'
import type { EventDraft } from '../session/event-draft.ts'

/** Reports that may wait for the log before the runner has to wait too. */
const maxWaiting = 5_000

/**
 * The way of one attempt's words into the log, in order. Whatever is said while a commit is under way goes with the
 * next one, so a fast runner costs few commits, and one that is far ahead of the log waits for it.
 */
export class AttemptReporter {
  readonly #session: AgentSession
  readonly #attempt: AttemptRef
  readonly #detached: () => void
  #waiting: EventDraft[] = []
  /** Of what the waiting drafts name. */
  #contents: AttachmentRecord[] = []
  #sending: Promise<void> | null = null
  #failure: unknown = null

  /** `detached` is called when the log refuses a report because the attempt is no longer the executing one. */
  constructor(session: AgentSession, attempt: AttemptRef, detached: () => void) {
    this.#session = session
    this.#attempt = attempt
    this.#detached = detached
  }

  /** Nothing that is said from now on reaches the log. */
  get hasFailed(): boolean {
    return this.#failure !== null
  }

  /** Resolves when everything said so far is durable; rejects when the attempt is over or the store is out of reach. */
  async send(drafts: readonly EventDraft[], contents: readonly AttachmentRecord[] = []): Promise<void> {
    for (const content of contents) this.#contents.push(content)
    this.say(drafts)
    await this.flush()
  }

  /** Says it without waiting for the log; resolves at once unless the log is far behind. */
  async stream(draft: EventDraft): Promise<void> {
    this.say([draft])
    if (this.#waiting.length > maxWaiting) await this.flush()
  }

  say(drafts: readonly EventDraft[]): void {
    if (this.#failure !== null) throw this.#failure
    for (const draft of drafts) this.#waiting.push(draft)
    if (this.#sending === null) {
      this.#sending = this.#sendAll()
      // Whoever waits hears of a failure from flush; those who stream hear of it at their next word.
      this.#sending.catch(() => {})
    }
  }

  async flush(): Promise<void> {
    while (this.#sending !== null) await this.#sending
    if (this.#failure !== null) throw this.#failure
  }

  async #sendAll(): Promise<void> {
    // What is said in the same breath goes together.
    await Promise.resolve()
    try {
      while (this.#waiting.length > 0) {
        const drafts = this.#waiting
        this.#waiting = []
        const contents = this.#contents
        this.#contents = []
        await this.#session.execute({ type: 'report', attempt: this.#attempt, drafts, contents })
      }
    } catch (error) {
      this.#failure = error
      this.#waiting = []
      this.#contents = []
      if (error instanceof AttemptDetached) this.#detached()
    } finally {
      this.#sending = null
    }
  }
}

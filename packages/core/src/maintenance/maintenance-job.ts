import type { MaintenanceStatus } from '@sojourn/contract/operations'
import { type Clock, isoTime } from '../ports/clock.ts'
import type { Actor } from '../runtime/agent-runtime.ts'
import { rememberedMs } from '../runtime/call-once.ts'
import type { RuntimeContext } from '../runtime/runtime-context.ts'
import type { Logger } from '../runtime/runtime-options.ts'
import { archiveIdle, deleteFinished } from './tidy-sessions.ts'

export interface MaintenanceOptions {
  /** ISO-8601 duration; sessions in which nothing has happened for so long are archived. */
  archiveAfter?: string | undefined
  /** ISO-8601 duration; archived and completed sessions in which nothing has happened for so long are deleted. */
  deleteAfter?: string | undefined
  /** From the end of one pass to the next, milliseconds; default an hour. */
  everyMs?: number | undefined
}

const defaultEveryMs = 3_600_000
/** A start has better things to do. */
const firstPassMs = 60_000
const firstRetryMs = 10_000

interface Parts {
  context: RuntimeContext
  projectId: string
  clock: Clock
  logger: Logger
}

/**
 * Archives idle sessions, deletes finished ones and forgets old idempotency keys, now and then, one session after the
 * other. A pass that fails is tried again, later each time; nothing waits for it. Off unless it is told what to do.
 */
export class MaintenanceJob {
  readonly #options: MaintenanceOptions
  readonly #parts: Parts
  readonly #actor: Actor
  readonly #stopping = new AbortController()
  #cancelTimer: () => void = () => {}
  #pass: Promise<void> | null = null
  #nextAt: number | null = null
  #failures = 0
  #archived = 0
  #deleted = 0
  #lastPass: MaintenanceStatus['lastPass'] = null
  #lastError: MaintenanceStatus['lastError'] = null

  constructor(options: MaintenanceOptions, parts: Parts) {
    this.#options = options
    this.#parts = parts
    this.#actor = { projectId: parts.projectId, by: 'maintenance', source: 'operator' }
  }

  /** Null when it has nothing to do, ever. */
  get status(): MaintenanceStatus | null {
    const { archiveAfter = null, deleteAfter = null } = this.#options
    if (archiveAfter === null && deleteAfter === null) return null
    return {
      archiveAfter,
      deleteAfter,
      working: this.#pass !== null,
      archived: this.#archived,
      deleted: this.#deleted,
      lastPass: this.#lastPass,
      failures: this.#failures,
      lastError: this.#lastError,
      nextPassAt: this.#nextAt === null ? null : isoTime(this.#nextAt),
    }
  }

  start(): void {
    if (this.status) this.#later(Math.min(firstPassMs, this.#everyMs))
  }

  /** Resolves when the session that it is at is done. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#cancelTimer()
    await this.#pass
  }

  get #everyMs(): number {
    return this.#options.everyMs ?? defaultEveryMs
  }

  #later(delayMs: number): void {
    if (this.#stopping.signal.aborted) return
    const { clock } = this.#parts
    this.#nextAt = clock.now() + delayMs
    this.#cancelTimer = clock.schedule(delayMs, () => {
      this.#nextAt = null
      this.#pass = this.#work().finally(() => {
        this.#pass = null
      })
    })
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    try {
      await this.#tidy()
      this.#failures = 0
      this.#later(this.#everyMs)
    } catch (error) {
      const { clock, logger } = this.#parts
      this.#failures += 1
      this.#lastError = { at: isoTime(clock.now()), message: error instanceof Error ? error.message : String(error) }
      logger.error({ error, failures: this.#failures }, 'Maintenance failed; it is tried again')
      this.#later(Math.min(this.#everyMs, firstRetryMs * 2 ** (this.#failures - 1)))
    }
  }

  async #tidy(): Promise<void> {
    const { context, clock, logger } = this.#parts
    const { archiveAfter, deleteAfter } = this.#options
    const begun = clock.now()
    const tidying = { context, actor: this.#actor, signal: this.#stopping.signal }
    // Deleting first: what is archived in this pass is looked at again in the next.
    const deleted = deleteAfter === undefined ? 0 : await deleteFinished(tidying, deleteAfter)
    this.#deleted += deleted
    const archived = archiveAfter === undefined ? 0 : await archiveIdle(tidying, archiveAfter)
    this.#archived += archived
    const expiredKeys = await context.store.pruneKeys(isoTime(begun - rememberedMs))
    this.#lastPass = { at: isoTime(begun), durationMs: clock.now() - begun, archived, deleted, expiredKeys }
    if (archived + deleted > 0) logger.info({ archived, deleted, expiredKeys }, 'Maintenance has tidied up')
  }
}

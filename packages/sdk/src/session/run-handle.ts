import { SojournError } from '@sojourn/contract/error'
import type { SessionEvent } from '@sojourn/contract/event'
import type { Run, SettledRun } from '@sojourn/contract/run'
import type { CallOptions, Committed } from '../nouns/call.ts'
import { backoffMs, wait } from '../stream/backoff.ts'
import type { FollowOptions } from '../stream/follow.ts'
import { isPassing } from '../stream/retry.ts'
import { sessionEvents } from '../stream/session-events.ts'
import { assistantText } from './assistant-text.ts'
import type { ClientContext } from './client-context.ts'

/** What can be done with a run. Iterating it gives its events, from `run.queued` to the terminal one. */
export interface RunActions extends AsyncIterable<SessionEvent> {
  /** The run's events; reconnects by itself and ends after the terminal event, or quietly with the signal. */
  events(options?: FollowOptions): AsyncIterable<SessionEvent>
  /** What the assistant says, piece by piece. */
  text(options?: FollowOptions): AsyncIterable<string>
  /** The settled run, however long it takes and however often the connection breaks; the signal stops waiting. */
  result(options?: { signal?: AbortSignal | undefined }): Promise<SettledRun>
  get(options?: CallOptions): Promise<Run>
  cancel(input?: { reason?: string | undefined }, options?: CallOptions): Promise<Committed<Run>>
}

/** One input on its way through the agent. */
export interface RunHandle extends RunActions {
  readonly id: string
  readonly sessionId: string
  /** Place in the queue when it was submitted, 1 = next; 0 when nothing was queued. */
  readonly position: number
  /** Seq in the log from which the submit's effects can be read; 0 when it is not known. */
  readonly seq: number
}

/**
 * An input that has just been sent. Awaiting it gives the run once the server has made the input durable; its events and
 * its result can be had without that, and fail as the submit fails.
 */
export interface SentRun extends Promise<RunHandle>, RunActions {}

export interface RunPosition {
  id: string
  sessionId: string
  position: number
  seq: number
}

const terminal: ReadonlySet<string> = new Set(['run.completed', 'run.failed', 'run.cancelled', 'run.timed_out'])

export const openRun = (context: ClientContext, run: RunPosition): RunHandle => {
  const events = (options?: FollowOptions) => runEvents(context, run, options)
  return {
    ...run,
    events,
    text: (options) => assistantText(events(options)),
    result: (options) => settled(context, run.id, options?.signal),
    get: (options) => context.runs.get({ runId: run.id }, options),
    cancel: (input, options) => context.runs.cancel({ runId: run.id, ...input }, options),
    [Symbol.asyncIterator]: () => events(),
  }
}

export const sentRun = (submitted: Promise<RunHandle>): SentRun => {
  const events = async function* (options?: FollowOptions): AsyncGenerator<SessionEvent, void> {
    yield* (await submitted).events(options)
  }
  const actions: RunActions = {
    events,
    text: (options) => assistantText(events(options)),
    result: async (options) => (await submitted).result(options),
    get: async (options) => (await submitted).get(options),
    cancel: async (input, options) => (await submitted).cancel(input, options),
    [Symbol.asyncIterator]: () => events(),
  }
  return Object.assign(submitted, actions)
}

async function* runEvents(
  context: ClientContext,
  run: RunPosition,
  options: FollowOptions = {},
): AsyncGenerator<SessionEvent, void> {
  // A submit answers with the seq of its `run.queued`.
  const after = run.seq - 1
  for await (const batch of sessionEvents(context, run.sessionId, { ...options, after })) {
    for (const event of batch) {
      if (event.runId !== run.id) continue
      yield event
      if (terminal.has(event.type)) return
    }
  }
}

/** How long one request waits for the run, milliseconds; below what proxies commonly allow. */
const awaitTimeoutMs = 25_000

const settled = async (context: ClientContext, runId: string, signal: AbortSignal | undefined): Promise<SettledRun> => {
  let failures = 0
  for (;;) {
    try {
      return await context.runs.await({ runId, timeoutMs: awaitTimeoutMs }, { signal })
    } catch (error) {
      if (error instanceof SojournError && error.code === 'AWAIT_TIMEOUT') failures = 0
      else if (!isPassing(error) || !context.contact.made) throw error
      else await wait(backoffMs(context.backoff, ++failures), signal)
    }
  }
}

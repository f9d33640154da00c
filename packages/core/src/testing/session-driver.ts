import { type ErrorCode, SojournError } from '@sojourn/contract/error'
import type { EventOf, EventType, SessionEvent } from '@sojourn/contract/event'
import type { Run, SubmitRunInput } from '@sojourn/contract/run'
import type { CreateSessionInput, Session } from '@sojourn/contract/session'
import { expect } from 'vitest'
import { startTestRuntime, type TestRuntime, tester } from './test-runtime.ts'

type Options = NonNullable<Parameters<typeof startTestRuntime>[0]>

/** Longer than any test turns the clock. */
const patienceMs = 3_600_000

/** Lets everything that is ready happen: commits take one turn of the event loop each. */
export const quiet = async (turns = 12): Promise<void> => {
  for (let turn = 0; turn < turns; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve))
}

/** One session of a test runtime, with the calls that tests make all the time. */
export class SessionDriver {
  readonly on: TestRuntime
  readonly sessionId: string

  constructor(on: TestRuntime, sessionId: string) {
    this.on = on
    this.sessionId = sessionId
  }

  static async open(options: Options = {}, input: CreateSessionInput = {}): Promise<SessionDriver> {
    return SessionDriver.on(await startTestRuntime(options), input)
  }

  /** A further session of the same runtime. */
  static async on(on: TestRuntime, input: CreateSessionInput = {}): Promise<SessionDriver> {
    const { id } = await on.runtime.sessions.create(tester, input)
    return new SessionDriver(on, id)
  }

  get runtime(): TestRuntime['runtime'] {
    return this.on.runtime
  }

  get clock(): TestRuntime['clock'] {
    return this.on.clock
  }

  /** The runtime's own methods take the session by name; this is that name. */
  get ref(): { sessionId: string } {
    return { sessionId: this.sessionId }
  }

  async submit(text: string, input: Partial<SubmitRunInput> = {}): Promise<string> {
    const { runId } = await this.runtime.runs.submit(tester, { ...this.ref, input: { text }, ...input })
    if (runId === null) throw new Error(`${text} queued nothing`)
    return runId
  }

  /** Submits and waits for the end. */
  run(text: string, input: Partial<SubmitRunInput> = {}): Promise<Run> {
    return this.runtime.runs.execute(tester, {
      ...this.ref,
      input: { text },
      ...input,
      awaitTimeoutMs: patienceMs,
    })
  }

  settled(runId: string): Promise<Run> {
    return this.runtime.runs.await(tester, { runId, timeoutMs: patienceMs })
  }

  session(): Promise<Session> {
    return this.runtime.sessions.get(tester, this.ref)
  }

  events(): Promise<SessionEvent[]> {
    return this.on.eventsOf(this.sessionId)
  }

  async types(): Promise<string[]> {
    return this.on.typesOf(this.sessionId)
  }

  async eventsOfType<Type extends EventType>(type: Type): Promise<EventOf<Type>[]> {
    return (await this.events()).filter((event) => event.type === type) as EventOf<Type>[]
  }

  /** Ids of the waiting runs, next first. */
  async queue(): Promise<string[]> {
    const page = await this.runtime.runs.list(tester, { ...this.ref, status: 'queued' })
    return page.items.map(({ id }) => id)
  }

  /** Resolves with the `nth` event (from 1) of a type, as soon as the log has it. */
  async until<Type extends EventType>(type: Type, nth = 1): Promise<EventOf<Type>> {
    let seen = 0
    const { signal } = new AbortController()
    for await (const frame of this.runtime.events.follow(tester, this.ref, signal)) {
      if (frame.kind !== 'events') continue
      for (const { event } of frame.events) {
        if (event.type === type) seen += 1
        if (event.type === type && seen === nth) return event as EventOf<Type>
      }
    }
    throw new Error(`The session ended before its ${nth}. ${type}`)
  }

  /** Everything that a refused call must leave as it was. */
  async everything(): Promise<unknown> {
    const runs = await this.runtime.runs.list(tester, { ...this.ref, limit: 200 })
    const stored = await this.on.store.loadSession({ projectId: 'default', id: this.sessionId })
    const requests = await this.runtime.permissions.list(tester, { ...this.ref, limit: 200 })
    return { session: await this.session(), events: await this.events(), runs, stored, requests }
  }

  /** Expects the call to be refused with `code` and to leave nothing behind. */
  async refused(call: () => Promise<unknown>, code: ErrorCode): Promise<SojournError> {
    const before = await this.everything()
    const error = await refusal(call())
    expect(error.code).toBe(code)
    expect(await this.everything()).toEqual(before)
    return error
  }

  /** Expects the call to be accepted and to change nothing. */
  async unchanged(call: () => Promise<unknown>): Promise<void> {
    const before = await this.everything()
    await call()
    expect(await this.everything()).toEqual(before)
  }
}

/** The error that `promise` is refused with. */
export const refusal = async (promise: Promise<unknown>): Promise<SojournError> => {
  const error = await promise.then(
    () => new Error('It was not refused'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof SojournError)) throw error
  return error
}

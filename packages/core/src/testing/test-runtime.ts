import type { SessionEvent } from '@sojourn/contract/event'
import type { SessionStore } from '../ports/session-store.ts'
import type { Actor, AgentRuntime } from '../runtime/agent-runtime.ts'
import { createAgentRuntime } from '../runtime/create-agent-runtime.ts'
import type { Logger, RuntimeOptions } from '../runtime/runtime-options.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { CountingIds } from './counting-ids.ts'
import { ManualClock } from './manual-clock.ts'
import { ScriptedTurns } from './scripted-turns.ts'

export const tester: Actor = { projectId: 'default', by: 'tester', source: 'user' }

/** Keeps what was logged, so that a test can see that something was said. */
export class LogBook implements Logger {
  readonly lines: { level: string; message: string; fields: object }[] = []
  readonly debug = (fields: object, message: string) => void this.lines.push({ level: 'debug', message, fields })
  readonly info = (fields: object, message: string) => void this.lines.push({ level: 'info', message, fields })
  readonly warn = (fields: object, message: string) => void this.lines.push({ level: 'warn', message, fields })
  readonly error = (fields: object, message: string) => void this.lines.push({ level: 'error', message, fields })
}

export interface TestRuntime {
  runtime: AgentRuntime
  clock: ManualClock
  runner: ScriptedTurns
  store: SessionStore
  log: LogBook
  /** All events of a session. */
  eventsOf(sessionId: string): Promise<SessionEvent[]>
  typesOf(sessionId: string): Promise<string[]>
}

/** A runtime on the memory store with a manual clock and a runner that the test writes; agent `test` is the default. */
export const startTestRuntime = async (
  options: Partial<RuntimeOptions> & { runner?: ScriptedTurns } = {},
): Promise<TestRuntime> => {
  const { runner = new ScriptedTurns(), ...rest } = options
  const clock = (rest.clock as ManualClock | undefined) ?? new ManualClock()
  const store = rest.store ?? new MemoryStore()
  const log = new LogBook()
  const runtime = await createAgentRuntime({
    host: { type: 'local', hostId: 'host-1' },
    runners: [runner],
    workspaceOf: (sessionId) => `/workspaces/${sessionId}`,
    agents: [{ id: 'test', runner: runner.name }],
    defaultAgentId: 'test',
    ids: new CountingIds(),
    logger: log,
    deltaCoalesceMs: 0,
    ...rest,
    store,
    clock,
  })
  const eventsOf = async (sessionId: string) => {
    const events: SessionEvent[] = []
    while (true) {
      const page = await store.readEvents({ sessionId, afterSeq: events.length, limit: 1000 })
      events.push(...page.map(({ event }) => event))
      if (page.length < 1000) return events
    }
  }
  const typesOf = async (sessionId: string) => (await eventsOf(sessionId)).map(({ type }) => type)
  return { runtime, clock, runner, store, log, eventsOf, typesOf }
}

import { AgentDirectory } from '../agents/agent-directory.ts'
import { EventWriter } from '../events/event-writer.ts'
import { LocalClientHub } from '../events/local-client-hub.ts'
import { LocalSessionHost } from '../host/local-session-host.ts'
import type { ClientHub } from '../ports/client-hub.ts'
import { RunCoordinator } from '../runs/run-coordinator.ts'
import { RunPlaces } from '../runs/run-places.ts'
import type { AgentSession } from '../session/agent-session.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { CountingIds } from './counting-ids.ts'
import { ManualClock } from './manual-clock.ts'
import { ScriptedTurns } from './scripted-turns.ts'
import { agentRecord } from './store-fixtures.ts'
import { StoreLink } from './store-link.ts'
import { LogBook } from './test-runtime.ts'

/** A local host with everything around it in reach. */
export interface OpenedHost {
  host: LocalSessionHost
  hub: ClientHub
  link: StoreLink
  clock: ManualClock
  log: LogBook
  runner: ScriptedTurns
  /** Sessions that told of a commit, in order. */
  changed: AgentSession[]
}

/** Sessions without work leave memory after 15 minutes. The agent `demo` is registered and executes with `runner`. */
export const openLocalHost = async ({ runner = new ScriptedTurns() } = {}): Promise<OpenedHost> => {
  const link = new StoreLink(new MemoryStore())
  const { store } = link
  await store.insertAgent(agentRecord({ runner: runner.name }))
  const clock = new ManualClock()
  const log = new LogBook()
  const hub = new LocalClientHub()
  const agents = new AgentDirectory(store)
  const runners = new Map([[runner.name, runner]])
  const changed: AgentSession[] = []
  const host = new LocalSessionHost({
    hostId: 'host-1',
    store,
    writer: new EventWriter(store),
    hub,
    clock,
    ids: new CountingIds(),
    logger: log,
    agents,
    places: new RunPlaces({ agents, runners, maxActiveRuns: 10 }),
    coordinator: new RunCoordinator({
      agents,
      runners,
      workspaceOf: (sessionId) => `/workspaces/${sessionId}`,
      coalesceMs: 0,
      backoffMs: 500,
    }),
    idleUnloadMs: 15 * 60_000,
    changed: (session) => changed.push(session),
  })
  return { host, hub, link, clock, log, runner, changed }
}

import type {
  EventSubscriber,
  HostStatus,
  Operations,
  OperationsInput,
  StoreStatus,
} from '@sojourn/contract/operations'
import { defaultPageLimit } from '@sojourn/contract/page'
import type { MaintenanceJob } from '../maintenance/maintenance-job.ts'
import { isoTime } from '../ports/clock.ts'
import type { SessionRecord } from '../ports/records.ts'
import type { Actor, AgentRuntime } from '../runtime/agent-runtime.ts'
import type { RuntimeContext } from '../runtime/runtime-context.ts'
import type { RuntimeOptions } from '../runtime/runtime-options.ts'
import type { AppendTimes } from './append-times.ts'
import type { CrashedSessions } from './crashed-sessions.ts'
import { WorkInMemory } from './work-in-memory.ts'

export interface OperationsParts {
  context: RuntimeContext
  appendTimes: AppendTimes
  crashed: CrashedSessions
  maintenance: MaintenanceJob
  measureProcess: RuntimeOptions['measureProcess']
  info: AgentRuntime['system']['info']
}

const hostOf = ({ context, measureProcess, info }: OperationsParts, isReachable: boolean): HostStatus => {
  const { hostId, version, startedAt, loadedSessions, activeRuns } = info()
  return {
    id: hostId,
    version,
    startedAt,
    lastSeenAt: isoTime(context.clock.now()),
    healthy: isReachable && context.host.isHealthy(),
    loadedSessions,
    activeRuns,
    maxActiveRuns: context.places.limit,
    process: measureProcess?.() ?? null,
  }
}

const storeOf = async ({ context, appendTimes }: OperationsParts): Promise<StoreStatus> => ({
  name: context.store.name,
  reachable: await answers(context.store),
  appends: appendTimes.status,
})

/** Whether the store answers a question of no weight. */
export const answers = async (store: RuntimeContext['store']): Promise<boolean> => {
  try {
    await store.sessionOfTag({ projectId: '-', tag: '-' })
    return true
  } catch {
    return false
  }
}

interface Asked {
  projectId: string
  limit: number
  /** Crashed sessions in the store. */
  crashed: readonly SessionRecord[]
}

const workOf = ({ host, clock, places }: RuntimeContext, { projectId, limit, crashed }: Asked) => {
  const work = new WorkInMemory({ now: clock.now(), limit, isHeld: (id) => places.isWaiting(id) })
  for (const id of host.getLoadedSessionIds()) {
    const session = host.getSession(id)
    if (session?.projectId === projectId) work.add(session)
  }
  for (const record of crashed) if (!host.isSessionLoaded(record.id)) work.addCrashed(record)
  return work.lists
}

const subscribersOf = ({ context: { followers, host } }: OperationsParts, projectId: string): EventSubscriber[] =>
  followers
    .ofProject(projectId)
    .map(({ sessionId, transport, since, seq }) => {
      const lastSeq = host.getSession(sessionId)?.state.record.lastSeq ?? seq
      return { sessionId, transport, since: isoTime(since), seq, behind: Math.max(0, lastSeq - seq) }
    })
    .sort((one, other) => other.behind - one.behind || Date.parse(one.since) - Date.parse(other.since))

/** What of the project executes, waits and does not move, and how host, store, followers and bridges are doing. */
export const reportOperations = async (
  parts: OperationsParts,
  { projectId }: Actor,
  { limit = defaultPageLimit }: OperationsInput,
): Promise<Operations> => {
  const store = await storeOf(parts)
  const crashed = store.reachable ? await parts.crashed.ofProject(projectId).catch(() => []) : []
  // From here on everything is of one moment.
  const subscribers = subscribersOf(parts, projectId)
  return {
    at: isoTime(parts.context.clock.now()),
    hosts: [hostOf(parts, store.reachable)],
    leases: [],
    ...workOf(parts.context, { projectId, limit, crashed }),
    subscribers: { total: subscribers.length, items: subscribers.slice(0, limit) },
    bridges: parts.info().bridges,
    store,
    maintenance: parts.maintenance.status,
  }
}

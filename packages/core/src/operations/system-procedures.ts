import type { SystemInfo } from '@sojourn/contract/system'
import type { BridgeSupervisor } from '../bridges/bridge-supervisor.ts'
import type { MaintenanceJob } from '../maintenance/maintenance-job.ts'
import { isoTime } from '../ports/clock.ts'
import type { AgentRuntime } from '../runtime/agent-runtime.ts'
import type { RuntimeContext } from '../runtime/runtime-context.ts'
import type { RuntimeOptions } from '../runtime/runtime-options.ts'
import type { AppendTimes } from './append-times.ts'
import { CrashedSessions } from './crashed-sessions.ts'
import { answers, reportOperations } from './report-operations.ts'

interface SystemParts {
  context: RuntimeContext
  bridges: BridgeSupervisor
  appendTimes: AppendTimes
  maintenance: MaintenanceJob
  options: Pick<RuntimeOptions, 'version' | 'measureProcess'>
  idleUnloadMs: number
}

/** What a runtime says of itself. It counts as started now. */
export const systemProcedures = ({
  context,
  bridges,
  appendTimes,
  maintenance,
  options,
  idleUnloadMs,
}: SystemParts): AgentRuntime['system'] => {
  const { store, host, clock, runners, places, defaultAgentId } = context
  const startedAt = isoTime(clock.now())
  const info = (): SystemInfo => ({
    version: options.version ?? '0.0.0',
    hostId: host.hostId,
    startedAt,
    store: store.name,
    runners: [...runners.keys()],
    defaultAgentId,
    idleUnloadMs,
    loadedSessions: host.getLoadedSessionIds().length,
    activeRuns: places.active,
    followers: host.hub.totalClients(),
    bridges: bridges.status(),
  })
  const crashed = new CrashedSessions(store, clock)
  const parts = { context, appendTimes, crashed, maintenance, measureProcess: options.measureProcess, info }
  return {
    info,
    operations: (actor, input) => reportOperations(parts, actor, input),
    appends: () => appendTimes.status,
    maintenance: () => maintenance.status,
    isHealthy: async () => host.isHealthy() && (await answers(store)),
  }
}

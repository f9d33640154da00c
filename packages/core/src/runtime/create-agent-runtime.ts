import { AgentDirectory } from '../agents/agent-directory.ts'
import { BridgeSupervisor } from '../bridges/bridge-supervisor.ts'
import { EventWriter } from '../events/event-writer.ts'
import { Followers } from '../events/followers.ts'
import { LocalClientHub } from '../events/local-client-hub.ts'
import { LocalSessionHost } from '../host/local-session-host.ts'
import { MaintenanceJob } from '../maintenance/maintenance-job.ts'
import { AppendTimes } from '../operations/append-times.ts'
import { systemProcedures } from '../operations/system-procedures.ts'
import type { EventLog } from '../ports/session-store.ts'
import { systemClock } from '../ports/system-clock.ts'
import { uuidSource } from '../ports/uuid-source.ts'
import { recoverSessions } from '../recovery/recover-sessions.ts'
import { RunCoordinator } from '../runs/run-coordinator.ts'
import { RunPlaces } from '../runs/run-places.ts'
import { reportOutcomes, reportUsage } from '../usage/report-usage.ts'
import { WebhookService } from '../webhooks/webhook-service.ts'
import { agentProcedures, insertAgent } from './agent-procedures.ts'
import type { AgentRuntime } from './agent-runtime.ts'
import { attachmentProcedures } from './attachment-procedures.ts'
import { CallOnce } from './call-once.ts'
import { ChangeFeed } from './change-feed.ts'
import { checkpointProcedures } from './checkpoint-procedures.ts'
import { eventProcedures } from './event-procedures.ts'
import { KeyedQueue } from './keyed-queue.ts'
import { permissionProcedures } from './permission-procedures.ts'
import { questionProcedures } from './question-procedures.ts'
import { runProcedures } from './run-procedures.ts'
import type { RuntimeContext } from './runtime-context.ts'
import type { Logger, RuntimeOptions } from './runtime-options.ts'
import { sessionProcedures } from './session-procedures.ts'
import { toolCallProcedures } from './tool-call-procedures.ts'
import { webhookProcedures } from './webhook-procedures.ts'

const defaultProjectId = 'default'
const idleUnloadMsOf = ({ host }: RuntimeOptions): number => host.idleUnloadMs ?? 15 * 60_000
const defaultMaxActiveRuns = 1_000
const defaultCoalesceMs = 25
const defaultBackoffMs = 500

const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

const buildContext = (options: RuntimeOptions, log: Pick<EventLog, 'append'>): RuntimeContext => {
  const { store, clock = systemClock, ids = uuidSource, logger = silent } = options
  const runners = new Map(options.runners.map((runner) => [runner.name, runner]))
  const agents = new AgentDirectory(store)
  const hub = new LocalClientHub()
  const writer = new EventWriter(log)
  const maxActiveRuns = options.host.maxActiveRuns ?? defaultMaxActiveRuns
  const places = new RunPlaces({ agents, runners, maxActiveRuns })
  const coordinator = new RunCoordinator({
    agents,
    runners,
    workspaceOf: options.workspaceOf,
    coalesceMs: options.deltaCoalesceMs ?? defaultCoalesceMs,
    backoffMs: options.retryBackoffMs ?? defaultBackoffMs,
  })
  const feed = new ChangeFeed(clock)
  const host = new LocalSessionHost({
    hostId: options.host.hostId ?? ids.next(),
    store,
    writer,
    hub,
    clock,
    ids,
    logger,
    agents,
    places,
    coordinator,
    idleUnloadMs: idleUnloadMsOf(options),
    changed: (session) => feed.changed(session),
  })
  const defaultAgentId = options.defaultAgentId ?? 'demo'
  return {
    store,
    host,
    clock,
    ids,
    agents,
    places,
    coordinator,
    runners,
    feed,
    followers: new Followers(),
    tagMoves: new KeyedQueue(),
    keyedCalls: new KeyedQueue(),
    attaching: new KeyedQueue(),
    defaultAgentId,
    removeWorkspace: async (sessionId) => {
      try {
        await options.removeWorkspace?.(sessionId)
      } catch (error) {
        logger.error({ sessionId, error }, 'The folder of a deleted session is still there')
      }
    },
  }
}

/**
 * Builds a runtime on the given store and runners, registers the agents it starts with, and recovers what an earlier
 * host left unfinished ([C2]). Owns the store from then on: `shutdown` closes it. Throws SojournError STORE_UNAVAILABLE
 * when the store does not answer.
 */
export const createAgentRuntime = async (options: RuntimeOptions): Promise<AgentRuntime> => {
  const bridges = new BridgeSupervisor({
    bridges: options.bridges ?? [],
    store: options.store,
    clock: options.clock ?? systemClock,
    logger: options.logger ?? silent,
  })
  const appendTimes = new AppendTimes(options.clock ?? systemClock)
  const context = buildContext(options, appendTimes.measure(bridges.log))
  const { store, host, clock, agents, runners, feed } = context
  const projectId = options.projectId ?? defaultProjectId
  const logger = options.logger ?? silent
  const maintenance = new MaintenanceJob(options.maintenance ?? {}, { context, projectId, clock, logger })
  const system = systemProcedures({
    ...{ context, bridges, appendTimes, maintenance, options },
    idleUnloadMs: idleUnloadMsOf(options),
  })
  const backoffMs = options.retryBackoffMs ?? defaultBackoffMs
  const webhooks = new WebhookService({
    store,
    sender: options.webhookSender,
    bridges,
    clock,
    logger,
  })
  // Before anything is committed: what recovery finds is news.
  await bridges.start()
  await webhooks.start()
  for (const agent of options.agents ?? []) await insertAgent(context, projectId, agent)
  await recoverSessions({ host, store, agents, runners, clock, logger, backoffMs })
  maintenance.start()
  const calls = new CallOnce(context)
  let stopped: Promise<void> | null = null
  const shutdown = async (): Promise<void> => {
    await maintenance.stop()
    await host.shutdown()
    host.hub.close()
    feed.close()
    await bridges.stop()
    await webhooks.stop()
    await store.close()
  }
  return {
    host,
    sessions: sessionProcedures(context),
    runs: runProcedures(context),
    attachments: attachmentProcedures(context),
    events: eventProcedures(context),
    permissions: permissionProcedures(context),
    questions: questionProcedures(context),
    toolCalls: toolCallProcedures(context),
    checkpoints: checkpointProcedures(context),
    agents: agentProcedures(context),
    webhooks: webhookProcedures(context, webhooks),
    once: (actor, call, work) => calls.run(actor, call, work),
    usage: {
      report: (actor, input) => reportUsage(store, actor.projectId, input),
      outcomes: (actor, input) => reportOutcomes(store, actor.projectId, input),
    },
    system,
    shutdown: () => (stopped ??= shutdown()),
  }
}

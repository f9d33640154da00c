import type { RegisterAgentInput } from '@sojourn/contract/agent'
import type { HostProcess } from '@sojourn/contract/operations'
import type { MaintenanceOptions } from '../maintenance/maintenance-job.ts'
import type { BridgeSubscriber } from '../ports/bridge-subscriber.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdSource } from '../ports/id-source.ts'
import type { Runner, WorkspaceOf } from '../ports/runner.ts'
import type { SessionStore } from '../ports/session-store.ts'
import type { WebhookSender } from '../ports/webhook-sender.ts'

/** Structured log lines; pino fits as it is. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface LocalHostOptions {
  type: 'local'
  /** Name of this host in `run.started`; default: a new id at every start. */
  hostId?: string
  /** Idle sessions leave memory after this time, milliseconds; default 15 minutes. */
  idleUnloadMs?: number
  /** Runs that execute at the same time on this host ([R8]); default 1,000. */
  maxActiveRuns?: number
}

export interface RuntimeOptions {
  host: LocalHostOptions
  store: SessionStore
  runners: readonly Runner[]
  workspaceOf: WorkspaceOf
  /**
   * Removes a session's own folder, which need not exist, when the session is deleted. Folders elsewhere, in which it was
   * told to work, are not the runtime's to remove. One that fails is logged, and the session is deleted all the same.
   */
  removeWorkspace?: (sessionId: string) => Promise<void>
  /** What to do with sessions in which nothing happens any more; without it they stay. */
  maintenance?: MaintenanceOptions
  /** What carries committed events to other media. Theirs to use until the runtime has shut down, which closes them. */
  bridges?: readonly BridgeSubscriber[]
  /** Brings events to webhooks; without it there are none. */
  webhookSender?: WebhookSender
  /** Agents that exist from the first start on; one that is registered already stays as it is. */
  agents?: readonly RegisterAgentInput[]
  /** Used when a session is created without an agent; default `demo`. */
  defaultAgentId?: string
  projectId?: string
  version?: string
  /** Measures the process for `system.operations`; called when somebody asks. */
  measureProcess?: () => HostProcess
  clock?: Clock
  ids?: IdSource
  logger?: Logger
  /** Text deltas of one block within this time are one event, milliseconds; 0 = every delta is an event; default 25. */
  deltaCoalesceMs?: number
  /** First wait before a failed attempt is tried again, milliseconds; doubles with every attempt; default 500. */
  retryBackoffMs?: number
}

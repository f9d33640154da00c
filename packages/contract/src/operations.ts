import { z } from 'zod'
import { blocked, blockedOn } from './blocked.ts'
import { agentId, runId, seq, sessionId, timestamp } from './ids.ts'
import { pageLimit } from './page.ts'
import { bridgeStatus } from './system.ts'

/** `limit`: items that each list holds at most, 1–200, default 50. Totals count everything. */
export const operationsInput = z.object({ limit: pageLimit.optional() })
export type OperationsInput = z.infer<typeof operationsInput>

/** Milliseconds. */
const spread = { p50Ms: z.number(), p99Ms: z.number(), maxMs: z.number() }

/** What a host's process says of itself. */
export const hostProcess = z.object({
  residentBytes: z.int(),
  heapUsedBytes: z.int(),
  /** By how much timers come late, over about the last minute: high when something keeps the process busy. */
  eventLoopDelay: z.object(spread),
})
export type HostProcess = z.infer<typeof hostProcess>

export const hostStatus = z.object({
  id: z.string(),
  version: z.string(),
  startedAt: timestamp,
  /** When it was last known to live: the local host's is now. */
  lastSeenAt: timestamp,
  /** It takes work, and its database answers. */
  healthy: z.boolean(),
  loadedSessions: z.int(),
  activeRuns: z.int(),
  maxActiveRuns: z.int(),
  /** Null when it is not known. */
  process: hostProcess.nullable(),
})
export type HostStatus = z.infer<typeof hostStatus>

/** A host's right to execute a session until a time. Hosts that share a store have them, the local host has none. */
export const sessionLease = z.object({ sessionId, hostId: z.string(), since: timestamp, until: timestamp })

const place = { sessionId, title: z.string().nullable(), agentId }

export const executingRun = z.object({ ...place, runId, attempt: z.int(), since: timestamp })
export type ExecutingRun = z.infer<typeof executingRun>

export const waitingRun = z.object({
  ...place,
  runId,
  /** Attempts so far: more than 0 when it waits to be tried again. */
  attempt: z.int(),
  /** In its session's queue, 1 = next. */
  position: z.int(),
  since: timestamp,
  /** Not before this time. */
  dueAt: timestamp.nullable(),
  /** Of its session. */
  blockedOn: blockedOn.nullable(),
})
export type WaitingRun = z.infer<typeof waitingRun>

/** A session that does not move, and why ([S9]). */
export const blockedSession = z.object({ ...place, blocked, queueDepth: z.int() })
export type BlockedSession = z.infer<typeof blockedSession>

export const followTransport = z.enum(['sse', 'websocket', 'in_process'])
export type FollowTransport = z.infer<typeof followTransport>

/** Somebody who follows a session's log. */
export const eventSubscriber = z.object({
  sessionId,
  transport: followTransport,
  since: timestamp,
  /** Of the last event it has taken. */
  seq,
  /** Events of the log that it has not taken yet. */
  behind: z.int().min(0),
})
export type EventSubscriber = z.infer<typeof eventSubscriber>

export const storeStatus = z.object({
  /** `sqlite`, `postgresql` or `memory`. */
  name: z.string(),
  reachable: z.boolean(),
  /** Transactions that append to logs, over at most the last five minutes; null when there was none. */
  appends: z.object({ ...spread, count: z.int(), since: timestamp }).nullable(),
})
export type StoreStatus = z.infer<typeof storeStatus>

/** The job that archives idle sessions and deletes finished ones ([S15]). */
export const maintenanceStatus = z.object({
  /** ISO-8601 durations; null = never. */
  archiveAfter: z.string().nullable(),
  deleteAfter: z.string().nullable(),
  /** A pass is under way. */
  working: z.boolean(),
  /** Sessions since the server started. */
  archived: z.int(),
  deleted: z.int(),
  lastPass: z
    .object({ at: timestamp, durationMs: z.number(), archived: z.int(), deleted: z.int(), expiredKeys: z.int() })
    .nullable(),
  /** Passes that failed since the last that did not. */
  failures: z.int(),
  /** The last failure, though passes may have succeeded since. */
  lastError: z.object({ at: timestamp, message: z.string() }).nullable(),
  nextPassAt: timestamp.nullable(),
})
export type MaintenanceStatus = z.infer<typeof maintenanceStatus>

const listOf = <Item extends z.ZodType>(item: Item) => z.object({ total: z.int(), items: z.array(item) })

/** How the whole is doing: hosts and store, and of the project what executes, waits and does not move. */
export const operations = z.object({
  at: timestamp,
  hosts: z.array(hostStatus),
  leases: z.array(sessionLease),
  /** Longest executing first. */
  executing: listOf(executingRun),
  /** Longest waiting first. */
  waiting: listOf(waitingRun),
  /** The run that has been due for the longest time and has not started. */
  oldestWaiting: waitingRun.nullable(),
  /** Longest blocked first. */
  blocked: listOf(blockedSession),
  /** Furthest behind first. */
  subscribers: listOf(eventSubscriber),
  bridges: z.array(bridgeStatus),
  store: storeStatus,
  /** Null when it is off. */
  maintenance: maintenanceStatus.nullable(),
})
export type Operations = z.infer<typeof operations>

import { z } from 'zod'

/** How a bridge, which carries committed events to another medium, is doing. */
export const bridgeStatus = z.object({
  name: z.string(),
  /** `idle`: everything is delivered. `failing`: the last delivery failed and is tried again. */
  state: z.enum(['idle', 'carrying', 'failing']),
  /** Sessions that are known to have news for it. */
  waitingSessions: z.int(),
  /** Milliseconds since it was last up to date; 0 when it is. */
  lagMs: z.number(),
  /** Since the server started. */
  deliveredEvents: z.int(),
  lastDeliveredAt: z.string().nullable(),
  /** Attempts that failed since the last delivery. */
  failures: z.int(),
  /** The last failure, though deliveries may have succeeded since. */
  lastError: z.object({ at: z.string(), message: z.string() }).nullable(),
  nextAttemptAt: z.string().nullable(),
})
export type BridgeStatus = z.infer<typeof bridgeStatus>

export const systemInfo = z.object({
  version: z.string(),
  hostId: z.string(),
  startedAt: z.string(),
  store: z.string(),
  runners: z.array(z.string()),
  defaultAgentId: z.string(),
  /** Idle sessions leave memory after this time. */
  idleUnloadMs: z.int(),
  loadedSessions: z.int(),
  activeRuns: z.int(),
  followers: z.int(),
  bridges: z.array(bridgeStatus),
})
export type SystemInfo = z.infer<typeof systemInfo>

import { z } from 'zod'

export const systemInfo = z.object({
  version: z.string(),
  hostId: z.string(),
  startedAt: z.string(),
  store: z.string(),
  runners: z.array(z.string()),
  defaultAgentId: z.string(),
  loadedSessions: z.int(),
  activeRuns: z.int(),
  followers: z.int(),
})
export type SystemInfo = z.infer<typeof systemInfo>

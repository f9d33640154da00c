import type { UsageGrouping } from '@sojourn/contract/usage-report'
import type { IdempotencyStore, UsageGroup, UsageReads } from '@sojourn/core/ports/session-store'
import { given } from './given.ts'
import type { PrismaAccess } from './prisma-access.ts'

const columns = { day: 'day', agent: 'agentId', model: 'model', session: 'sessionId' } as const satisfies Record<
  UsageGrouping,
  string
>

const sums = {
  inputTokens: true,
  outputTokens: true,
  cacheReadTokens: true,
  cacheWriteTokens: true,
  reasoningTokens: true,
  costMicros: true,
} as const

type Sums = Record<keyof typeof sums, bigint | null>

const toGroup = (key: string, entries: number, sum: Sums): UsageGroup => ({
  key,
  entries,
  inputTokens: Number(sum.inputTokens),
  outputTokens: Number(sum.outputTokens),
  cacheReadTokens: Number(sum.cacheReadTokens),
  cacheWriteTokens: Number(sum.cacheWriteTokens),
  reasoningTokens: Number(sum.reasoningTokens),
  costMicros: Number(sum.costMicros),
})

/** The unique key was there already. */
const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'P2002'

/** What outlives sessions: what was used, and which mutations were done under a key. Every write is one statement. */
export const accountStore = (access: PrismaAccess): UsageReads & IdempotencyStore => ({
  usageGroups: ({ projectId, groupBy, from, to, agentId, sessionId }) =>
    access(async (prisma) => {
      const column = columns[groupBy]
      const at = { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lt: to }) }
      const where = { projectId, at, ...given({ agentId, sessionId }) }
      const groups = await prisma.usageEntry.groupBy({ by: [column], where, _sum: sums, _count: true })
      return groups.map((group) => toGroup(String(group[column]), group._count, group._sum))
    }),

  claimKey: (record) =>
    access(async (prisma) => {
      const { projectId, key } = record
      try {
        await prisma.idempotencyKey.create({ data: record })
        return null
      } catch (error) {
        if (!isTaken(error)) throw error
        return await prisma.idempotencyKey.findUniqueOrThrow({ where: { projectId_key: { projectId, key } } })
      }
    }),

  answerKey: ({ projectId, key, seedId }, answer) =>
    access(async (prisma) => {
      await prisma.idempotencyKey.updateMany({ where: { projectId, key, seedId }, data: { answer } })
    }),

  releaseKey: ({ projectId, key, seedId }) =>
    access(async (prisma) => {
      await prisma.idempotencyKey.deleteMany({ where: { projectId, key, seedId } })
    }),

  pruneKeys: (before) =>
    access(async (prisma) => (await prisma.idempotencyKey.deleteMany({ where: { createdAt: { lt: before } } })).count),
})

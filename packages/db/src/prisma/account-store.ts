import type { UsageGrouping } from '@sojourn/contract/usage-report'
import type { IdempotencyStore } from '@sojourn/core/ports/session-store'
import type { RunOutcomeCount, UsageGroup, UsageReads } from '@sojourn/core/ports/usage-reads'
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

const toGroup = (names: Pick<UsageGroup, 'key' | 'part'>, entries: number, sum: Sums): UsageGroup => ({
  ...names,
  entries,
  inputTokens: Number(sum.inputTokens),
  outputTokens: Number(sum.outputTokens),
  cacheReadTokens: Number(sum.cacheReadTokens),
  cacheWriteTokens: Number(sum.cacheWriteTokens),
  reasoningTokens: Number(sum.reasoningTokens),
  costMicros: Number(sum.costMicros),
})

/** From inclusive, to exclusive, as a Prisma condition. */
const between = (from: string | undefined, to: string | undefined) => ({
  ...(from === undefined ? {} : { gte: from }),
  ...(to === undefined ? {} : { lt: to }),
})

/** The unique key was there already. */
const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'P2002'

/** What outlives sessions: what was used, and which mutations were done under a key. Every write is one statement. */
export const accountStore = (access: PrismaAccess): UsageReads & IdempotencyStore => ({
  usageGroups: ({ projectId, groupBy, splitBy, from, to, agentId, sessionId }) =>
    access(async (prisma) => {
      const column = columns[groupBy]
      const part = splitBy === undefined ? null : columns[splitBy]
      const by = part === null || part === column ? [column] : [column, part]
      const where = { projectId, at: between(from, to), ...given({ agentId, sessionId }) }
      const groups = await prisma.usageEntry.groupBy({ by, where, _sum: sums, _count: true })
      return groups.map((group) => {
        const names = { key: String(group[column]), part: part === null ? null : String(group[part]) }
        return toGroup(names, group._count, group._sum)
      })
    }),

  runOutcomes: ({ projectId, from, to }) =>
    access(async (prisma) => {
      const status = { notIn: ['queued', 'running'] }
      const where = { projectId, status, settledAt: between(from, to) }
      const groups = await prisma.run.groupBy({ by: ['agentId', 'status'], where, _count: true })
      return groups.map((group) => ({
        agentId: group.agentId,
        status: group.status as RunOutcomeCount['status'],
        count: group._count,
      }))
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

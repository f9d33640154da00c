import type { RunRecord } from '@sojourn/core/ports/records'
import type { MetricReads, RunReads } from '@sojourn/core/ports/session-store'
import { type KeysetKey, listOrders, toPage } from '@sojourn/core/store/keyset-page'
import { fromRunRow } from '../rows/run-row.ts'
import { given } from './given.ts'
import { keysetWhere } from './keyset-where.ts'
import type { PrismaAccess } from './prisma-access.ts'

/** Runs and what metrics say of them. */
export const runReads = (access: PrismaAccess): RunReads & MetricReads => ({
  getRun: ({ projectId, id }) =>
    access(async (prisma) => {
      const row = await prisma.run.findFirst({ where: { id, projectId } })
      return row === null ? null : fromRunRow(row)
    }),

  listRuns: ({ projectId, sessionId, status, cursor, limit }) =>
    access(async (prisma) => {
      const isQueue = status === 'queued'
      const order = isQueue ? listOrders.queue : listOrders.runs
      const column = isQueue ? 'queueOrder' : 'createdAt'
      const direction = isQueue ? 'asc' : 'desc'
      const rows = await prisma.run.findMany({
        where: {
          projectId,
          sessionId,
          ...given({ status }),
          AND: keysetWhere(order, cursor, { column, newestFirst: !isQueue }),
        },
        orderBy: [{ [column]: direction }, { id: direction }],
        take: limit + 1,
      })
      const keyOf = (run: RunRecord): KeysetKey => [run[column], run.id]
      return toPage(rows.map(fromRunRow), limit, { order, keyOf })
    }),

  sessionCounts: ({ projectId, sessionId }) =>
    access(async (prisma) => {
      const where = { projectId, sessionId }
      const runs = { queued: 0, running: 0, completed: 0, failed: 0, cancelled: 0, timed_out: 0 }
      let activeMs = 0
      for (const group of await prisma.run.groupBy({
        by: ['status'],
        where,
        _count: true,
        _sum: { durationMs: true },
      })) {
        runs[group.status as keyof typeof runs] = group._count
        activeMs += Number(group._sum.durationMs ?? 0)
      }
      const calls = await prisma.toolCall.groupBy({ by: ['status'], where, _count: true })
      const resolved = await prisma.permission.findMany({
        where: { ...where, resolvedAt: { not: null } },
        select: { createdAt: true, resolvedAt: true },
      })
      const waits = resolved.map(
        ({ createdAt, resolvedAt }) => Date.parse(resolvedAt ?? createdAt) - Date.parse(createdAt),
      )
      return {
        runs,
        activeMs,
        toolCalls: calls.reduce((sum, group) => sum + group._count, 0),
        toolFailures: calls.find((group) => group.status === 'failed')?._count ?? 0,
        permissionWaitMs: waits.reduce((sum, wait) => sum + wait, 0),
      }
    }),
})

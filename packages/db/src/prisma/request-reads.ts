import type { RequestReads } from '@sojourn/core/ports/session-store'
import { type KeysetKey, listOrders, toPage } from '@sojourn/core/store/keyset-page'
import { fromPermissionRow, fromQuestionRow } from '../rows/request-row.ts'
import { given } from './given.ts'
import { keysetWhere } from './keyset-where.ts'
import type { PrismaAccess } from './prisma-access.ts'

const oldestFirst = [{ createdAt: 'asc' as const }, { id: 'asc' as const }]
const sortedBy = { column: 'createdAt', newestFirst: false }
const keyOf = (request: { createdAt: string; id: string }): KeysetKey => [request.createdAt, request.id]

/** Permissions and questions. */
export const requestReads = (access: PrismaAccess): RequestReads => ({
  getPermission: ({ projectId, id }) =>
    access(async (prisma) => {
      const row = await prisma.permission.findFirst({ where: { id, projectId } })
      return row === null ? null : fromPermissionRow(row)
    }),

  listPermissions: ({ projectId, status, sessionId, agentId, cursor, limit }) =>
    access(async (prisma) => {
      const order = listOrders.permissions
      const rows = await prisma.permission.findMany({
        where: { projectId, ...given({ status, sessionId, agentId }), AND: keysetWhere(order, cursor, sortedBy) },
        orderBy: oldestFirst,
        take: limit + 1,
      })
      return toPage(rows.map(fromPermissionRow), limit, { order, keyOf })
    }),

  getQuestion: ({ projectId, id }) =>
    access(async (prisma) => {
      const row = await prisma.question.findFirst({ where: { id, projectId } })
      return row === null ? null : fromQuestionRow(row)
    }),

  listQuestions: ({ projectId, status, sessionId, cursor, limit }) =>
    access(async (prisma) => {
      const order = listOrders.questions
      const rows = await prisma.question.findMany({
        where: { projectId, ...given({ status, sessionId }), AND: keysetWhere(order, cursor, sortedBy) },
        orderBy: oldestFirst,
        take: limit + 1,
      })
      return toPage(rows.map(fromQuestionRow), limit, { order, keyOf })
    }),
})

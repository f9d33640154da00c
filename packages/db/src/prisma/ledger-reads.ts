import type { CheckpointRecord } from '@sojourn/core/ports/records'
import type { LedgerReads } from '@sojourn/core/ports/session-store'
import { type KeysetKey, listOrders, toPage } from '@sojourn/core/store/keyset-page'
import { fromCheckpointRow, fromStepRow, fromToolCallRow } from '../rows/ledger-row.ts'
import { given } from './given.ts'
import { keysetWhere } from './keyset-where.ts'
import type { PrismaAccess } from './prisma-access.ts'

const sortedBy = { column: 'seq', newestFirst: true }
const keyOf = (checkpoint: CheckpointRecord): KeysetKey => [checkpoint.seq, checkpoint.id]

/** Tool calls, durable steps, checkpoints. */
export const ledgerReads = (access: PrismaAccess): LedgerReads => ({
  findToolCalls: ({ projectId, toolCallId, sessionId }) =>
    access(async (prisma) => {
      const where = { projectId, toolCallId, ...given({ sessionId }) }
      const orderBy = [{ createdAt: 'desc' as const }, { sessionId: 'desc' as const }]
      return (await prisma.toolCall.findMany({ where, orderBy })).map(fromToolCallRow)
    }),

  listToolCalls: ({ projectId, sessionId, status, runId }) =>
    access(async (prisma) => {
      const where = { projectId, sessionId, ...given({ status, runId }) }
      const rows = await prisma.toolCall.findMany({ where, orderBy: [{ seq: 'asc' }, { toolCallId: 'asc' }] })
      return rows.map(fromToolCallRow)
    }),

  getStep: ({ sessionId, runId, key }) =>
    access(async (prisma) => {
      const row = await prisma.step.findUnique({ where: { sessionId_runId_key: { sessionId, runId, key } } })
      return row === null ? null : fromStepRow(row)
    }),

  getCheckpoint: ({ projectId, id }) =>
    access(async (prisma) => {
      const row = await prisma.checkpoint.findFirst({ where: { id, projectId } })
      return row === null ? null : fromCheckpointRow(row)
    }),

  listCheckpoints: ({ projectId, sessionId, cursor, limit }) =>
    access(async (prisma) => {
      const order = listOrders.checkpoints
      const rows = await prisma.checkpoint.findMany({
        where: { projectId, sessionId, AND: keysetWhere(order, cursor, sortedBy) },
        orderBy: [{ seq: 'desc' }, { id: 'desc' }],
        take: limit + 1,
      })
      return toPage(rows.map(fromCheckpointRow), limit, { order, keyOf })
    }),
})

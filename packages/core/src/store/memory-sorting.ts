import type { CheckpointRecord, RunRecord, SessionRecord } from '../ports/records.ts'
import { type KeysetOrder, listOrders } from './keyset-page.ts'
import type { Sorting } from './memory-page.ts'

// How the lists of a memory store are sorted.

export const byActivity: Sorting<SessionRecord> = {
  order: listOrders.sessions,
  keyOf: (record) => [record.lastActivityAt, record.id],
  newestFirst: true,
}
export const byAge = <Row extends { createdAt: string; id: string }>(
  order: KeysetOrder,
  newestFirst: boolean,
): Sorting<Row> => ({ order, keyOf: (row) => [row.createdAt, row.id], newestFirst })
export const inQueueOrder: Sorting<RunRecord> = {
  order: listOrders.queue,
  keyOf: (run) => [run.queueOrder, run.id],
  newestFirst: false,
}
export const latestCheckpoint: Sorting<CheckpointRecord> = {
  order: listOrders.checkpoints,
  keyOf: (checkpoint) => [checkpoint.seq, checkpoint.id],
  newestFirst: true,
}

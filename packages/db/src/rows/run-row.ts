import type { RunRecord } from '@sojourn/core/ports/records'
import type { Run } from '../generated/sqlite/client.ts'
import { fromJson, fromJsonOrNull, type Row, toJsonOrNull, toNumberOrNull } from './row.ts'

export const toRunRow = (run: RunRecord): Row<Run> => ({
  id: run.id,
  sessionId: run.sessionId,
  projectId: run.projectId,
  agentId: run.agentId,
  status: run.status,
  input: JSON.stringify(run.input),
  strategy: run.strategy,
  attempt: run.attempt,
  version: run.version,
  timeoutMs: run.timeoutMs,
  runAt: run.runAt,
  notBefore: run.notBefore,
  queueOrder: run.queueOrder,
  metadata: JSON.stringify(run.metadata),
  continues: JSON.stringify(run.continues),
  createdBy: run.createdBy,
  createdAt: run.createdAt,
  startedAt: run.startedAt,
  settledAt: run.settledAt,
  durationMs: run.durationMs,
  usage: JSON.stringify(run.usage),
  doneReason: run.doneReason,
  output: toJsonOrNull(run.output),
  error: toJsonOrNull(run.error),
  cancelledBy: run.cancelledBy,
  cancelReason: run.cancelReason,
  failedAttempts: run.failedAttempts,
  writesDone: run.writesDone,
})

export const fromRunRow = (row: Row<Run>): RunRecord =>
  ({
    ...row,
    input: fromJson(row.input),
    timeoutMs: toNumberOrNull(row.timeoutMs),
    metadata: fromJson(row.metadata),
    continues: fromJson(row.continues),
    durationMs: toNumberOrNull(row.durationMs),
    usage: fromJson(row.usage),
    output: fromJsonOrNull(row.output),
    error: fromJsonOrNull(row.error),
  }) as RunRecord

import type { AppendRequest } from '@sojourn/core/ports/session-store'
import { toUsageRow } from './account-row.ts'
import { toAttachmentLinkRow } from './attachment-row.ts'
import { toCheckpointRow, toStepRow, toToolCallRow } from './ledger-row.ts'
import { toPermissionRow, toQuestionRow } from './request-row.ts'
import { toRunRow } from './run-row.ts'

/** Where rows go: `key` finds an existing one, `fixed` columns are written once and never change, which spares their indexes. */
export interface RowTarget {
  table: string
  key: readonly string[]
  fixed: readonly string[]
  /** Columns that, once they hold something, keep it. */
  kept?: readonly string[]
}

/** Rows of one kind that a request writes, for one target. */
interface WorkRows extends RowTarget {
  rowsOf: (request: AppendRequest) => readonly object[]
}

/** The columns are checked against the row that `toRow` makes. */
const rowsOf = <RowRecord, Row extends object>(
  recordsOf: (request: AppendRequest) => readonly RowRecord[],
  toRow: (record: RowRecord) => Row,
  target: {
    table: string
    key: readonly (keyof Row & string)[]
    fixed: readonly (keyof Row & string)[]
    kept?: readonly (keyof Row & string)[]
  },
): WorkRows => ({ ...target, rowsOf: (request) => recordsOf(request).map(toRow) })

/** What a request changes of its session besides its row and its log: every such row names the session. */
export const workRows: readonly WorkRows[] = [
  rowsOf((request) => request.runs, toRunRow, {
    table: 'run',
    key: ['id'],
    fixed: ['sessionId', 'projectId', 'agentId', 'createdBy', 'createdAt'],
  }),
  rowsOf((request) => request.permissions, toPermissionRow, {
    table: 'permission',
    key: ['id'],
    fixed: ['sessionId', 'projectId', 'runId', 'agentId', 'toolCallId', 'createdAt'],
  }),
  rowsOf((request) => request.questions, toQuestionRow, {
    table: 'question',
    key: ['id'],
    fixed: ['sessionId', 'projectId', 'runId', 'agentId', 'createdAt'],
  }),
  rowsOf((request) => request.toolCalls, toToolCallRow, {
    table: 'tool_call',
    key: ['sessionId', 'toolCallId'],
    fixed: ['projectId'],
  }),
  rowsOf((request) => request.checkpoints, toCheckpointRow, {
    table: 'checkpoint',
    key: ['id'],
    fixed: ['sessionId', 'projectId'],
  }),
  rowsOf((request) => request.steps, toStepRow, {
    table: 'step',
    key: ['sessionId', 'runId', 'key'],
    fixed: ['projectId'],
  }),
  rowsOf((request) => request.attachments, toAttachmentLinkRow, {
    table: 'session_attachment',
    key: ['sessionId', 'attachmentId'],
    fixed: ['projectId', 'createdAt'],
    kept: ['seq'],
  }),
  // An entry outlives its session, and one that is there already keeps it.
  rowsOf((request) => request.usage, toUsageRow, {
    table: 'usage_entry',
    key: ['projectId', 'eventId'],
    fixed: ['sessionId', 'agentId', 'runId', 'at', 'day'],
  }),
]

/** Rules outlive sessions and need not name one. */
export const ruleTarget: RowTarget = { table: 'rule', key: ['id'], fixed: ['projectId'] }

export const detailTarget: RowTarget = { table: 'session_detail', key: ['sessionId'], fixed: ['projectId'] }

/** The end of an `INSERT` of these columns, which makes it an `UPDATE` where the key exists. */
export const onConflictUpdate = ({ table, key, fixed, kept }: RowTarget, columns: readonly string[]): string => {
  const stable = new Set([...key, ...fixed])
  const newValueOf = (column: string): string =>
    kept?.includes(column) ? `COALESCE("${table}"."${column}", excluded."${column}")` : `excluded."${column}"`
  const changes = columns.filter((column) => !stable.has(column)).map((column) => `"${column}" = ${newValueOf(column)}`)
  return `ON CONFLICT (${key.map((column) => `"${column}"`)}) DO UPDATE SET ${changes}`
}

import type { AppendRequest } from '@sojourn/core/ports/session-store'
import { toCheckpointRow, toStepRow, toToolCallRow } from '../rows/ledger-row.ts'
import { toRuleRow } from '../rows/registry-row.ts'
import { toPermissionRow, toQuestionRow } from '../rows/request-row.ts'
import { toRunRow } from '../rows/run-row.ts'
import { rowWriter } from './row-writer.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

/** Writes what a request changes besides the session and its log: runs, requests, the ledger, rules, tags. */
export const openWorkWriter = (database: SqliteDatabase): ((request: AppendRequest) => void) => {
  const writeRun = rowWriter<ReturnType<typeof toRunRow>>(database, {
    table: 'run',
    key: ['id'],
    fixed: ['sessionId', 'projectId', 'agentId', 'createdBy', 'createdAt'],
  })
  const writePermission = rowWriter<ReturnType<typeof toPermissionRow>>(database, {
    table: 'permission',
    key: ['id'],
    fixed: ['sessionId', 'projectId', 'runId', 'agentId', 'toolCallId', 'createdAt'],
  })
  const writeQuestion = rowWriter<ReturnType<typeof toQuestionRow>>(database, {
    table: 'question',
    key: ['id'],
    fixed: ['sessionId', 'projectId', 'runId', 'agentId', 'createdAt'],
  })
  const writeToolCall = rowWriter<ReturnType<typeof toToolCallRow>>(database, {
    table: 'tool_call',
    key: ['sessionId', 'toolCallId'],
    fixed: ['projectId'],
  })
  const writeCheckpoint = rowWriter<ReturnType<typeof toCheckpointRow>>(database, {
    table: 'checkpoint',
    key: ['id'],
    fixed: ['sessionId', 'projectId'],
  })
  const writeStep = rowWriter<ReturnType<typeof toStepRow>>(database, {
    table: 'step',
    key: ['sessionId', 'runId', 'key'],
    fixed: ['projectId'],
  })
  const writeRule = rowWriter<ReturnType<typeof toRuleRow>>(database, {
    table: 'rule',
    key: ['id'],
    fixed: ['projectId'],
  })

  const pointTags = ({ record, setTags, clearTags }: AppendRequest): void => {
    const { id, projectId } = record
    for (const tag of clearTags) {
      database.run('DELETE FROM tag WHERE projectId = ? AND tag = ? AND sessionId = ?', projectId, tag, id)
    }
    for (const tag of setTags) {
      const move = 'ON CONFLICT (projectId, tag) DO UPDATE SET sessionId = excluded.sessionId'
      database.run(`INSERT INTO tag (projectId, tag, sessionId) VALUES (?, ?, ?) ${move}`, projectId, tag, id)
    }
  }

  return (request) => {
    for (const run of request.runs) writeRun(toRunRow(run))
    for (const permission of request.permissions) writePermission(toPermissionRow(permission))
    for (const question of request.questions) writeQuestion(toQuestionRow(question))
    for (const call of request.toolCalls) writeToolCall(toToolCallRow(call))
    for (const checkpoint of request.checkpoints) writeCheckpoint(toCheckpointRow(checkpoint))
    for (const step of request.steps) writeStep(toStepRow(step))
    for (const rule of request.rules) writeRule(toRuleRow(rule))
    pointTags(request)
  }
}

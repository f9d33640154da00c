import type { PermissionRecord, QuestionRecord } from '@sojourn/core/ports/records'
import type { Permission, Question } from '../generated/sqlite/client.ts'
import { fromJson, fromJsonOrNull, type Row, toJsonOrNull } from './row.ts'

export const toPermissionRow = (permission: PermissionRecord): Row<Permission> => ({
  id: permission.id,
  projectId: permission.projectId,
  sessionId: permission.sessionId,
  runId: permission.runId,
  agentId: permission.agentId,
  toolCallId: permission.toolCallId,
  toolId: permission.toolId,
  operation: permission.operation,
  toolInput: JSON.stringify(permission.toolInput),
  title: permission.title,
  options: JSON.stringify(permission.options),
  reason: permission.reason,
  status: permission.status,
  option: permission.option,
  by: permission.by,
  message: permission.message,
  editedInput: toJsonOrNull(permission.editedInput),
  createdAt: permission.createdAt,
  expiresAt: permission.expiresAt,
  resolvedAt: permission.resolvedAt,
})

export const fromPermissionRow = (row: Row<Permission>): PermissionRecord =>
  ({
    ...row,
    toolInput: fromJson(row.toolInput),
    options: fromJson(row.options),
    editedInput: fromJsonOrNull(row.editedInput),
  }) as PermissionRecord

export const toQuestionRow = (question: QuestionRecord): Row<Question> => ({
  id: question.id,
  projectId: question.projectId,
  sessionId: question.sessionId,
  runId: question.runId,
  agentId: question.agentId,
  prompt: question.prompt,
  schema: JSON.stringify(question.schema),
  status: question.status,
  answer: toJsonOrNull(question.answer),
  by: question.by,
  createdAt: question.createdAt,
  expiresAt: question.expiresAt,
  resolvedAt: question.resolvedAt,
})

export const fromQuestionRow = (row: Row<Question>): QuestionRecord =>
  ({ ...row, schema: fromJson(row.schema), answer: fromJsonOrNull(row.answer) }) as QuestionRecord

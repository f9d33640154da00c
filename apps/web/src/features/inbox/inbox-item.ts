import type { Permission } from '@sojourn/contract/permission'
import type { Question } from '@sojourn/contract/question'
import type { ToolCall } from '@sojourn/contract/tool-call'

/** One thing that waits, or waited, for a person. */
export type InboxItem = {
  /** Unique in the inbox. */
  key: string
  sessionId: string
  title: string | null
  createdAt: string
} & (
  | { kind: 'permission'; permission: Permission }
  | { kind: 'question'; question: Question }
  | { kind: 'in_doubt'; call: ToolCall }
)

export type PermissionItem = Extract<InboxItem, { kind: 'permission' }>

export const permissionItem = (permission: Permission, title: string | null): PermissionItem => ({
  kind: 'permission',
  key: `permission:${permission.id}`,
  sessionId: permission.sessionId,
  title,
  createdAt: permission.createdAt,
  permission,
})

export const questionItem = (question: Question, title: string | null): InboxItem => ({
  kind: 'question',
  key: `question:${question.id}`,
  sessionId: question.sessionId,
  title,
  createdAt: question.createdAt,
  question,
})

export const inDoubtItem = (call: ToolCall, title: string | null): InboxItem => ({
  kind: 'in_doubt',
  key: `call:${call.sessionId}:${call.toolCallId}`,
  sessionId: call.sessionId,
  title,
  createdAt: call.createdAt,
  call,
})

export const isOpen = (item: InboxItem): boolean => {
  if (item.kind === 'permission') return item.permission.status === 'pending'
  return item.kind === 'question' ? item.question.status === 'pending' : item.call.status === 'in_doubt'
}

export const isPermission = (item: InboxItem): item is PermissionItem => item.kind === 'permission'

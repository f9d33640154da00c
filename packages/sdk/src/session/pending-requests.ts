import type { JsonValue } from '@sojourn/contract/json'
import type { AnswerPermissionInput, Permission, PermissionOption } from '@sojourn/contract/permission'
import type { Question } from '@sojourn/contract/question'
import type { FollowOptions } from '../stream/follow.ts'
import type { ClientContext } from './client-context.ts'
import { type Subscription, watchRequests } from './watch-requests.ts'

/** What a handler gets beside the request; the signal aborts when somebody else has answered, or nobody may any more. */
export interface PendingContext {
  signal: AbortSignal
}

/** An option, or an option with a message, edited input or the scope of the rule to keep. */
export type PermissionAnswer = PermissionOption | Omit<AnswerPermissionInput, 'permissionId'>

/** Decides on a request; `undefined` leaves it to somebody else. */
export type PermissionHandler = (
  permission: Permission,
  context: PendingContext,
) => PermissionAnswer | undefined | Promise<PermissionAnswer | undefined>

/** Answers a question; `undefined` leaves it to somebody else. */
export type QuestionHandler = (
  question: Question,
  context: PendingContext,
) => JsonValue | undefined | Promise<JsonValue | undefined>

export const onPermission = (
  context: ClientContext,
  { sessionId, handler }: { sessionId: string; handler: PermissionHandler },
  options?: FollowOptions,
): Subscription => {
  const { permissions } = context
  return watchRequests(context, {
    sessionId,
    options,
    pending: (signal) => permissions.list({ sessionId, status: 'pending', limit: 200 }, { signal }),
    get: (permissionId, signal) => permissions.get({ permissionId }, { signal }),
    askedIn: (event) => (event.type === 'permission.requested' ? event.data.permissionId : null),
    resolvedIn: (event) => (event.type === 'permission.resolved' ? event.data.permissionId : null),
    handle: async (permission, signal) => {
      const answer = await handler(permission, { signal })
      if (answer === undefined || signal.aborted) return
      const details = typeof answer === 'string' ? { option: answer } : answer
      await permissions.answer({ permissionId: permission.id, ...details })
    },
  })
}

export const onQuestion = (
  context: ClientContext,
  { sessionId, handler }: { sessionId: string; handler: QuestionHandler },
  options?: FollowOptions,
): Subscription => {
  const { questions } = context
  return watchRequests(context, {
    sessionId,
    options,
    pending: (signal) => questions.list({ sessionId, status: 'pending', limit: 200 }, { signal }),
    get: (questionId, signal) => questions.get({ questionId }, { signal }),
    askedIn: (event) => (event.type === 'question.asked' ? event.data.questionId : null),
    resolvedIn: (event) => (event.type === 'question.answered' ? event.data.questionId : null),
    handle: async (question, signal) => {
      const answer = await handler(question, { signal })
      if (answer !== undefined && !signal.aborted) await questions.answer({ questionId: question.id, answer })
    },
  })
}

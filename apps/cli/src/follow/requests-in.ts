import type { SessionEvent } from '@sojourn/sdk'

/** Id of the permission or question that an event asks for; else null. */
export const requestIn = (event: SessionEvent): string | null => {
  if (event.type === 'permission.requested') return event.data.permissionId
  return event.type === 'question.asked' ? event.data.questionId : null
}

/** Id of the permission or question that an event resolves; else null. */
export const resolutionIn = (event: SessionEvent): string | null => {
  if (event.type === 'permission.resolved') return event.data.permissionId
  return event.type === 'question.answered' ? event.data.questionId : null
}

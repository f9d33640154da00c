import type { SessionEvent } from '@sojourn/contract/event'

type Kind = 'run' | 'permission' | 'question' | 'checkpoint'

/**
 * A log as that of another session beside the first: what has an id of its own in the store (runs, permissions,
 * questions, checkpoints) gets a new one everywhere. Events keep theirs: what was spent once is not counted twice.
 */
export const copiedEvents = (
  events: readonly SessionEvent[],
  { sessionId, nextId }: { sessionId: string; nextId: () => string },
): SessionEvent[] => {
  const known = new Map<string, string>()
  const renamed = (kind: Kind, id: string): string => {
    const key = `${kind}\n${id}`
    const name = known.get(key) ?? nextId()
    known.set(key, name)
    return name
  }
  return events.map((event) => {
    const envelope = event.runId === undefined ? { sessionId } : { sessionId, runId: renamed('run', event.runId) }
    return { ...event, ...envelope, data: renameData(event, renamed) } as SessionEvent
  })
}

const renameData = (event: SessionEvent, renamed: (kind: Kind, id: string) => string): object => {
  switch (event.type) {
    case 'run.queued': {
      const { continues } = event.data
      return continues ? { ...event.data, continues: continues.map((id) => renamed('run', id)) } : event.data
    }
    case 'session.recovered': {
      const { runId, checkpointId } = event.data
      return {
        ...event.data,
        ...(runId === undefined ? {} : { runId: renamed('run', runId) }),
        ...(checkpointId ? { checkpointId: renamed('checkpoint', checkpointId) } : {}),
      }
    }
    case 'session.updated': {
      const { values } = event.data
      const { checkpointId } = values
      if (!checkpointId) return event.data
      return { ...event.data, values: { ...values, checkpointId: renamed('checkpoint', checkpointId) } }
    }
    case 'checkpoint.saved':
      return { ...event.data, checkpointId: renamed('checkpoint', event.data.checkpointId) }
    case 'permission.requested':
    case 'permission.resolved':
      return { ...event.data, permissionId: renamed('permission', event.data.permissionId) }
    case 'question.asked':
    case 'question.answered':
      return { ...event.data, questionId: renamed('question', event.data.questionId) }
    default:
      return event.data
  }
}

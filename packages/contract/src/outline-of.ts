import type { EventType, SessionEvent } from './event.ts'
import type { OutlineEntry } from './outline.ts'

type Told = OutlineEntry extends infer Entry
  ? Entry extends OutlineEntry
    ? Omit<Entry, 'seq' | 'ts' | 'runId'>
    : never
  : never

const toldOfRun = (event: SessionEvent): Told | null => {
  switch (event.type) {
    case 'run.started':
      return { kind: 'run_started', attempt: event.data.attempt }
    case 'run.completed':
      return { kind: 'run_ended', how: 'completed' }
    case 'run.failed':
      return { kind: 'run_ended', how: 'failed' }
    case 'run.cancelled':
      return event.data.wasQueued ? null : { kind: 'run_ended', how: 'cancelled' }
    case 'run.timed_out':
      return { kind: 'run_ended', how: 'timed_out' }
    case 'run.requeued':
      return { kind: 'run_ended', how: 'requeued' }
    default:
      return null
  }
}

const toldOfTool = (event: SessionEvent): Told | null => {
  switch (event.type) {
    case 'tool.called': {
      const { toolCallId, toolId, operation } = event.data
      return { kind: 'tool_called', toolCallId, toolId, operation }
    }
    case 'tool.completed':
    case 'tool.failed': {
      const { toolCallId, durationMs } = event.data
      return { kind: 'tool_ended', toolCallId, durationMs, ok: event.type === 'tool.completed' }
    }
    default:
      return null
  }
}

const toldOfWait = (event: SessionEvent): Told | null => {
  switch (event.type) {
    case 'permission.requested':
      return { kind: 'wait_started', of: event.data.permissionId }
    case 'permission.resolved':
      return { kind: 'wait_ended', of: event.data.permissionId }
    case 'question.asked':
      return { kind: 'wait_started', of: event.data.questionId }
    case 'question.answered':
      return { kind: 'wait_ended', of: event.data.questionId }
    case 'tool.in_doubt':
      return { kind: 'wait_started', of: event.data.toolCallId }
    case 'tool.settled_by_hand':
      return { kind: 'wait_ended', of: event.data.toolCallId }
    default:
      return null
  }
}

const toldOfRest = (event: SessionEvent): Told | null => {
  switch (event.type) {
    case 'block.started':
      return event.data.kind === 'user_message' ? { kind: 'message' } : null
    case 'error':
      return { kind: 'error' }
    case 'session.compacted':
      return { kind: 'mark', of: 'compacted' }
    case 'session.forked':
      return { kind: 'mark', of: 'forked' }
    case 'checkpoint.saved':
      return { kind: 'mark', of: 'checkpoint' }
    case 'usage.recorded':
      return { kind: 'usage', ...event.data }
    default:
      return null
  }
}

/** The types that `outlineOf` knows. */
export const outlinedTypes: readonly EventType[] = [
  'run.started',
  'run.completed',
  'run.failed',
  'run.cancelled',
  'run.timed_out',
  'run.requeued',
  'tool.called',
  'tool.completed',
  'tool.failed',
  'tool.in_doubt',
  'tool.settled_by_hand',
  'permission.requested',
  'permission.resolved',
  'question.asked',
  'question.answered',
  'block.started',
  'error',
  'session.compacted',
  'session.forked',
  'checkpoint.saved',
  'usage.recorded',
]

/** The outline's entry of an event; null for one that the outline leaves out. */
export const outlineOf = (event: SessionEvent): OutlineEntry | null => {
  const told = toldOfRun(event) ?? toldOfTool(event) ?? toldOfWait(event) ?? toldOfRest(event)
  const { seq, ts, runId } = event
  return told && ({ seq, ts, ...(runId === undefined ? {} : { runId }), ...told } as OutlineEntry)
}

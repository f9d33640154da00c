import type { SessionEvent } from '@sojourn/contract/event'
import type { BlockText, By } from './command.ts'
import { draft, type EventDraft } from './event-draft.ts'
import { closeBlocks, closePending, failOpenCalls } from './leftovers.ts'
import type { SessionState } from './session-state.ts'
import { moveState } from './transitions.ts'

const reason = 'The session was imported before the run had settled.'

const textsOf = ({ record }: SessionState, events: readonly SessionEvent[]): BlockText[] => {
  const texts = new Map(record.openBlocks.map((open) => [open.blockId, '']))
  const from = Math.min(...record.openBlocks.map((open) => open.startedSeq))
  for (const event of texts.size === 0 ? [] : events.slice(from)) {
    if (event.type !== 'block.delta') continue
    const text = texts.get(event.data.blockId)
    if (text !== undefined) texts.set(event.data.blockId, text + event.data.delta)
  }
  return [...texts].map(([blockId, text]) => ({ blockId, text }))
}

/**
 * [E10] Work that had not settled when the log was exported is not done here a second time: its runs end as cancelled, and
 * what they had open is closed. None for a log in which everything had settled.
 */
export const decideImport = (state: SessionState, events: readonly SessionEvent[], actor: By): EventDraft[] => {
  const { active, queue, permissions, questions, toolCalls, record } = state
  const blocks = textsOf(state, events)
  const open = [...permissions.values(), ...questions.values(), ...toolCalls.values(), ...record.openBlocks]
  const openRuns = new Set(open.map(({ runId }) => runId ?? ''))
  const unsettled = active ? [active, ...queue] : queue
  return [
    ...[...openRuns].flatMap((runId) => [
      ...closeBlocks(state, runId, blocks),
      ...failOpenCalls(state, runId, reason),
      ...closePending(state, runId, 'cancelled'),
    ]),
    ...unsettled.map((run) => {
      const wasQueued = run.id !== active?.id
      const data = {
        by: actor.by,
        reason,
        wasQueued,
        durationMs: 0,
        doneReason: 'cancelled' as const,
        usage: run.usage,
      }
      return draft('run.cancelled', data, { runId: run.id, source: actor.source })
    }),
    ...(active ? moveState(record.state, { trigger: 'run_settled', runId: active.id }) : []),
  ]
}

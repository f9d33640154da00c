import type { BlockText } from './command.ts'
import { draft, type EventDraft } from './event-draft.ts'
import type { SessionState } from './session-state.ts'

/** Closes what a run still waits for: nobody will answer it any more ([P3]). */
export const closePending = (state: SessionState, runId: string, outcome: 'cancelled' | 'superseded'): EventDraft[] => [
  ...[...state.permissions.values()]
    .filter((permission) => permission.runId === runId)
    .map((permission) =>
      draft('permission.resolved', { permissionId: permission.id, outcome, by: 'runtime' }, { runId }),
    ),
  ...[...state.questions.values()]
    .filter((question) => question.runId === runId)
    .map((question) => draft('question.answered', { questionId: question.id, outcome, by: 'runtime' }, { runId })),
]

/**
 * Calls of a run that will not go on: they have failed, and the message says what is known. One that was in doubt is not
 * called interrupted, because such a call would be made again by a run that continues this one.
 */
export const failOpenCalls = (state: SessionState, runId: string, message: string): EventDraft[] =>
  [...state.toolCalls.values()]
    .filter((call) => call.runId === runId)
    .map(({ toolCallId, status }) => {
      const code = status === 'in_doubt' ? 'TOOL_FAILED' : 'TOOL_INTERRUPTED'
      return draft('tool.failed', { toolCallId, error: { code, message }, durationMs: 0 }, { runId })
    })

interface Interruption {
  /** What has ended, for people. */
  what: string
  /** A call that waits for its permission keeps waiting: the request is durable and the next attempt adopts it. */
  keepsWaiting: boolean
}

/**
 * [C4] Calls that were open when their attempt or host went: not started, or harmless to repeat → they count as not
 * done; a write that had started → in doubt.
 */
export const interruptedCalls = (
  state: SessionState,
  runId: string,
  { what, keepsWaiting }: Interruption,
): EventDraft[] =>
  [...state.toolCalls.values()].flatMap((call) => {
    if (call.runId !== runId || call.status === 'in_doubt') return []
    const { toolCallId, toolId, operation } = call
    // Some agents say that a call executes and ask only then: while it waits for its permission it does not.
    const waits = [...state.permissions.values()].some((permission) => permission.toolCallId === toolCallId)
    if (call.status === 'started' && call.effect === 'write' && !waits) {
      const reason = `${what} before it could say whether the call happened.`
      return [draft('tool.in_doubt', { toolCallId, toolId, operation, reason }, { runId })]
    }
    if (waits && keepsWaiting) return []
    const error = { code: 'TOOL_INTERRUPTED', message: `${what}; the next attempt may call it again.` }
    return [draft('tool.failed', { toolCallId, error, durationMs: 0 }, { runId })]
  })

/** Completes the blocks that an attempt left open, with the text they had. */
export const closeBlocks = (state: SessionState, runId: string, texts: readonly BlockText[]): EventDraft[] =>
  state.record.openBlocks
    .filter((open) => open.runId === runId)
    .flatMap((open) => {
      const { blockId, kind, parentBlockId, title } = open
      if (kind === 'tool_use' || kind === 'tool_result') return []
      const text = texts.find((known) => known.blockId === blockId)?.text ?? ''
      const block = {
        blockId,
        kind,
        text,
        interrupted: true as const,
        ...(parentBlockId === null ? {} : { parentBlockId }),
        ...(kind === 'subagent' && title !== null ? { title } : {}),
      }
      return [draft('block.completed', { blockId, block }, { runId })]
    })

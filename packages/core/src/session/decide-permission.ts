import { SojournError } from '@sojourn/contract/error'
import type { EventData } from '@sojourn/contract/event'
import type { PermissionOption, PermissionOutcome } from '@sojourn/contract/permission'
import type { CommandOf, DecisionContext } from './command.ts'
import { draft, type EventDraft } from './event-draft.ts'
import { closeBlocks, closePending, failOpenCalls } from './leftovers.ts'
import type { SessionState } from './session-state.ts'
import { moveState } from './transitions.ts'

/** [P2] Only these let a tool run; whatever else comes is a denial. */
export const outcomeOf = (option: PermissionOption): Extract<PermissionOutcome, 'allowed' | 'denied'> =>
  option === 'allow_once' || option === 'allow_always' ? 'allowed' : 'denied'

/** [P4] First answer wins. */
export const decideAnswerPermission = (
  state: SessionState,
  { answer, actor }: CommandOf<'answerPermission'>,
): EventDraft[] => {
  const { permission, option, message, toolInput, storedRule } = answer
  if (!state.permissions.has(permission.id)) {
    throw new SojournError('ALREADY_ANSWERED', 'The request has been resolved already.', {
      meta: { permissionId: permission.id },
    })
  }
  if (!permission.options.includes(option)) {
    const offered = permission.options.join(', ')
    throw new SojournError('VALIDATION_FAILED', `The request does not offer ${option}.`, {
      issues: [{ path: 'option', message: `One of ${offered}` }],
    })
  }
  const outcome = outcomeOf(option)
  const data: EventData<'permission.resolved'> = {
    permissionId: permission.id,
    outcome,
    option,
    by: actor.by,
  }
  if (message !== undefined) data.message = message
  // Null means that nobody edited it, as in the stored request.
  if (outcome === 'allowed' && toolInput !== undefined && toolInput !== null) data.toolInput = toolInput
  if (storedRule !== undefined) data.storedRule = storedRule
  return [draft('permission.resolved', data, { runId: permission.runId, source: actor.source })]
}

/** [P3] Silence is no answer: the tool does not run. */
export const decideExpirePermission = (
  state: SessionState,
  { permissionId }: CommandOf<'expirePermission'>,
): EventDraft[] => {
  const pending = state.permissions.get(permissionId)
  if (!pending) return []
  return [draft('permission.resolved', { permissionId, outcome: 'expired', by: 'runtime' }, { runId: pending.runId })]
}

/** [P7] */
export const decideAnswerQuestion = (state: SessionState, command: CommandOf<'answerQuestion'>): EventDraft[] => {
  const { questionId, answer, actor } = command
  const pending = state.questions.get(questionId)
  if (!pending) {
    throw new SojournError('ALREADY_ANSWERED', 'The question has been resolved already.', { meta: { questionId } })
  }
  const options = { runId: pending.runId, source: actor.source }
  return [draft('question.answered', { questionId, outcome: 'answered', answer, by: actor.by }, options)]
}

export const decideExpireQuestion = (
  state: SessionState,
  { questionId }: CommandOf<'expireQuestion'>,
): EventDraft[] => {
  const pending = state.questions.get(questionId)
  if (!pending) return []
  return [draft('question.answered', { questionId, outcome: 'expired', by: 'runtime' }, { runId: pending.runId })]
}

/** [C4] A person says what nobody else can know. The caller has made sure that the call is in doubt. */
export const decideSettleToolCall = (
  state: SessionState,
  command: CommandOf<'settleToolCall'>,
  { openTexts }: DecisionContext,
): EventDraft[] => {
  const { call, happened, message, actor } = command
  const open = state.toolCalls.get(call.toolCallId)
  if (open?.status !== 'in_doubt') {
    throw new SojournError('ALREADY_SETTLED', 'The call is not in doubt any more.', {
      meta: { toolCallId: call.toolCallId },
    })
  }
  if (happened !== 'fail') {
    const said = message === undefined ? {} : { message }
    const data = { toolCallId: call.toolCallId, happened, by: actor.by, ...said }
    return [draft('tool.settled_by_hand', data, { runId: call.runId, source: actor.source })]
  }
  const words = message ?? `${actor.by} ended the run instead of saying whether it happened.`
  const failed = failOpenCalls(state, call.runId, words)
  const run = state.queue.find(({ id, continues }) => id === call.runId || continues.includes(call.runId))
  if (!run) return failed
  const own = run.id === call.runId ? [] : failOpenCalls(state, run.id, words)
  const error = {
    code: 'HOST_LOST',
    message: message ?? `Ended by ${actor.by}: a tool call was in doubt.`,
    retryable: false,
  }
  return [
    ...failed,
    ...own,
    ...closePending(state, run.id, 'cancelled'),
    ...closeBlocks(state, run.id, openTexts),
    draft(
      'run.failed',
      { error, doneReason: 'host_lost', durationMs: 0, usage: run.usage },
      { runId: run.id, source: actor.source },
    ),
    ...(state.active ? [] : moveState(state.record.state, { trigger: 'fault' })),
  ]
}

import type { Command, CommandOf, DecisionContext } from './command.ts'
import { decideSetAgentOption } from './decide-agent.ts'
import {
  decideEndAttempt,
  decideLoseHost,
  decideNameSession,
  decideReport,
  decideRequeueForShutdown,
} from './decide-attempt.ts'
import {
  decideAnswerPermission,
  decideAnswerQuestion,
  decideExpirePermission,
  decideExpireQuestion,
  decideSettleToolCall,
} from './decide-permission.ts'
import { decideRecover } from './decide-recover.ts'
import {
  decideCancelRun,
  decideEditRun,
  decideMoveRun,
  decideStartRun,
  decideSubmit,
  decideTimeOutRun,
} from './decide-run.ts'
import {
  decideArchive,
  decideComplete,
  decideNoteFork,
  decideSaveCheckpoint,
  decideTag,
  decideUnarchive,
  decideUntag,
  decideUpdate,
  decideWindUp,
} from './decide-session.ts'
import type { EventDraft } from './event-draft.ts'
import type { SessionState } from './session-state.ts'
import { moveStatus } from './transitions.ts'

type Decide<Type extends Command['type']> = (
  state: SessionState,
  command: CommandOf<Type>,
  context: DecisionContext,
) => readonly EventDraft[]

const decisions: { [Type in Command['type']]: Decide<Type> } = {
  update: decideUpdate,
  pause: (state, { reason, actor }) => moveStatus(state.record.status, { trigger: 'pause', reason, actor }),
  resume: (state, { reason, actor }) => moveStatus(state.record.status, { trigger: 'resume', reason, actor }),
  crash: (state, { reason, actor }) => moveStatus(state.record.status, { trigger: 'crash', reason, actor }),
  complete: decideComplete,
  windUp: decideWindUp,
  recover: decideRecover,
  archive: decideArchive,
  unarchive: decideUnarchive,
  tag: decideTag,
  untag: decideUntag,
  saveCheckpoint: decideSaveCheckpoint,
  setAgentOption: decideSetAgentOption,
  noteFork: decideNoteFork,
  submit: decideSubmit,
  cancelRun: decideCancelRun,
  editRun: decideEditRun,
  moveRun: decideMoveRun,
  startRun: decideStartRun,
  timeOutRun: decideTimeOutRun,
  report: decideReport,
  nameSession: decideNameSession,
  endAttempt: decideEndAttempt,
  requeueForShutdown: decideRequeueForShutdown,
  loseHost: decideLoseHost,
  answerPermission: decideAnswerPermission,
  expirePermission: decideExpirePermission,
  answerQuestion: decideAnswerQuestion,
  expireQuestion: decideExpireQuestion,
  settleToolCall: decideSettleToolCall,
}

/**
 * What happens when `command` meets `state`: events in order, none when nothing changes. Pure. A refusal is thrown as
 * SojournError (or AttemptDetached for reports of an attempt that is over), and then nothing has happened.
 */
export const decide = (state: SessionState, command: Command, context: DecisionContext): readonly EventDraft[] => {
  const decision = decisions[command.type] as Decide<Command['type']>
  return decision(state, command as never, context)
}

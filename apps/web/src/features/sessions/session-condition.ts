import type { BlockedOn } from '@sojourn/contract/blocked'
import type { SessionSummary } from '@sojourn/contract/session'

export type ConditionKind =
  | 'running'
  | 'stopping'
  | 'needs_you'
  | 'waiting'
  | 'paused'
  | 'idle'
  | 'new'
  | 'completed'
  | 'failed'
  | 'crashed'

/** What is going on with a session, in one word, and the reason where there is one. */
export interface Condition {
  kind: ConditionKind
  label: string
  reason: string | null
}

const waits: Record<BlockedOn, Condition> = {
  permission: { kind: 'needs_you', label: 'Needs approval', reason: 'A tool call waits for your answer.' },
  question: { kind: 'needs_you', label: 'Has a question', reason: 'The agent asked something.' },
  in_doubt: {
    kind: 'needs_you',
    label: 'In doubt',
    reason: 'Nobody knows whether a tool call happened. Say what did.',
  },
  paused: { kind: 'paused', label: 'Paused', reason: 'The queue is held until somebody resumes the session.' },
  crashed: {
    kind: 'crashed',
    label: 'Crashed',
    reason: 'It takes no input until it is recovered.',
  },
  concurrency: { kind: 'waiting', label: 'Waiting for a slot', reason: 'As many runs execute as the limits allow.' },
  retry_at: {
    kind: 'waiting',
    label: 'Retrying soon',
    reason: 'The last attempt failed; the next one waits a moment.',
  },
  delayed_until: {
    kind: 'waiting',
    label: 'Scheduled',
    reason: 'The next run has a time before which it does not start.',
  },
  budget: { kind: 'waiting', label: 'Out of budget', reason: 'The budget is used up.' },
  no_runner: { kind: 'waiting', label: 'No runner', reason: 'This server does not have the runner of the agent.' },
}

type Conditioned = Pick<
  SessionSummary,
  | 'status'
  | 'state'
  | 'activity'
  | 'blockedOn'
  | 'queueDepth'
  | 'running'
  | 'doneReason'
  | 'inDoubtCalls'
  | 'pendingQuestions'
>

const doneReasons: Partial<Record<NonNullable<SessionSummary['doneReason']>, string>> = {
  error: 'The last run failed.',
  denied: 'The last run ended because a tool call was not allowed.',
  timed_out: 'The last run took longer than it may.',
  host_lost: 'The process that executed the last run died.',
  max_steps: 'The last run used up its steps.',
  budget: 'The last run used up its budget.',
  cancelled: 'The last run was cancelled.',
}

const requiresAction = (session: Conditioned): Condition => {
  if (session.inDoubtCalls > 0) return waits.in_doubt
  return session.pendingQuestions > 0 ? waits.question : waits.permission
}

const atRest = (session: Conditioned): Condition => {
  const reason = (session.doneReason && doneReasons[session.doneReason]) ?? null
  if (session.state === 'error') return { kind: 'failed', label: 'Failed', reason: reason ?? 'The last run failed.' }
  if (session.state === 'created') return { kind: 'new', label: 'New', reason: 'Nothing has been asked of it yet.' }
  return { kind: 'idle', label: 'Idle', reason: reason ?? 'Waiting for input.' }
}

/** Derived once, here, so that the table, the page and the tab's title never disagree. */
export const conditionOf = (session: Conditioned): Condition => {
  if (session.activity === 'requires_action') return requiresAction(session)
  if (session.state === 'interrupting')
    return { kind: 'stopping', label: 'Stopping', reason: 'The run is being cancelled.' }
  if (session.status === 'crashed') return waits.crashed
  if (session.running) {
    const held = session.status === 'paused'
    return { kind: 'running', label: 'Running', reason: held ? 'Paused: this run finishes, nothing new starts.' : null }
  }
  if (session.status === 'completed')
    return { kind: 'completed', label: 'Completed', reason: 'Closed for work. It can be reopened.' }
  if (session.status === 'paused') return waits.paused
  if (session.queueDepth > 0 && session.blockedOn) return waits[session.blockedOn]
  if (session.queueDepth > 0) return { kind: 'waiting', label: 'Starting', reason: 'The next run is about to start.' }
  return atRest(session)
}

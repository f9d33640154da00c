import { SojournError } from '@sojourn/contract/error'
import type { SessionState, SessionStatus, StateTrigger, StatusTrigger } from '@sojourn/contract/session'

/** `null` = refused. A cell that names its own row = accepted, nothing changes. */
type Table<State extends string, Trigger extends string> = Record<State, Record<Trigger, State | null>>

/** What the engine is doing now ([S2]). Legal triggers, the diagram in the docs and the exhaustive test come from here. */
export const stateTable = {
  created: { run_started: 'running', run_settled: null, interrupt: null, fault: 'error' },
  running: { run_started: null, run_settled: 'awaiting_input', interrupt: 'interrupting', fault: 'error' },
  awaiting_input: { run_started: 'running', run_settled: null, interrupt: 'awaiting_input', fault: 'error' },
  interrupting: { run_started: null, run_settled: 'awaiting_input', interrupt: 'interrupting', fault: 'error' },
  error: { run_started: 'running', run_settled: null, interrupt: null, fault: 'error' },
} as const satisfies Table<SessionState, StateTrigger>

/** Whether the session is open for work ([S4], [S5]). */
export const statusTable = {
  active: { pause: 'paused', resume: 'active', complete: 'completed', crash: 'crashed', recover: null },
  paused: { pause: 'paused', resume: 'active', complete: 'completed', crash: 'crashed', recover: null },
  completed: { pause: null, resume: 'active', complete: 'completed', crash: null, recover: null },
  crashed: { pause: null, resume: 'active', complete: 'completed', crash: 'crashed', recover: 'active' },
} as const satisfies Table<SessionStatus, StatusTrigger>

const legalTriggers = (row: Record<string, string | null>): string =>
  Object.keys(row)
    .filter((trigger) => row[trigger] !== null)
    .join(', ')

const move = <State extends string, Trigger extends string>(
  table: Table<State, Trigger>,
  from: State,
  trigger: Trigger,
): State => {
  const to = table[from][trigger]
  if (to === null) {
    throw new SojournError(
      'INVALID_TRANSITION',
      `A session that is ${from} does not take ${trigger}; it takes ${legalTriggers(table[from])}.`,
      { meta: { from, trigger } },
    )
  }
  return to
}

/** The state after `trigger`; throws INVALID_TRANSITION where the table says so. */
export const nextState = (from: SessionState, trigger: StateTrigger): SessionState =>
  move<SessionState, StateTrigger>(stateTable, from, trigger)

/** The status after `trigger`; throws INVALID_TRANSITION where the table says so. */
export const nextStatus = (from: SessionStatus, trigger: StatusTrigger): SessionStatus =>
  move<SessionStatus, StatusTrigger>(statusTable, from, trigger)

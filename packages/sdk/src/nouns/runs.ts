import type { Page } from '@sojourn/contract/page'
import type {
  AwaitRunInput,
  CancelRunInput,
  EditRunInput,
  ExecuteRunInput,
  ListRunsInput,
  MoveRunInput,
  Run,
  SettledRun,
  SubmitRunInput,
  SubmittedRun,
} from '@sojourn/contract/run'
import type { Committed, Method } from './call.ts'

export interface RunsApi {
  /** Answers once the input is durable. */
  submit: Method<SubmitRunInput, SubmittedRun>
  /** Submits and waits until the run has settled; AWAIT_TIMEOUT leaves the run going. */
  execute: Method<ExecuteRunInput, SettledRun>
  /** Newest first; queued ones in the order of the queue. */
  list: Method<ListRunsInput, Page<Run>>
  get: Method<{ runId: string }, Run>
  /** Waits until the run has settled, `timeoutMs` at most (default 30 s); AWAIT_TIMEOUT changes nothing. */
  await: Method<AwaitRunInput, SettledRun>
  /** Changes a queued run; `version` is the one you saw. */
  edit: Method<EditRunInput, Committed<Run>>
  /** Moves a queued run; position 1 is next. */
  move: Method<MoveRunInput, Committed<Run>>
  /** Cancels a queued or executing run; a settled one stays as it is. */
  cancel: Method<CancelRunInput, Committed<Run>>
}

export const runKinds = {
  submit: 'mutation',
  execute: 'mutation',
  list: 'query',
  get: 'query',
  await: 'query',
  edit: 'mutation',
  move: 'mutation',
  cancel: 'mutation',
} as const satisfies Record<keyof RunsApi, string>
